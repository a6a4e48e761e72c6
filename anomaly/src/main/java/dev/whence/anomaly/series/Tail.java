package dev.whence.anomaly.series;

/**
 * How improbable a value of one feature is, by an exponential tail above twice the mean (peaks over threshold; Pickands,
 * <i>Annals of Statistics</i> 1975, with shape 0). Mutable. Constant memory: running means, which start as
 * if 32 values of 0 had been seen, lest the first few decide, and after 4,000 values forget.
 */
final class Tail {
    private static final int PRIOR = 32;
    private static final int MEMORY = 4000;
    private static final int PASSES_MEMORY = 400;
    private static final double LEVEL = 2;
    private static final double MOST = 10;

    private final double counted;
    private long seen = PRIOR;
    private double mean;
    private double passed;
    private double excess;
    private long passes;

    /** Counts surprises from this −ln probability on. */
    Tail(double counted) {
        this.counted = counted;
    }

    /**
     * Judges a value, then learns it.
     *
     * @param value not negative
     * @return −ln of the probability of a value at least this high, as far as it is counted, and bent so that it never
     *     reaches 10: no feature decides alone
     */
    double surprise(double value) {
        double level = LEVEL * mean;
        boolean above = value > level;
        double surprise = 0;
        if (above && excess > 0) {
            surprise = Math.max(0, (value - level) / excess - Math.log(passed));
        } else if (above && mean > 0) {
            surprise = value / mean;
        }
        learn(value, level, above);
        double news = Math.max(0, surprise - counted);
        return news / (1 + news / MOST);
    }

    private void learn(double value, double level, boolean above) {
        seen++;
        double weight = 1.0 / Math.min(seen, MEMORY);
        passed += weight * ((above ? 1 : 0) - passed);
        mean += weight * (value - mean);
        if (above) {
            passes++;
            excess += (value - level - excess) / Math.min(passes, PASSES_MEMORY);
        }
    }
}
