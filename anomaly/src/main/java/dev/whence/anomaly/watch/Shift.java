package dev.whence.anomaly.watch;

/**
 * How a series left its usual range.
 *
 * @param probability of something as far out by chance
 * @param expected what is usual, next to what was seen
 * @param observed what was seen, in the same unit
 * @param windows how many windows were taken together
 * @param atThisHour whether that is usual at this hour of the day, and not only what was lately
 */
record Shift(double probability, double expected, double observed, int windows, boolean atThisHour) {
    private static final double LEAST = 1e-300;

    /** The same in another unit. */
    Shift of(double expectedInIt, double observedInIt) {
        return new Shift(probability, expectedInIt, observedInIt, windows, atThisHour);
    }

    /** In [0.9, 1) for what is flagged: 0.9 at the limit, 0.95 for twice as many digits. */
    double score(double falseAlarmRate) {
        double digits = Math.log(Math.max(probability, LEAST)) / Math.log(falseAlarmRate);
        return 1 - 0.1 / Math.max(1, digits);
    }
}
