package dev.whence.indexer.lucene;

import dev.whence.indexer.FieldSummary;
import dev.whence.indexer.FieldSummary.TopValue;
import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.Role;
import dev.whence.model.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/** Lists the fields of matching records with their types and most frequent values. For one question. */
final class FieldLister {
    private final IndexSearcher searcher;
    private final int topValues;

    FieldLister(IndexSearcher searcher, int topValues) {
        this.searcher = searcher;
        this.topValues = topValues;
    }

    /** What was counted of one field; a record with values of several types counts for each. */
    private static final class Counted {
        long records;
        long words;
        long keywords;
        long numbers;
        long flags;
        final Map<String, Long> values = new HashMap<>();

        FieldSummary.Type type() {
            if (words > Math.max(keywords, Math.max(numbers, flags))) {
                return FieldSummary.Type.TEXT;
            }
            if (keywords >= Math.max(numbers, flags)) {
                return FieldSummary.Type.KEYWORD;
            }
            return numbers >= flags ? FieldSummary.Type.NUMBER : FieldSummary.Type.BOOLEAN;
        }
    }

    List<FieldSummary> of(Query query) throws IOException {
        List<Matches.InLeaf> matches = Matches.of(searcher, query);
        Set<String> names = new TreeSet<>();
        for (Matches.InLeaf inLeaf : matches) {
            names.addAll(names(inLeaf.leaf().reader()));
        }
        List<Callable<FieldSummary>> tasks = new ArrayList<>();
        for (String name : names) {
            tasks.add(() -> summary(name, matches));
        }
        return searcher.getTaskExecutor().invokeAll(tasks).stream()
                .filter(summary -> summary.records() > 0)
                .toList();
    }

    private static Set<String> names(LeafReader leaf) {
        Set<String> names = new TreeSet<>();
        for (FieldInfo info : leaf.getFieldInfos()) {
            if (info.name.length() > 2 && info.name.charAt(1) == ':') {
                names.add(info.name.substring(2));
            }
        }
        return names;
    }

    private FieldSummary summary(String name, List<Matches.InLeaf> matches) throws IOException {
        Counted counted = new Counted();
        for (Matches.InLeaf inLeaf : matches) {
            count(name, inLeaf, counted);
        }
        List<TopValue> top = counted.values.entrySet().stream()
                .map(entry -> new TopValue(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(TopValue::records).reversed().thenComparing(TopValue::value))
                .limit(topValues)
                .toList();
        return new FieldSummary(name, counted.type(), counted.records, top);
    }

    private void count(String name, Matches.InLeaf matches, Counted counted) throws IOException {
        LeafReader leaf = matches.leaf().reader();
        FieldNames fields = FieldNames.of(name);
        if (Role.of(name) == Role.ID) {
            String key = name.equals(Names.TRACE_ID)
                    ? FieldNames.TRACE_KEY
                    : name.equals(Names.SPAN_ID) ? FieldNames.SPAN_KEY : FieldNames.PARENT_KEY;
            countIds(DocValues.getNumeric(leaf, key), matches, counted);
            return;
        }
        SortedDocValues texts = DocValues.getSorted(leaf, fields.value());
        SortedDocValues flags = DocValues.getSorted(leaf, fields.flag());
        NumericDocValues numbers = DocValues.getNumeric(leaf, fields.number());
        NumericDocValues words = leaf.getNormValues(fields.words());
        long[] textCounts = new long[texts.getValueCount()];
        long[] flagCounts = new long[flags.getValueCount()];
        boolean wordsOnly = Role.of(name) == Role.TEXT;
        for (int i = 0; i < matches.count(); i++) {
            int doc = matches.docs()[i];
            boolean has = false;
            if (!wordsOnly && texts.advanceExact(doc)) {
                textCounts[texts.ordValue()]++;
                counted.keywords++;
                has = true;
            } else if (words != null && words.advanceExact(doc)) {
                counted.words++;
                has = true;
            }
            if (numbers.advanceExact(doc)) {
                counted.numbers++;
                has = true;
            }
            if (flags.advanceExact(doc)) {
                flagCounts[flags.ordValue()]++;
                counted.flags++;
                has = true;
            }
            counted.records += has ? 1 : 0;
        }
        addValues(texts, textCounts, counted.values);
        addValues(flags, flagCounts, counted.values);
    }

    private static void countIds(NumericDocValues keys, Matches.InLeaf matches, Counted counted) throws IOException {
        long records = 0;
        for (int i = 0; i < matches.count(); i++) {
            records += keys.advanceExact(matches.docs()[i]) ? 1 : 0;
        }
        counted.records += records;
        counted.keywords += records;
    }

    private static void addValues(SortedDocValues values, long[] counts, Map<String, Long> sums) throws IOException {
        for (int code = 0; code < counts.length; code++) {
            if (counts[code] > 0) {
                sums.merge(values.lookupOrd(code).utf8ToString(), counts[code], Long::sum);
            }
        }
    }
}
