package dev.whence.server;

import java.time.Duration;

/**
 * How the server looks for drift by itself.
 *
 * @param every how often; zero for never
 * @param window the time that is compared, up to the newest record
 * @param reference the time before it to compare with, at least as long as the window
 */
public record DriftOptions(Duration every, Duration window, Duration reference) {
    public DriftOptions {
        require(!every.isNegative(), "drift.every.minutes is 0 (never) or more");
        require(window.compareTo(Duration.ofMinutes(1)) >= 0, "drift.window.minutes is 1 or more");
        require(
                reference.compareTo(window) >= 0,
                "drift.reference.minutes is at least drift.window.minutes; six times that is better");
    }

    /** Every hour, the last hour against the day before it. */
    public static DriftOptions defaults() {
        return new DriftOptions(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(24));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
