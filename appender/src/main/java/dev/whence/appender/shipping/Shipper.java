package dev.whence.appender.shipping;

import dev.whence.appender.spool.Spool;
import dev.whence.model.Record;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ships records to the server from one daemon thread. Any thread may offer records and is never made to wait; all
 * encoding, sending and spooling is the daemon's work. A batch is gone only when the server has acknowledged it, so one
 * whose acknowledgement got lost is sent again: records arrive at least once.
 */
public final class Shipper {
    private final ShippingOptions options;
    private final Reporter reporter;
    private final Outbox outbox;
    private final Counters counters = new Counters();
    private final FlushGate gate = new FlushGate(counters);
    private final StopSignal stop = new StopSignal();
    private final long wakeAtBytes;
    private final ShipperThread thread;

    /**
     * Begins to ship at once.
     *
     * @param refine what is still to be done to each record before it is sent; called by the daemon, in the order each
     *     thread offered them
     * @param lossNotice makes the record that tells the server how many were dropped; called by the daemon
     */
    public Shipper(
            ShippingOptions options,
            Reporter reporter,
            UnaryOperator<Record> refine,
            Function<ShipmentCounts, Record> lossNotice,
            InstantSource clock,
            RandomGenerator random) {
        this.options = options;
        this.reporter = reporter;
        this.outbox = new Outbox(options.queueBytes());
        this.wakeAtBytes = Math.min(options.batchBytes(), options.queueBytes() / 2);
        this.thread = new ShipperThread(() -> tryToShip(refine, lossNotice, clock, random), "whence-appender");
        thread.start();
    }

    private void tryToShip(
            UnaryOperator<Record> refine,
            Function<ShipmentCounts, Record> lossNotice,
            InstantSource clock,
            RandomGenerator random) {
        try {
            ship(refine, lossNotice, clock, random);
        } catch (RuntimeException | Error e) {
            reporter.error("no records are shipped any more: " + e);
            throw e;
        }
    }

    private void ship(
            UnaryOperator<Record> refine,
            Function<ShipmentCounts, Record> lossNotice,
            InstantSource clock,
            RandomGenerator random) {
        BatchMaker maker = new BatchMaker(outbox, options.batchBytes(), refine, reporter);
        new ShipperLoop(
                        options,
                        new Backlog(outbox, maker, counters, reporter, openSpool()),
                        counters,
                        reporter,
                        new Backoff(
                                options.firstRetryDelay().toNanos(),
                                options.mostRetryDelay().toNanos(),
                                random),
                        new HttpSender(options, clock),
                        gate,
                        new LossWatch(counters, reporter, lossNotice),
                        stop)
                .run();
    }

    private @Nullable Spool openSpool() {
        if (options.spoolDir().isEmpty()) {
            return null;
        }
        Path folder = options.spoolDir().get();
        try {
            return Spool.open(folder, options.spoolBytes(), reporter::warn);
        } catch (IOException e) {
            reporter.error("spoolDir " + folder + " can't be used (" + e
                    + "); without a spool, records that find no room in memory are dropped");
            return null;
        }
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
     * Waits until all records offered before are delivered or refused, and the spool is empty; or, when the server can't be
     * reached, until they are in the spool.
     *
     * @return whether none of them depends on this process any more; false when that took longer than the given time, or
     *     the thread was interrupted
     */
    public boolean flush(Duration most) {
        return gate.await(most, thread, () -> LockSupport.unpark(thread));
    }

    /**
     * Delivers what it can within the given time, spools the rest or counts it as dropped, and ends. To be called once,
     * after the last offer.
     */
    public void stop(Duration most) {
        stop.give(System.nanoTime() + most.toNanos());
        LockSupport.unpark(thread);
        try {
            thread.join(most.plusSeconds(1).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
