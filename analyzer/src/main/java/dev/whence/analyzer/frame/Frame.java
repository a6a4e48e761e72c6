package dev.whence.analyzer.frame;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.analyzer.trace.SpanForest;
import java.util.List;

/**
 * The spans of baseline and incident as columns, row by row in order of time. The arrays are not to be changed.
 *
 * @param rowKey finds the row again in other scans, by {@link RowKeys}
 * @param trace number of the trace, from 0; spans without a trace id have each their own
 * @param hasParent whether the span names a parent, found or not
 * @param place index into {@code places}
 * @param error whether it failed, by its status, its error type, or its log lines where it has no status
 * @param count how many requests the row stands for
 * @param errors how many of them failed
 * @param errorType index into {@code errorTypes}; -1 without
 * @param fromLogs whether the rows are log lines, because there are no spans
 */
public record Frame(
        long[] startNanos,
        long[] traceKey,
        long[] rowKey,
        int[] trace,
        int traces,
        boolean[] hasParent,
        int[] place,
        List<Place> places,
        boolean[] error,
        double[] count,
        double[] errors,
        int[] errorType,
        List<String> errorTypes,
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

    /** The rows by their keys. */
    public LongIndex rowIndex() {
        LongIndex index = new LongIndex(rows());
        for (int row = 0; row < rows(); row++) {
            index.putIfAbsent(rowKey[row], row);
        }
        return index;
    }
}
