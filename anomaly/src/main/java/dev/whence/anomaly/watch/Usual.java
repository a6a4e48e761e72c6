package dev.whence.anomaly.watch;

/**
 * The values a signal usually has at some time.
 *
 * @param lowest of them
 * @param highest of them
 * @param atThisHour whether the hours of the day are known; where not, only what was lately is usual
 */
record Usual(double lowest, double highest, boolean atThisHour) {
    /** What is usual as long as only the last hours are known. */
    static Usual as(double level) {
        return new Usual(level, level, false);
    }

    /** The usual value next to what was observed. */
    double nearest(double observed) {
        return Math.min(Math.max(observed, lowest), highest);
    }

    /** Whether the hour of the day accounts for a value. */
    boolean explains(double observed) {
        return atThisHour && observed >= lowest && observed <= highest;
    }

    /** Whether usual values lie further apart: the level then moves at this hour, and windows vary for that reason. */
    boolean isWider(double than) {
        return atThisHour && highest - lowest > than;
    }
}
