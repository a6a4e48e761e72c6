package dev.whence.anomaly.multivariate;

import java.util.Arrays;

/**
 * How far a value stands out of those known, in robust standard deviations above their median and at most eight either way,
 * so that figures of different kinds can be added.
 *
 * @param median of the values known
 * @param sigma their median absolute deviation, as of a normal distribution; above 0
 */
record Standing(double median, double sigma) {
    private static final double MAD_TO_SIGMA = 1.4826;
    private static final double MOST = 8;

    /** Of at least one value. */
    static Standing among(double[] values) {
        double median = Quantiles.of(values, 0.5);
        double[] away = Arrays.stream(values).map(v -> Math.abs(v - median)).toArray();
        double mad = Quantiles.of(away, 0.5) * MAD_TO_SIGMA;
        double spread = mad > 0 ? mad : Arrays.stream(away).average().orElse(0);
        return new Standing(median, spread > 0 ? spread : 1);
    }

    double of(double value) {
        return Math.clamp((value - median) / sigma, -MOST, MOST);
    }
}
