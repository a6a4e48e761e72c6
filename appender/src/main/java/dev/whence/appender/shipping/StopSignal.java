package dev.whence.appender.shipping;

/** By which one thread tells another to come to an end; once. */
final class StopSignal {
    private volatile boolean given;
    private volatile long deadline;

    void give(long deadlineNanoTime) {
        deadline = deadlineNanoTime;
        given = true;
    }

    boolean isGiven() {
        return given;
    }

    /** In the terms of {@link System#nanoTime}; of meaning once the signal is given. */
    long deadline() {
        return deadline;
    }
}
