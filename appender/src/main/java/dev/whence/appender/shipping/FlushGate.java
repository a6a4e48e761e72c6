package dev.whence.appender.shipping;

import java.time.Duration;

/**
 * Where threads wait until the shipping thread has brought everything logged before to the server, or at least out of
 * memory when the server is away.
 */
final class FlushGate {
    private final Counters counters;
    private int waiting; // guarded by this
    private boolean spoolAtRest; // guarded by this

    FlushGate(Counters counters) {
        this.counters = counters;
    }

    /** Whether somebody waits, so that nothing should be held back for company. */
    synchronized boolean isAwaited() {
        return waiting > 0;
    }

    /**
     * Called by the shipping thread after each turn.
     *
     * @param atRest whether the spool is empty, or can't be emptied now
     */
    synchronized void look(boolean atRest) {
        spoolAtRest = atRest;
        if (waiting > 0) {
            notifyAll();
        }
    }

    /** False when something logged before is still in memory: it took longer, or the caller was interrupted. */
    synchronized boolean await(Duration most, Thread shipping, Runnable wake) {
        long target = counters.logged.sum();
        long deadline = System.nanoTime() + most.toNanos();
        waiting++;
        try {
            wake.run();
            long left = most.toNanos();
            while (left > 0 && shipping.isAlive() && (counters.leftMemory.sum() < target || !spoolAtRest)) {
                wait(left / 1_000_000 + 1);
                left = deadline - System.nanoTime();
            }
            return counters.leftMemory.sum() >= target;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }
}
