package dev.whence.indexer;

import java.util.List;
import java.util.Map;

/**
 * Records as columns, row by row in order of time. The arrays are the table's own: do not change them. Safe to read
 * from any thread.
 */
public final class Table {
    private final long[] timestampNanos;
    private final Ids ids;
    private final Map<String, Texts> texts;
    private final Map<String, double[]> numbers;
    private final double sampledFraction;

    /**
     * @param ids arrays of length 0 when no ids were asked for
     * @param sampledFraction which part of the matching records the table holds: 1 when all
     */
    public Table(
            long[] timestampNanos,
            Ids ids,
            Map<String, Texts> texts,
            Map<String, double[]> numbers,
            double sampledFraction) {
        this.timestampNanos = timestampNanos;
        this.ids = ids;
        this.texts = Map.copyOf(texts);
        this.numbers = Map.copyOf(numbers);
        this.sampledFraction = sampledFraction;
    }

    public int rows() {
        return timestampNanos.length;
    }

    public long[] timestampNanos() {
        return timestampNanos;
    }

    /** {@link dev.whence.model.Ids#key} of each row's trace id; 0 without one. */
    public long[] traceKeys() {
        return ids.trace();
    }

    public long[] spanKeys() {
        return ids.span();
    }

    public long[] parentSpanKeys() {
        return ids.parent();
    }

    /**
     * A column of texts that was asked for; all rows missing when no record has the field.
     *
     * @throws IllegalArgumentException when it was not asked for
     */
    public Texts texts(String field) {
        Texts column = texts.get(field);
        if (column == null) {
            throw new IllegalArgumentException("no text column " + field);
        }
        return column;
    }

    /**
     * A column of numbers that was asked for; NaN where a record lacks the field.
     *
     * @throws IllegalArgumentException when it was not asked for
     */
    public double[] numbers(String field) {
        double[] column = numbers.get(field);
        if (column == null) {
            throw new IllegalArgumentException("no number column " + field);
        }
        return column;
    }

    public double sampledFraction() {
        return sampledFraction;
    }

    /** Keys of the ids, one a row; all three of the same length. */
    public record Ids(long[] trace, long[] span, long[] parent) {
        public static final Ids NONE = new Ids(new long[0], new long[0], new long[0]);
    }

    /**
     * A column of texts as codes into a dictionary.
     *
     * @param codes one a row; -1 where the record lacks the field. Of a record with many values the first
     * @param dictionary each text once
     */
    public record Texts(int[] codes, List<String> dictionary) {
        /** The row's text; empty when it has none. */
        public String get(int row) {
            int code = codes[row];
            return code < 0 ? "" : dictionary.get(code);
        }

        /** The code of a text, or -1. */
        public int code(String text) {
            return dictionary.indexOf(text);
        }
    }
}
