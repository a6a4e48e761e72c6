package dev.whence.anomaly.drift;

/**
 * From when on a difference is a drift.
 *
 * @param falseDiscoveryRate the share of drifts that may be none, in (0, 1)
 * @param leastEffect differences below it do not matter, however certain; in [0, 1)
 * @param fewestValues with fewer on either side nothing is said
 */
public record DriftLimits(double falseDiscoveryRate, double leastEffect, int fewestValues) {
    public DriftLimits {
        if (!(falseDiscoveryRate > 0 && falseDiscoveryRate < 1)) {
            throw new IllegalArgumentException("the false discovery rate lies between 0 and 1");
        }
        if (!(leastEffect >= 0 && leastEffect < 1)) {
            throw new IllegalArgumentException("the least effect is at least 0 and below 1");
        }
        if (fewestValues < 10) {
            throw new IllegalArgumentException("nothing can be told from fewer than 10 values; use 10 or more");
        }
    }

    /**
     * One false drift in a hundred; 40 values; effects from 0.125. A population stability index of 0.1 is where a shift
     * conventionally begins to matter. For a shift of a normal distribution that is 0.316 standard deviations, a
     * Kolmogorov–Smirnov distance of 0.126 and a Jensen–Shannon distance of 0.13.
     */
    public static DriftLimits defaults() {
        return new DriftLimits(0.01, 0.125, 40);
    }
}
