package dev.whence.analyzer.frame;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.analyzer.trace.SpanForest;
import java.util.List;

/**
 * The spans of baseline and incident as columns, row by row in order of time. The arrays are not to be changed.
 *
 * @param trace number of the trace, from 0; spans without a trace id have each their own
 * @param hasParent whether the span names a parent, found or not
 * @param place index into {@code places}
 * @param error whether it failed, by its status, its error type, or its log lines where it has no status
 * @param counts how many requests the row stands for; empty where each stands for one
 * @param failures how many of them failed; empty where each stands for one
 * @param errorType index into {@code errorTypes}; -1 without
 * @param rowIndex finds the rows again in other scans, by their {@link RowKeys keys}
 * @param fromLogs whether the rows are log lines, because there are no spans
 */
public record Frame(
        long[] startNanos,
        long[] traceKey,
        int[] trace,
        int traces,
        boolean[] hasParent,
        int[] place,
        List<Place> places,
        boolean[] error,
        double[] counts,
        double[] failures,
        int[] errorType,
        List<String> errorTypes,
        LongIndex rowIndex,
        SpanForest forest,
        double sampledFraction,
        boolean fromLogs) {

    public int rows() {
        return startNanos.length;
    }

    public Place placeOf(int row) {
        return places.get(place[row]);
    }

    /** The error type of a row; empty without. */
    public String errorTypeOf(int row) {
        return errorType[row] < 0 ? "" : errorTypes.get(errorType[row]);
    }

    /** How many requests the row stands for. */
    public double count(int row) {
        return counts.length == 0 ? 1 : counts[row];
    }

    /** How many of the requests which the row stands for failed. */
    public double errors(int row) {
        return failures.length == 0 ? error[row] ? 1 : 0 : failures[row];
    }

    /** Whether there are rows that stand for many requests. */
    public boolean isCounted() {
        return counts.length > 0;
    }
}
