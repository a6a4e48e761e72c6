package dev.whence.anomaly.series;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds anomalies in one or several columns of numbers, row after row, each judged by the rows before it alone. Mutable, for
 * one thread; constant memory.
 *
 * <p>Each column is a series: see {@link Series}. An anomaly lowers the scores of the rows after it, less and less over some
 * hundred rows, so that one incident is told once; a worse row still stands out. A table whose rows have no order is for
 * {@link dev.whence.anomaly.multivariate.TableDetector}.
 */
public final class SeriesDetector {
    private static final int WARM_UP = 100;
    private static final double FORGOTTEN_EACH_ROW = 0.995;
    private static final double HALF_WAY = 4;
    private static final double ANOMALY = 0.5;

    private final List<String> names;
    private final List<Series> series = new ArrayList<>();
    private long rows;
    private double told;

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
        rows++;
        double sum = 0;
        int worst = 0;
        for (int i = 0; i < values.length; i++) {
            Series one = series.get(i);
            one.add(timestampNanos, values[i]);
            sum += one.surprise();
            if (one.surprise() > series.get(worst).surprise()) {
                worst = i;
            }
        }
        if (rows <= WARM_UP) {
            return Judgement.USUAL;
        }
        double news = Math.max(0, sum - told);
        told = Math.max(told * FORGOTTEN_EACH_ROW, sum);
        double score = news / (news + HALF_WAY);
        String prefix = names.size() == 1 ? "" : names.get(worst) + ": ";
        return score >= ANOMALY
                ? new Judgement(score, true, prefix + series.get(worst).reason())
                : new Judgement(score, false, "");
    }
}
