package dev.whence.anomaly.multivariate;

import java.util.Arrays;

/**
 * Puts columns of any unit on one scale: the distance from the column's median in units of its median absolute deviation,
 * then {@code sign · ln(1 + |z|)}, so that one wild value does not hide all others. Immutable.
 */
final class RobustScale {
    private static final double MAD_TO_SIGMA = 1.4826;
    private static final double MEAN_TO_SIGMA = 1.2533;
    private static final double FARTHEST = 1e150; // so that no difference of two values overflows

    private final double[] median;
    private final double[] sigma;

    RobustScale(double[] median, double[] sigma) {
        this.median = median;
        this.sigma = sigma;
    }

    /** The scale of rows of equal length, of which there is at least one. */
    static RobustScale of(double[][] rows) {
        int columns = rows[0].length;
        double[] median = new double[columns];
        double[] sigma = new double[columns];
        double[] sorted = new double[rows.length];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows.length; i++) {
                sorted[i] = bounded(rows[i][j]);
            }
            median[j] = Quantiles.of(sorted, 0.5);
            double mean = 0;
            for (int i = 0; i < rows.length; i++) {
                sorted[i] = Math.abs(sorted[i] - median[j]);
                mean += sorted[i] / rows.length;
            }
            double mad = Quantiles.of(sorted, 0.5);
            double spread = mad > 0 ? mad * MAD_TO_SIGMA : mean * MEAN_TO_SIGMA; // most values may be equal
            sigma[j] = spread > 0 ? spread : 1;
        }
        return new RobustScale(median, sigma);
    }

    int columns() {
        return median.length;
    }

    double median(int column) {
        return median[column];
    }

    double sigma(int column) {
        return sigma[column];
    }

    double[] scaled(double[] row) {
        double[] scaled = new double[median.length];
        for (int j = 0; j < scaled.length; j++) {
            double z = (bounded(row[j]) - median[j]) / sigma[j];
            scaled[j] = Math.copySign(Math.log1p(Math.abs(z)), z);
        }
        return scaled;
    }

    double[][] scaled(double[][] rows) {
        return Arrays.stream(rows).map(this::scaled).toArray(double[][]::new);
    }

    /** The value in the column's own unit that has this place on the scale. */
    double unscaled(int column, double scaled) {
        return median[column] + Math.copySign(Math.expm1(Math.abs(scaled)), scaled) * sigma[column];
    }

    private static double bounded(double value) {
        return Math.clamp(value, -FARTHEST, FARTHEST);
    }
}
