package dev.whence.anomaly.series;

import java.util.Arrays;

/**
 * Values on a logarithmic scale around their median: {@code sign(z) ln(1 + |z|)}, z in units of the median absolute deviation,
 * both of every fourth of the last 1,024 values. Mutable, constant memory.
 */
final class LogScale {
    private static final int CAPACITY = 256;
    private static final int STEP = 4;
    private static final int REFIT_EVERY = 64;
    private static final int REFIT_EVERY_AT_FIRST = 8;

    private final float[] ring = new float[CAPACITY];
    private final float[] sorted = new float[CAPACITY];
    private long seen;
    private double median;
    private double deviation;

    /** 0 before the first few values. */
    double scaled(double value) {
        double z = deviation > 0 ? (value - median) / deviation : 0;
        return Math.signum(z) * Math.log1p(Math.abs(z));
    }

    double median() {
        return median;
    }

    /** The median absolute deviation; the mean one where most values are equal. */
    double deviation() {
        return deviation;
    }

    void learn(double value) {
        if (seen % STEP == 0) {
            ring[(int) (seen / STEP % CAPACITY)] = (float) value;
        }
        seen++;
        if (seen % (seen <= REFIT_EVERY ? REFIT_EVERY_AT_FIRST : REFIT_EVERY) == 0) {
            fit();
        }
    }

    private void fit() {
        int size = (int) Math.min(seen / STEP, CAPACITY);
        System.arraycopy(ring, 0, sorted, 0, size);
        Arrays.sort(sorted, 0, size);
        median = sorted[size / 2];
        double mean = 0;
        for (int i = 0; i < size; i++) {
            sorted[i] = (float) Math.abs(sorted[i] - median);
            mean += sorted[i] / size;
        }
        Arrays.sort(sorted, 0, size);
        deviation = sorted[size / 2] > 0 ? sorted[size / 2] : mean; // most values may be equal
    }
}
