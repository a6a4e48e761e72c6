package dev.whence.anomaly.drift;

/**
 * A span of time in nanoseconds since the epoch.
 *
 * @param fromNanos inclusive
 * @param toNanos exclusive, after {@code fromNanos}
 */
public record Stretch(long fromNanos, long toNanos) {
    public Stretch {
        if (toNanos <= fromNanos) {
            throw new IllegalArgumentException("a stretch of time must end after it starts");
        }
    }

    public long lengthNanos() {
        return toNanos - fromNanos;
    }
}
