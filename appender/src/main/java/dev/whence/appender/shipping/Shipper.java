package dev.whence.appender.shipping;

import dev.whence.model.Record;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Ships records to the server from one daemon thread. Any thread may offer records and is never made to wait; all
 * encoding and sending is the daemon's work. A batch is gone only when the server has acknowledged it.
 */
public final class Shipper {
    private final Outbox outbox;
    private final Counters counters = new Counters();
    private final long wakeAtBytes;
    private final ShipperLoop loop;
    private final ShipperThread thread;

    /** Begins to ship at once. */
    public Shipper(ShippingOptions options, Reporter reporter, InstantSource clock, RandomGenerator random) {
        this.outbox = new Outbox(options.queueBytes());
        this.wakeAtBytes = Math.min(options.batchBytes(), options.queueBytes() / 2);
        Backoff backoff = new Backoff(
                options.firstRetryDelay().toNanos(), options.mostRetryDelay().toNanos(), random);
        this.loop = new ShipperLoop(options, outbox, counters, reporter, backoff, new HttpSender(options, clock));
        this.thread = new ShipperThread(loop, "whence-appender");
        thread.start();
    }

    /**
     * Takes a record for shipment. Returns at once and does no more than to queue it; what does not fit is counted as
     * dropped.
     */
    public void offer(Record record) {
        counters.logged.increment();
        long before = outbox.offer(record);
        if (before < 0) {
            counters.dropped.increment();
            counters.leftMemory.increment();
        } else if (before < wakeAtBytes && outbox.queuedBytes() >= wakeAtBytes) {
            LockSupport.unpark(thread);
        }
    }

    public ShipmentCounts counts() {
        return counters.snapshot();
    }

    /**
     * Waits until all records offered before are delivered, refused or in the spool.
     *
     * @return false when that took longer than the given time, or the thread was interrupted
     */
    public boolean flush(Duration most) {
        return loop.flush(most, thread);
    }

    /**
     * Delivers what it can within the given time, spools the rest or counts it as dropped, and ends. To be called once,
     * after the last offer.
     */
    public void stop(Duration most) {
        loop.stop(most);
        LockSupport.unpark(thread);
        boolean interrupted = false;
        try {
            thread.join(most.plusSeconds(1).toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
