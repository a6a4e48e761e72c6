package dev.whence.analyzer.stats;

import java.util.Arrays;

/** A sample in ascending order, for those who ask it more than one thing. Immutable. */
public final class Sorted {
    private final double[] ascending;
    /** Without NaN, which stand last. */
    private final int known;

    private Sorted(double[] ascending) {
        this.ascending = ascending;
        int count = ascending.length;
        while (count > 0 && Double.isNaN(ascending[count - 1])) {
            count--;
        }
        this.known = count;
    }

    /** The values in order; the array is left as it is. */
    public static Sorted of(double[] values) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        return new Sorted(ascending);
    }

    public int size() {
        return ascending.length;
    }

    /** As {@link Samples#quantile}. */
    public double quantile(double q) {
        return Samples.sortedQuantile(ascending, q);
    }

    public double median() {
        return quantile(0.5);
    }

    /** As {@link Samples#shareAbove}. */
    public double shareAbove(double bound) {
        int low = 0;
        int high = known;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] > bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return ascending.length == 0 ? Double.NaN : (double) (known - low) / ascending.length;
    }
}
