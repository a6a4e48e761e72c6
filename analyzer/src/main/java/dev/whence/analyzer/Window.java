package dev.whence.analyzer;

import java.time.Instant;

/**
 * A span of time in nanoseconds since the epoch.
 *
 * @param fromNanos inclusive
 * @param toNanos exclusive, after {@code fromNanos}
 */
public record Window(long fromNanos, long toNanos) {
    public Window {
        if (toNanos <= fromNanos) {
            throw new IllegalArgumentException("a window must end after it starts; check from and to");
        }
    }

    public long lengthNanos() {
        return toNanos - fromNanos;
    }

    public double seconds() {
        return lengthNanos() / 1e9;
    }

    public boolean contains(long nanos) {
        return nanos >= fromNanos && nanos < toNanos;
    }

    /** The point in time as an instant. */
    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }
}
