package dev.whence.anomaly.multivariate;

import dev.whence.anomaly.series.Judgement;
import java.util.List;
import java.util.Random;

/**
 * Finds the odd rows of a table whose rows have no order: each is judged against all rows of the table, see
 * {@link RowModel}. A further row may be judged too and changes nothing. Immutable; the same rows give the same judgements.
 *
 * <p>A row is an anomaly when its oddity is three standard deviations above the median, where the standard deviation is
 * that of a normal distribution with the same upper quartile: up to a quarter of odd rows hardly change it. The score is
 * then 0.5 or more.
 */
public final class TableDetector {
    private static final int MOST_ROWS = 100_000;
    private static final int MOST_CELLS = 8_000_000;
    private static final int FEWEST_ROWS = 20;
    private static final double QUARTILE_TO_SIGMA = 1.4826;
    private static final double LIMIT = 3;

    private final List<String> names;
    private final double[][] rows;
    private final RowModel model;
    private final double[] oddities;
    private final double median;
    private final double sigma;

    /**
     * Learns a table.
     *
     * @param names of the columns, at least one
     * @param rows finite numbers, one a column; at least one row, {@link #mostRows} at most
     * @param random where drawing is needed; a fixed seed gives the same judgements again
     */
    public TableDetector(List<String> names, List<double[]> rows, Random random) {
        if (names.isEmpty() || rows.isEmpty()) {
            throw new IllegalArgumentException("a table has at least one column and one row");
        }
        for (double[] row : rows) {
            if (row.length != names.size()) {
                throw new IllegalArgumentException("a row has " + names.size() + " values, not " + row.length);
            }
        }
        this.names = List.copyOf(names);
        this.rows = rows.toArray(double[][]::new);
        this.model = new RowModel(this.rows, random);
        this.oddities = model.oddities();
        this.median = Quantiles.of(oddities, 0.5);
        double spread = (Quantiles.of(oddities, 0.75) - median) * QUARTILE_TO_SIGMA;
        this.sigma = spread > 0 ? spread : 1;
    }

    /** How many rows of so many columns are learned from; it bounds memory. */
    public static int mostRows(int columns) {
        return Math.clamp(MOST_CELLS / Math.max(1, columns), 1000, MOST_ROWS);
    }

    /** Judges a row of the table, by its place among those learned. */
    public Judgement judge(int row) {
        return judgement(oddities[row], rows[row], row);
    }

    /** Judges a row that is not among those learned. */
    public Judgement judge(double[] row) {
        return judgement(model.oddity(row), row, -1);
    }

    private Judgement judgement(double oddity, double[] row, int self) {
        double above = (oddity - median) / sigma;
        double score = positive(above) / (positive(above) + positive(LIMIT));
        boolean anomaly = above >= LIMIT && rows.length >= FEWEST_ROWS;
        return new Judgement(score, anomaly, anomaly ? model.reason(row, self).text(names, row) : "");
    }

    /** Keeps the order and, well above 0, the value, but is never negative: {@code ln(1 + eˣ)}. */
    private static double positive(double x) {
        return x > 30 ? x : Math.log1p(Math.exp(x));
    }
}
