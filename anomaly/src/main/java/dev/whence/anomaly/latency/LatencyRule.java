package dev.whence.anomaly.latency;

/**
 * When a duration is long enough to flag: improbable, and so many times, and so much, longer than usual.
 *
 * @param limit −ln of the false-alarm rate
 * @param minimumRatio observed over expected
 * @param minimumExcessSeconds observed minus expected
 */
public record LatencyRule(double limit, double minimumRatio, double minimumExcessSeconds) {
    /** The rule that flags this share of usual durations, before ratio and excess are asked for. */
    public static LatencyRule of(double falseAlarmRate, double minimumRatio, double minimumExcessSeconds) {
        return new LatencyRule(-Math.log(falseAlarmRate), minimumRatio, minimumExcessSeconds);
    }

    boolean flags(double surprise, double expectedSeconds, double seconds) {
        return surprise > limit
                && seconds >= expectedSeconds * minimumRatio
                && seconds - expectedSeconds >= minimumExcessSeconds;
    }

    /** A score in [0, 1]: 0.9 at a probability of 1/400, 0.99 at 1/160,000. */
    static double score(double surprise) {
        return 1 - Math.exp(-surprise / 2.6);
    }
}
