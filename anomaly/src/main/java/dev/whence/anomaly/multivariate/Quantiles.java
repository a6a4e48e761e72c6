package dev.whence.anomaly.multivariate;

import java.util.Arrays;

/** Quantiles of small arrays. */
final class Quantiles {
    private Quantiles() {}

    /** The value below which this share of the values lies, between two of them in proportion; NaN of none. */
    static double of(double[] values, double share) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
