package dev.whence.appender.shipping;

import java.time.Duration;

/** Where threads wait until the shipping thread has brought everything logged before out of memory. */
final class FlushGate {
    private final Counters counters;
    private int waiting; // guarded by this

    FlushGate(Counters counters) {
        this.counters = counters;
    }

    /** Whether somebody waits, so that nothing should be held back for company. */
    synchronized boolean isAwaited() {
        return waiting > 0;
    }

    /** Called by the shipping thread after each turn. */
    synchronized void look() {
        if (waiting > 0) {
            notifyAll();
        }
    }

    /** False when it took longer, the shipping thread has ended, or the caller was interrupted. */
    synchronized boolean await(Duration most, Thread shipping, Runnable wake) {
        long target = counters.logged.sum();
        long deadline = System.nanoTime() + most.toNanos();
        waiting++;
        try {
            wake.run();
            while (counters.leftMemory.sum() < target) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || !shipping.isAlive()) {
                    return false;
                }
                wait(left / 1_000_000 + 1);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }
}
