package dev.whence.anomaly.series;

/**
 * How improbable a value of one feature is, by an exponential tail above a level that is often passed; mutable. Constant
 * memory: running means which, after {@code memory} values, forget.
 */
final class Tail {
    private final int memory;
    private int seen;
    private double mean;
    private double passed;
    private double excess;
    private double passes;

    Tail(int memory) {
        this.memory = memory;
    }

    /** −ln of the probability of a value at least this high, then learns it. */
    double surprise(double value) {
        double level = 2 * mean;
        double surprise = 0;
        boolean above = seen > 0 && value > level;
        if (above && passes > 0 && excess > 0) {
            surprise = Math.max(0, (value - level) / excess - Math.log(passed));
        } else if (above && mean > 0) {
            surprise = value / mean;
        }
        seen++;
        double weight = 1.0 / Math.min(seen, memory);
        passed += weight * ((above ? 1 : 0) - passed);
        if (above) {
            passes++;
            double tailWeight = 1.0 / Math.min(passes, memory / 10.0);
            excess += tailWeight * (value - level - excess);
        }
        mean += weight * (value - mean);
        return surprise;
    }
}
