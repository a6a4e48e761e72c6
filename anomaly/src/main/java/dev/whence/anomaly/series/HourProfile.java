package dev.whence.anomaly.series;

/** The usual value at each hour of the day, UTC, over the last few days; mutable, constant memory. */
final class HourProfile {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int MEMORY = 200;

    private final double[] mean = new double[24];
    private final int[] seen = new int[24];

    private static int hour(long timestampNanos) {
        return (int) Math.floorMod(Math.floorDiv(timestampNanos, HOUR_NANOS), 24L);
    }

    /** NaN for an hour not seen before. */
    double usual(long timestampNanos) {
        int hour = hour(timestampNanos);
        return seen[hour] == 0 ? Double.NaN : mean[hour];
    }

    /** Learns a value; one further than {@code most} from the usual one counts as if it lay there, so no spike moves the mean far. */
    void learn(long timestampNanos, double value, double most) {
        int hour = hour(timestampNanos);
        seen[hour] = Math.min(MEMORY, seen[hour] + 1);
        double difference = value - mean[hour];
        mean[hour] += (seen[hour] == 1 ? difference : Math.clamp(difference, -most, most)) / seen[hour];
    }
}
