package dev.whence.anomaly.drift;

import java.util.Arrays;

/** Quantiles and ranks of numbers. */
final class Ranks {
    private Ranks() {}

    /** The mean of the two middle values' sense: by linear interpolation. */
    static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** The share of the sorted values below the value, those equal to it by half. */
    static double rank(double[] sorted, double value) {
        int below = first(sorted, value, false);
        int upTo = first(sorted, value, true);
        return (below + upTo) / 2.0 / sorted.length;
    }

    /** The first index whose value is at least, or above, the given one. */
    private static int first(double[] sorted, double value, boolean above) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || above && sorted[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
