package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.FieldNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.NumericUtils;

/**
 * The values of one field in one segment as codes: texts, booleans and numbers alike. The same text has one code per
 * type and segment. For one thread; documents must be asked for in ascending order.
 */
final class LeafTexts {
    static final int MISSING = -1;

    private final SortedDocValues first;
    private final SortedSetDocValues all;
    private final SortedDocValues flags;
    private final NumericDocValues numbers;
    private final int flagBase;
    private final int allBase;
    private final int numberBase;
    private final boolean hasLists;
    private final boolean textsOnly;
    private final Map<Long, Integer> numberCodes = new HashMap<>();
    private final List<Long> numberValues = new ArrayList<>();

    LeafTexts(LeafReader leaf, String field) throws IOException {
        FieldNames names = FieldNames.of(field);
        first = DocValues.getSorted(leaf, names.value());
        all = DocValues.getSortedSet(leaf, names.values());
        flags = DocValues.getSorted(leaf, names.flag());
        numbers = DocValues.getNumeric(leaf, names.number());
        flagBase = first.getValueCount();
        allBase = flagBase + flags.getValueCount();
        hasLists = all.getValueCount() > 0;
        numberBase = Math.toIntExact(allBase + all.getValueCount());
        textsOnly = numberBase == flagBase && leaf.getFieldInfos().fieldInfo(names.number()) == null;
    }

    /** The code of the document's first value, or {@link #MISSING}. */
    int code(int doc) throws IOException {
        if (first.advanceExact(doc)) {
            return first.ordValue();
        }
        return textsOnly ? MISSING : otherCode(doc);
    }

    private int otherCode(int doc) throws IOException {
        if (flags.advanceExact(doc)) {
            return flagBase + flags.ordValue();
        }
        return numbers.advanceExact(doc) ? numberCode(numbers.longValue()) : MISSING;
    }

    private int numberCode(long sortable) {
        return numberCodes.computeIfAbsent(sortable, any -> {
            numberValues.add(sortable);
            return numberBase + numberValues.size() - 1;
        });
    }

    /** Whether some documents have more than one text. */
    boolean hasLists() {
        return hasLists;
    }

    /** The codes of all the document's texts, where it has more than one; nothing otherwise. */
    int[] listed(int doc) throws IOException {
        if (!hasLists || !all.advanceExact(doc)) {
            return new int[0];
        }
        int[] codes = new int[all.docValueCount()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Math.toIntExact(allBase + all.nextOrd());
        }
        return codes;
    }

    /** Codes given so far, and those of all texts, are below this. */
    int size() {
        return numberBase + numberValues.size();
    }

    String text(int code) throws IOException {
        if (code < flagBase) {
            return first.lookupOrd(code).utf8ToString();
        }
        if (code < allBase) {
            return flags.lookupOrd(code - flagBase).utf8ToString();
        }
        if (code < numberBase) {
            return all.lookupOrd(code - allBase).utf8ToString();
        }
        return number(NumericUtils.sortableLongToDouble(numberValues.get(code - numberBase)));
    }

    /** The shortest text of a number; whole ones without a fraction. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** A table from code to something else, all {@link #MISSING} at first. */
    int[] table() {
        int[] table = new int[size()];
        Arrays.fill(table, MISSING);
        return table;
    }
}
