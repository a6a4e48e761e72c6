package dev.whence.appender.shipping;

import dev.whence.appender.shipping.BatchMaker.Held;
import dev.whence.appender.shipping.HttpSender.Exchange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the shipping thread does: makes batches, keeps one request on its way, judges the answers, waits between tries.
 * All fields belong to that thread, but for what the two ways in ({@link #flush}, {@link #stop}) share with it.
 */
final class ShipperLoop implements Runnable {
    private final ShippingOptions options;
    private final Outbox outbox;
    private final Counters counters;
    private final Reporter reporter;
    private final Backoff backoff;
    private final BatchMaker maker;
    private final HttpSender sender;
    private final long flushNanos;

    /** Batches that go before what is in the outbox, oldest first. */
    private final Deque<Held> again = new ArrayDeque<>();

    private @Nullable Flight flight;
    private long notBefore;
    private long lastTaken;
    private boolean toldOfRefusal;

    private final Object settled = new Object();
    private int flushing; // guarded by settled
    private volatile boolean stopping;
    private volatile long stopAt;

    ShipperLoop(
            ShippingOptions options,
            Outbox outbox,
            Counters counters,
            Reporter reporter,
            Backoff backoff,
            HttpSender sender) {
        this.options = options;
        this.outbox = outbox;
        this.counters = counters;
        this.reporter = reporter;
        this.backoff = backoff;
        this.maker = new BatchMaker(outbox, options.batchBytes());
        this.sender = sender;
        this.flushNanos = Math.max(1_000_000, options.flushInterval().toNanos());
        this.lastTaken = System.nanoTime();
        this.notBefore = lastTaken;
    }

    private record Flight(Held held, Exchange exchange, long deadline) {}

    @Override
    public void run() {
        boolean more = true;
        while (more) {
            try {
                more = step(System.nanoTime());
            } catch (RuntimeException e) {
                reporter.error("an unforeseen failure in the shipment of records: " + e);
                pause(backoff.nextNanos());
            }
        }
        sender.close();
        announceSettled();
    }

    /** One turn; false when there is nothing more to do, ever. */
    private boolean step(long now) {
        land(now);
        if (stopping && (isMemoryEmpty() || now - stopAt >= 0)) {
            giveUpRest();
            return false;
        }
        if (flight == null && now - notBefore >= 0) {
            Held next = next(now);
            if (next != null) {
                launch(next, now);
            }
        }
        announceSettled();
        pause(nanosToNextTurn(now));
        return true;
    }

    private boolean isMemoryEmpty() {
        return flight == null && again.isEmpty() && outbox.isEmpty();
    }

    private @Nullable Held next(long now) {
        Held next = again.poll();
        if (next == null && isDue(now)) {
            lastTaken = now;
            next = maker.next();
        }
        return next;
    }

    private boolean isDue(long now) {
        return stopping
                || isFlushing()
                || outbox.queuedBytes() >= options.batchBytes()
                || now - lastTaken >= flushNanos;
    }

    private void launch(Held held, long now) {
        Thread loop = Thread.currentThread();
        Exchange exchange = sender.send(held.batch(), () -> LockSupport.unpark(loop));
        flight = new Flight(held, exchange, now + options.requestTimeout().toNanos());
    }

    private void land(long now) {
        Flight landed = flight;
        if (landed == null) {
            return;
        }
        if (landed.exchange().answer().isDone()) {
            flight = null;
            judge(landed.held(), landed.exchange().answer().join(), now);
        } else if (now - landed.deadline() >= 0) {
            flight = null;
            landed.exchange().cancel();
            judge(
                    landed.held(),
                    Answer.none("no answer within " + options.requestTimeout().toMillis() + " ms"),
                    now);
        }
    }

    private void judge(Held held, Answer answer, long now) {
        if (answer.accepted()) {
            if (backoff.isFailing()) {
                reporter.info("records reach " + options.endpoint() + " again");
            }
            backoff.reset();
            accept(held, answer);
        } else if (answer.tooLarge() && held.batch().records() > 1) {
            List<Batch> halves = held.batch().halves();
            again.addFirst(new Held(halves.get(1), held.heldBytes() - held.heldBytes() / 2));
            again.addFirst(new Held(halves.get(0), held.heldBytes() / 2));
        } else if (answer.tooLarge() || answer.refused()) {
            reject(held.batch().records(), answer.reason());
            leave(held);
        } else {
            again.addFirst(held);
            fail(answer, now);
        }
    }

    private void accept(Held held, Answer answer) {
        int records = held.batch().records();
        Receipt receipt = Receipt.of(answer.text(), records);
        counters.delivered.add(receipt.accepted());
        if (receipt.rejected() > 0) {
            reject(receipt.rejected(), receipt.why());
        }
        leave(held);
    }

    private void reject(long records, String why) {
        counters.rejected.add(records);
        if (!toldOfRefusal) {
            toldOfRefusal = true;
            reporter.warn("the server refused " + records + " record" + (records == 1 ? "" : "s")
                    + "; this is told once, later ones are only counted. " + why);
        }
    }

    private void leave(Held held) {
        outbox.release(held.heldBytes());
        counters.leftMemory.add(held.batch().records());
    }

    private void fail(Answer answer, long now) {
        if (!backoff.isFailing()) {
            reporter.warn("records don't reach " + options.endpoint() + " (" + answer.reason()
                    + "); they wait, and will be sent again");
        }
        notBefore = now + answer.retryAfterNanos().orElse(backoff.nextNanos());
    }

    private void giveUpRest() {
        Flight unfinished = flight;
        if (unfinished != null) {
            flight = null;
            unfinished.exchange().cancel();
            again.addFirst(unfinished.held());
        }
        long lost = 0;
        Held held = again.poll();
        while (held != null || (held = maker.next()) != null) {
            lost += held.batch().records();
            leave(held);
            held = again.poll();
        }
        counters.dropped.add(lost);
        ShipmentCounts counts = counters.snapshot();
        if (counts.lost() > 0) {
            reporter.warn("of " + (counts.logged() + counts.recovered()) + " records " + counts.delivered()
                    + " were delivered, " + counts.rejected() + " refused by the server, " + counts.dropped()
                    + " dropped, " + counts.waiting() + " wait in the spool");
        }
    }

    private long nanosToNextTurn(long now) {
        Flight current = flight;
        long nanos = flushNanos;
        if (current != null) {
            nanos = Math.min(nanos, current.deadline() - now);
        } else if (!again.isEmpty() || outbox.queuedBytes() >= options.batchBytes()) {
            nanos = Math.min(nanos, notBefore - now);
        }
        if (stopping) {
            nanos = Math.min(nanos, stopAt - now);
        }
        return nanos;
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
        Thread.interrupted(); // nobody has a reason to; were it kept, the loop would spin
    }

    private boolean isFlushing() {
        synchronized (settled) {
            return flushing > 0;
        }
    }

    private void announceSettled() {
        synchronized (settled) {
            if (flushing > 0) {
                settled.notifyAll();
            }
        }
    }

    /** Called by any thread but the loop's own. */
    boolean flush(Duration most, Thread loop) {
        long target = counters.logged.sum();
        long deadline = System.nanoTime() + most.toNanos();
        synchronized (settled) {
            flushing++;
            try {
                LockSupport.unpark(loop);
                while (counters.leftMemory.sum() < target) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0 || !loop.isAlive()) {
                        return false;
                    }
                    settled.wait(left / 1_000_000 + 1);
                }
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                flushing--;
            }
        }
    }

    /** Called by any thread; the loop is to be woken afterwards. */
    void stop(Duration most) {
        stopAt = System.nanoTime() + most.toNanos();
        stopping = true;
    }
}
