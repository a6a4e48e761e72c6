package dev.whence.indexer.lucene;

import dev.whence.indexer.FieldSummary;
import dev.whence.indexer.FieldSummary.TopValue;
import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.Role;
import dev.whence.model.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/** Lists the fields of matching records with their types and most frequent values. For one question. */
final class FieldLister {
    /** So many values of a segment are looked at, the most frequent ones. */
    private static final int MOST_VALUES = 10_000;

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

    /** @param maxRecords whole traces of about so many records are looked at when more match */
    List<FieldSummary> of(Query query, int maxRecords) throws IOException {
        List<Matches.InLeaf> matches = TraceSample.atMost(searcher, maxRecords, Matches.of(searcher, query));
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

    private static void count(String name, Matches.InLeaf matches, Counted counted) throws IOException {
        LeafReader leaf = matches.leaf().reader();
        FieldNames fields = FieldNames.of(name);
        if (Role.of(name) == Role.ID) {
            String key = name.equals(Names.TRACE_ID)
                    ? FieldNames.TRACE_KEY
                    : name.equals(Names.SPAN_ID) ? FieldNames.SPAN_KEY : FieldNames.PARENT_KEY;
            long records = count(DocValues.getNumeric(leaf, key), matches);
            counted.records += records;
            counted.keywords += records;
            return;
        }
        boolean wordsOnly = Role.of(name) == Role.TEXT;
        boolean hasTexts = !wordsOnly && isIndexed(leaf, fields.value());
        boolean hasFlags = isIndexed(leaf, fields.flag());
        boolean hasNumbers = isIndexed(leaf, fields.number());
        boolean hasWords = isIndexed(leaf, fields.words());
        long texts = hasTexts ? countValues(DocValues.getSorted(leaf, fields.value()), matches, counted.values) : 0;
        long flags = hasFlags ? countValues(DocValues.getSorted(leaf, fields.flag()), matches, counted.values) : 0;
        long numbers = hasNumbers ? count(DocValues.getNumeric(leaf, fields.number()), matches) : 0;
        long words = hasWords && texts < matches.count() ? wordsAlone(leaf, fields, hasTexts, matches) : 0;
        counted.keywords += texts;
        counted.flags += flags;
        counted.numbers += numbers;
        counted.words += words;
        int types = (texts + words > 0 ? 1 : 0) + (flags > 0 ? 1 : 0) + (numbers > 0 ? 1 : 0);
        counted.records += types <= 1 ? texts + words + flags + numbers : union(leaf, fields, matches);
    }

    private static boolean isIndexed(LeafReader leaf, String internalField) {
        return leaf.getFieldInfos().fieldInfo(internalField) != null;
    }

    private static long count(DocIdSetIterator values, Matches.InLeaf matches) throws IOException {
        long count = 0;
        int next = values.nextDoc();
        for (int i = 0; i < matches.count() && next != DocIdSetIterator.NO_MORE_DOCS; i++) {
            int doc = matches.docs()[i];
            if (next < doc) {
                next = values.advance(doc);
            }
            count += next == doc ? 1 : 0;
        }
        return count;
    }

    private static long countValues(SortedDocValues values, Matches.InLeaf matches, Map<String, Long> sums)
            throws IOException {
        long[] counts = new long[values.getValueCount()];
        long count = 0;
        int next = values.nextDoc();
        for (int i = 0; i < matches.count() && next != DocIdSetIterator.NO_MORE_DOCS; i++) {
            int doc = matches.docs()[i];
            if (next < doc) {
                next = values.advance(doc);
            }
            if (next == doc) {
                counts[values.ordValue()]++;
                count++;
            }
        }
        addValues(values, counts, sums);
        return count;
    }

    /** Records whose text is words only: it is too long to be a value. */
    private static long wordsAlone(LeafReader leaf, FieldNames fields, boolean hasTexts, Matches.InLeaf matches)
            throws IOException {
        NumericDocValues words = leaf.getNormValues(fields.words());
        if (words == null) {
            return 0;
        }
        if (!hasTexts) {
            return count(words, matches);
        }
        SortedDocValues texts = DocValues.getSorted(leaf, fields.value());
        long count = 0;
        for (int i = 0; i < matches.count(); i++) {
            int doc = matches.docs()[i];
            count += words.advanceExact(doc) && !texts.advanceExact(doc) ? 1 : 0;
        }
        return count;
    }

    /** Records with the field in any type, for fields of several. */
    private static long union(LeafReader leaf, FieldNames fields, Matches.InLeaf matches) throws IOException {
        SortedDocValues texts = DocValues.getSorted(leaf, fields.value());
        SortedDocValues flags = DocValues.getSorted(leaf, fields.flag());
        NumericDocValues numbers = DocValues.getNumeric(leaf, fields.number());
        NumericDocValues words = leaf.getNormValues(fields.words());
        long count = 0;
        for (int i = 0; i < matches.count(); i++) {
            int doc = matches.docs()[i];
            boolean has = texts.advanceExact(doc)
                    || flags.advanceExact(doc)
                    || numbers.advanceExact(doc)
                    || words != null && words.advanceExact(doc);
            count += has ? 1 : 0;
        }
        return count;
    }

    /** Of a field with nearly a value a record, the rare values of a segment do not become frequent ones. */
    private static void addValues(SortedDocValues values, long[] counts, Map<String, Long> sums) throws IOException {
        long least = 1;
        int roomForLeast = MOST_VALUES;
        if (counts.length > MOST_VALUES) {
            long[] sorted = counts.clone();
            Arrays.sort(sorted);
            least = Math.max(1, sorted[sorted.length - MOST_VALUES]);
            int more = sorted.length - 1;
            while (more >= 0 && sorted[more] > least) {
                more--;
            }
            roomForLeast = MOST_VALUES - (sorted.length - 1 - more);
        }
        for (int code = 0; code < counts.length; code++) {
            if (counts[code] > least || counts[code] == least && roomForLeast-- > 0) {
                sums.merge(values.lookupOrd(code).utf8ToString(), counts[code], Long::sum);
            }
        }
    }
}
