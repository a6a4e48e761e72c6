package dev.whence.indexer.lucene;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Waiting for threads to end, without losing the interrupt of the thread which waits. Stateless. */
final class Threads {
    private Threads() {}

    /** Whether it ended within that time. */
    static boolean join(Thread thread, Duration atMost) {
        return await(thread::join, atMost);
    }

    /** Whether everything given to it was done within that time; it must have been shut down. */
    static boolean awaitEnd(ExecutorService executor, Duration atMost) {
        return await(left -> executor.awaitTermination(left.toNanos(), TimeUnit.NANOSECONDS), atMost);
    }

    private interface Wait {
        boolean atMost(Duration left) throws InterruptedException;
    }

    private static boolean await(Wait wait, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.atMost(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
