package dev.whence.analyzer.frame;

import dev.whence.analyzer.trace.SpanForest;
import java.util.Arrays;

/**
 * Takes log lines for the spans of their traces. A line is written when the work it tells of is done: one that says how
 * long that took stands above what was written meanwhile, any other for the time since the line before it. What is left
 * stands below the first line of its trace. For one thread.
 */
final class Lines {
    private static final int NONE = -1;
    private static final double NANOS = 1e9;
    /** Durations are written down rounded. */
    private static final long ROUNDED_NANOS = 1_000_000;

    private static final double ROUNDED = 0.01;

    private final Rows rows;
    private final long[] from;
    private final double[] seconds;
    private final int[] parent;
    /** By row that nothing stands above so far: the one before it in its trace. */
    private final int[] before;

    Lines(Rows rows) {
        this.rows = rows;
        this.from = rows.start.clone();
        this.seconds = rows.duration.clone();
        this.parent = new int[rows.size];
        this.before = new int[rows.size];
    }

    SpanForest.Spans nested() {
        Arrays.fill(parent, NONE);
        int[] last = new int[rows.traces];
        int[] uncovered = new int[rows.traces];
        Arrays.fill(last, NONE);
        Arrays.fill(uncovered, NONE);
        for (int row = 0; row < rows.size; row++) {
            int trace = rows.trace[row];
            uncovered[trace] = cover(row, uncovered[trace]);
            if (Double.isNaN(seconds[row]) && last[trace] >= 0) {
                from[row] = rows.start[last[trace]];
                seconds[row] = (rows.start[row] - from[row]) / NANOS;
            }
            last[trace] = row;
        }
        for (int row : uncovered) {
            belowTheFirst(row);
        }
        return new SpanForest.Spans(from, seconds, parent, new int[rows.size], rows.error);
    }

    /** Puts what was written during the work that a line tells of below it; gives the line. */
    private int cover(int row, int uncovered) {
        int open = uncovered;
        if (seconds[row] > 0) {
            long length = Math.round(seconds[row] * NANOS);
            from[row] = rows.start[row] - length;
            long earliest = from[row] - Math.max(ROUNDED_NANOS, Math.round(ROUNDED * length));
            while (open >= 0 && began(open) >= earliest) {
                parent[open] = row;
                open = before[open];
            }
        }
        before[row] = open;
        return row;
    }

    /** When the work began that a line tells of; when it was written, where the line doesn't say. */
    private long began(int row) {
        return rows.duration[row] > 0 ? from[row] : rows.start[row];
    }

    private void belowTheFirst(int lastUncovered) {
        int first = lastUncovered;
        while (first >= 0 && before[first] >= 0) {
            first = before[first];
        }
        for (int row = lastUncovered; row != first; row = before[row]) {
            parent[row] = first;
        }
    }
}
