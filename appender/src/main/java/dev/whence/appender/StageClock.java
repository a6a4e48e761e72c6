package dev.whence.appender;

import java.time.Instant;

/** Tells stages when they begin and how long they take; another one replays or simulates. For any thread. */
public interface StageClock {
    /** Now, in nanoseconds since the epoch, UTC. */
    long epochNanos();

    /** A count of nanoseconds for measuring durations: differences matter, its zero does not. */
    default long ticks() {
        return epochNanos();
    }

    /** The computer's clock, with durations that don't jump when it is set. */
    static StageClock system() {
        return new StageClock() {
            @Override
            public long epochNanos() {
                Instant now = Instant.now();
                return now.getEpochSecond() * 1_000_000_000L + now.getNano();
            }

            @Override
            public long ticks() {
                return System.nanoTime();
            }
        };
    }
}
