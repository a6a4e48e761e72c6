package dev.whence.anomaly.series;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds anomalies in one or several columns of numbers, row after row, each judged by the rows before it alone. Mutable, for
 * one thread; constant memory.
 *
 * <p>Each column is a series: see {@link Series}. The oddest column speaks for the row. A table whose rows have no order is for
 * {@link dev.whence.anomaly.multivariate.TableDetector}.
 */
public final class SeriesDetector {
    private final List<String> names;
    private final List<Series> series = new ArrayList<>();

    /** Knows nothing yet of these columns, of which there is at least one. */
    public SeriesDetector(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a detector needs at least one column");
        }
        this.names = List.copyOf(names);
        for (int i = 0; i < names.size(); i++) {
            series.add(new Series());
        }
    }

    /**
     * Judges a row, then learns it.
     *
     * @param timestampNanos nanoseconds since the epoch; empty in all rows when there are no times
     * @param values finite numbers, one a column
     */
    public Judgement add(OptionalLong timestampNanos, double[] values) {
        if (values.length != names.size()) {
            throw new IllegalArgumentException("a row has " + names.size() + " values, not " + values.length);
        }
        Judgement oddest = Judgement.USUAL;
        for (int i = 0; i < values.length; i++) {
            Judgement one = series.get(i).add(timestampNanos, values[i]);
            if (one.score() > oddest.score()) {
                oddest = names.size() == 1 || !one.anomaly()
                        ? one
                        : new Judgement(one.score(), true, names.get(i) + ": " + one.reason());
            }
        }
        return oddest;
    }
}
