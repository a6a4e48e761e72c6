package dev.whence.analyzer.frame;

import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys by which the rows of one scan are found again in another: the ids of a span, or all that the analysis knows of a
 * row which has none. Rows alike in all of that are numbered as they come: which of them is which makes no difference.
 * For one thread and one pass over the tables of one scan.
 */
final class RowKeys {
    private static final List<String> TEXTS = List.of(Names.SERVICE, Names.STAGE);

    private final boolean logs;
    private final List<String> numbers;
    private final LongIndex known = new LongIndex(16);
    private int[] times = new int[16];

    /**
     * Keys for one scan.
     *
     * @param logs whether the rows are log lines: the ids of their spans do not tell them apart
     * @param counted whether there are rows that stand for many requests
     */
    RowKeys(boolean logs, boolean counted) {
        this.logs = logs;
        this.numbers = counted
                ? List.of(Names.DURATION, Names.AGGREGATE_COUNT, Names.AGGREGATE_ERRORS)
                : List.of(Names.DURATION);
    }

    /** The columns with what {@link #of} needs added. */
    Columns columns(List<String> askedTexts, List<String> askedNumbers) {
        return new Columns(with(askedTexts, TEXTS), with(askedNumbers, numbers), true);
    }

    private static List<String> with(List<String> asked, List<String> needed) {
        List<String> all = new ArrayList<>(asked);
        needed.stream().filter(name -> !asked.contains(name)).forEach(all::add);
        return all;
    }

    /** The key of the next row; each row of a table is to be asked for once, in order. */
    long of(Table table, int row) {
        long span = logs ? 0 : table.spanKeys()[row];
        return span != 0 ? LongIndex.pair(table.traceKeys()[row], span) : withoutId(table, row);
    }

    /** Whether the row is known by its id, so that a second one with the same key is the same span. */
    boolean isById(Table table, int row) {
        return !logs && table.spanKeys()[row] != 0;
    }

    private long withoutId(Table table, int row) {
        long key = LongIndex.pair(table.traceKeys()[row], table.timestampNanos()[row]);
        for (String name : TEXTS) {
            key = LongIndex.pair(key, table.texts(name).get(row).hashCode());
        }
        for (String name : numbers) {
            key = LongIndex.pair(key, Double.doubleToLongBits(table.numbers(name)[row]));
        }
        int number = known.size();
        int before = known.putIfAbsent(key, number);
        if (before < 0) {
            if (number == times.length) {
                times = Arrays.copyOf(times, number * 2);
            }
            return key;
        }
        return LongIndex.pair(key, ++times[before]);
    }
}
