package dev.whence.anomaly.series;

import dev.whence.anomaly.detector.Figures;
import java.util.Arrays;

/**
 * One column of a table whose rows have no order: how far a value lies from the median, in units of the median absolute
 * deviation, both of the last 512 values. Mutable, constant memory.
 */
final class TableColumn {
    private static final int CAPACITY = 512;
    private static final int FIRST_FIT = 8;
    private static final int REFIT_EVERY = 32;
    private static final double MAD_TO_SIGMA = 1.4826;

    private final String name;
    private final double[] ring = new double[CAPACITY];
    private int size;
    private int next;
    private int untilFit = FIRST_FIT;
    private double median;
    private double sigma;

    TableColumn(String name) {
        this.name = name;
    }

    /** {@code ln(1 + |z|)} with a robust z; 0 for the first few values. */
    double distance(double value) {
        return sigma == 0 ? 0 : Math.log1p(Math.abs(value - median) / sigma);
    }

    String reason(double value) {
        return name + " is " + Figures.round(value) + "; half of its values lie within "
                + Figures.round(sigma / MAD_TO_SIGMA) + " of " + Figures.round(median);
    }

    void learn(double value) {
        ring[next] = value;
        next = (next + 1) % CAPACITY;
        size = Math.min(size + 1, CAPACITY);
        if (--untilFit == 0) {
            untilFit = REFIT_EVERY;
            fit();
        }
    }

    private void fit() {
        double[] sorted = Arrays.copyOf(ring, size);
        Arrays.sort(sorted);
        median = sorted[size / 2];
        double mean = 0;
        for (int i = 0; i < size; i++) {
            sorted[i] = Math.abs(sorted[i] - median);
            mean += sorted[i] / size;
        }
        Arrays.sort(sorted);
        double mad = sorted[size / 2];
        sigma = mad > 0 ? mad * MAD_TO_SIGMA : mean; // most values may be equal
    }
}
