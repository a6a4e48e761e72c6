package dev.whence.analyzer.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Descriptive statistics of plain arrays; NaN where an array is empty. */
public final class Samples {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Samples() {}

    /** The quantile by linear interpolation; the array need not be sorted and is left as it is. */
    public static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sortedQuantile(sorted, q);
    }

    /** As {@link #quantile}, of an array in ascending order. */
    public static double sortedQuantile(double[] sorted, double q) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = q * (sorted.length - 1);
        int low = (int) position;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
    }

    public static double median(double[] values) {
        return quantile(values, 0.5);
    }

    public static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? Double.NaN : sum / values.length;
    }

    /** The unbiased variance; 0 below two values. */
    public static double variance(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    /**
     * What the variance of normal values is expected to be, as a share of theirs, when of {@code size} values the {@code
     * cut} smallest and largest are left out (by Blom's approximation of order statistics, 1958).
     */
    public static double trimmedVariance(int size, int cut) {
        if (cut == 0) {
            return 1;
        }
        double sum = 0;
        for (int i = cut + 1; i <= size - cut; i++) {
            double p = (i - 0.375) / (size + 0.25);
            double z = NORMAL.inverseCumulativeProbability(p);
            double density = NORMAL.density(z);
            sum += z * z + p * (1 - p) / ((size + 2) * density * density);
        }
        return sum / (size - 2 * cut - 1);
    }

    /** The share of values above the bound. */
    public static double shareAbove(double[] values, double bound) {
        int above = 0;
        for (double value : values) {
            if (value > bound) {
                above++;
            }
        }
        return values.length == 0 ? Double.NaN : (double) above / values.length;
    }

    /** What the values are the natural logarithms of. */
    public static double[] exp(double[] logs) {
        return Arrays.stream(logs).map(Math::exp).toArray();
    }

    /** At most {@code limit} of the values, evenly picked. */
    public static double[] thinned(double[] values, int limit) {
        if (values.length <= limit) {
            return values;
        }
        double[] few = new double[limit];
        for (int i = 0; i < limit; i++) {
            few[i] = values[(int) ((long) i * values.length / limit)];
        }
        return few;
    }

    /** Spearman's rank correlation of pairs; 0 below three pairs or when one side is constant. */
    public static double rankCorrelation(double[] x, double[] y) {
        return x.length < 3 ? 0 : correlation(ranks(x), ranks(y));
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    public static double[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
        double[] ranks = new double[values.length];
        for (int i = 0; i < order.length; ) {
            int j = i;
            while (j < order.length && values[order[j]] == values[order[i]]) {
                j++;
            }
            for (int k = i; k < j; k++) {
                ranks[order[k]] = (i + j - 1) / 2.0;
            }
            i = j;
        }
        return ranks;
    }
}
