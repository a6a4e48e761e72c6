package dev.whence.anomaly.watch;

/**
 * How a series left its usual range.
 *
 * @param probability of something as far out by chance
 * @param expected what is usual
 * @param observed what was seen, in the same unit
 * @param windows how many windows were taken together
 */
record Shift(double probability, double expected, double observed, int windows) {
    private static final double LEAST = 1e-300;

    /** In [0.9, 1) for what is flagged: 0.9 at the limit, 0.95 for twice as many digits. */
    double score(double falseAlarmRate) {
        double digits = Math.log(Math.max(probability, LEAST)) / Math.log(falseAlarmRate);
        return 1 - 0.1 / Math.max(1, digits);
    }
}
