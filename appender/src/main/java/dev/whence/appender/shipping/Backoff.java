package dev.whence.appender.shipping;

import java.util.random.RandomGenerator;

/**
 * The growing pauses between tries: doubled each time up to a bound, the upper half of each by chance so that many
 * clients don't return at once. For one thread.
 */
final class Backoff {
    private final long firstNanos;
    private final long mostNanos;
    private final RandomGenerator random;
    private int failures;

    Backoff(long firstNanos, long mostNanos, RandomGenerator random) {
        this.firstNanos = Math.max(1, firstNanos);
        this.mostNanos = Math.max(this.firstNanos, mostNanos);
        this.random = random;
    }

    /** Nanoseconds to wait after one more failure. */
    long nextNanos() {
        long whole = failures >= 40 ? mostNanos : Math.min(mostNanos, firstNanos << Math.min(failures, 20));
        failures++;
        if (whole <= 0) {
            whole = mostNanos;
        }
        long half = whole / 2;
        return half + random.nextLong(whole - half + 1);
    }

    void reset() {
        failures = 0;
    }

    boolean isFailing() {
        return failures > 0;
    }
}
