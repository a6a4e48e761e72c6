package dev.whence.anomaly.series;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds anomalies in one or several columns of numbers, row after row, each judged by the rows before it alone. Mutable, for
 * one thread; constant memory.
 *
 * <p>Rows with a time, or a single column, are taken as series: see {@link Series}. An anomaly lowers the scores of the
 * rows after it, less and less over some hundred rows, so that one incident is told once; a worse row still stands out.
 * Several columns without a time are taken as a table whose rows have no order: see {@link TableColumn}.
 */
public final class SeriesDetector {
    private static final int WARM_UP = 100;
    private static final double FORGOTTEN_EACH_ROW = 0.995;
    private static final double HALF_WAY = 4;
    private static final double TABLE_HALF_WAY = 2;
    private static final double ANOMALY = 0.5;

    private final List<String> names;
    private final List<Series> series = new ArrayList<>();
    private final List<TableColumn> table = new ArrayList<>();
    private long rows;
    private double told;

    /** Knows nothing yet of these columns, of which there is at least one. */
    public SeriesDetector(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a detector needs at least one column");
        }
        this.names = List.copyOf(names);
        for (String name : names) {
            series.add(new Series());
            table.add(new TableColumn(name));
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
        return timestampNanos.isPresent() || names.size() == 1 ? inTime(timestampNanos, values) : inTable(values);
    }

    private Judgement inTime(OptionalLong timestampNanos, double[] values) {
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

    private Judgement inTable(double[] values) {
        double sum = 0;
        int worst = 0;
        double most = -1;
        for (int i = 0; i < values.length; i++) {
            double one = table.get(i).distance(values[i]);
            sum += one;
            if (one > most) {
                most = one;
                worst = i;
            }
        }
        double mean = sum / values.length;
        double score = mean / (mean + TABLE_HALF_WAY);
        boolean anomaly = score >= ANOMALY && rows > WARM_UP;
        String reason = anomaly ? table.get(worst).reason(values[worst]) : "";
        for (int i = 0; i < values.length; i++) {
            table.get(i).learn(values[i]);
        }
        return new Judgement(score, anomaly, reason);
    }
}
