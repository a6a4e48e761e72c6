package dev.whence.appender.shipping;

import dev.whence.appender.shipping.HttpSender.Exchange;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the shipping thread does: keeps one request on its way, judges the answers, waits between tries, and spools when
 * the server does not keep up. Everything here belongs to that thread.
 */
final class ShipperLoop {
    private final ShippingOptions options;
    private final Backlog backlog;
    private final Counters counters;
    private final Reporter reporter;
    private final Backoff backoff;
    private final HttpSender sender;
    private final FlushGate gate;
    private final LossWatch loss;
    private final StopSignal stop;
    private final long flushNanos;

    private @Nullable Flight flight;
    private long notBefore;
    private long lastTurned;
    private boolean serverAskedToWait;
    private boolean triedAtEnd;
    private boolean toldOfRefusal;

    ShipperLoop(
            ShippingOptions options,
            Backlog backlog,
            Counters counters,
            Reporter reporter,
            Backoff backoff,
            HttpSender sender,
            FlushGate gate,
            LossWatch loss,
            StopSignal stop) {
        this.options = options;
        this.backlog = backlog;
        this.counters = counters;
        this.reporter = reporter;
        this.backoff = backoff;
        this.sender = sender;
        this.gate = gate;
        this.loss = loss;
        this.stop = stop;
        this.flushNanos = Math.max(1_000_000, options.flushInterval().toNanos());
        this.lastTurned = System.nanoTime();
        this.notBefore = lastTurned;
    }

    private record Flight(Parcel parcel, Exchange exchange, long deadline) {}

    /** Returns when it was asked to end and has. */
    void run() {
        boolean more = true;
        while (more) {
            try {
                more = turn(System.nanoTime());
            } catch (RuntimeException e) {
                reporter.error("an unforeseen failure in the shipment of records: " + e);
                pause(backoff.nextNanos());
            }
        }
        sender.close();
        gate.look(true);
    }

    /** False when there is nothing more to do, ever. */
    private boolean turn(long now) {
        boolean ending = stop.isGiven();
        land(now);
        spool(now, ending);
        loss.look();
        if (ending && (isDone() || now - stop.deadline() >= 0)) {
            end();
            return false;
        }
        if (ending && !triedAtEnd && !serverAskedToWait) {
            triedAtEnd = true;
            notBefore = now; // the last chance, whatever pause is on
        }
        if (flight == null && now - notBefore >= 0) {
            Parcel next = next(now, ending);
            if (next != null) {
                launch(next, now);
            }
        }
        gate.look(backlog.isSpoolEmpty() || backoff.isFailing());
        pause(nanosToNextTurn(now, ending));
        return true;
    }

    private boolean isDone() {
        boolean unreachable = backoff.isFailing();
        return flight == null
                && backlog.isMemoryEmpty()
                && (unreachable || backlog.isSpoolEmpty() && !loss.hasUntold());
    }

    private @Nullable Parcel next(long now, boolean ending) {
        Parcel notice = backoff.isFailing() ? null : loss.next(now, ending);
        if (notice != null) {
            return notice;
        }
        boolean due = isDue(now, ending);
        if (due) {
            lastTurned = now;
        }
        return backlog.next(due);
    }

    private boolean isDue(long now, boolean ending) {
        return ending
                || gate.isAwaited()
                || backlog.queuedBytes() >= options.batchBytes()
                || now - lastTurned >= flushNanos;
    }

    /** As long as the server is away or behind, records go to disk, so that the next ones find room in memory. */
    private void spool(long now, boolean ending) {
        if (!backlog.hasSpool()) {
            return;
        }
        boolean behind = backoff.isFailing() || !backlog.isSpoolEmpty();
        if (behind && isDue(now, ending)) {
            lastTurned = now;
            backlog.spoolDownTo(0);
        } else if (backlog.queuedBytes() > options.queueBytes() / 2) {
            backlog.spoolDownTo(options.queueBytes() / 4);
        }
    }

    private void launch(Parcel parcel, long now) {
        Thread loop = Thread.currentThread();
        try {
            Exchange exchange = sender.send(parcel.batch(), () -> LockSupport.unpark(loop));
            flight = new Flight(parcel, exchange, now + options.requestTimeout().toNanos());
        } catch (RuntimeException e) {
            judge(parcel, Answer.none("the request could not be made: " + e), now);
        }
    }

    private void land(long now) {
        Flight landed = flight;
        if (landed == null) {
            return;
        }
        if (landed.exchange().answer().isDone()) {
            flight = null;
            judge(landed.parcel(), landed.exchange().answer().join(), now);
        } else if (now - landed.deadline() >= 0) {
            flight = null;
            landed.exchange().cancel();
            judge(landed.parcel(), Answer.late(options.requestTimeout()), now);
        }
    }

    private void judge(Parcel parcel, Answer answer, long now) {
        if (answer.accepted()) {
            if (backoff.isFailing()) {
                reporter.info("records reach " + options.endpoint() + " again");
            }
            backoff.reset();
            accept(parcel, answer);
        } else if (parcel.isNotice()) {
            if (answer.refused() || answer.tooLarge()) {
                loss.arrived(parcel);
            } else {
                fail(answer, now);
            }
        } else if (answer.tooLarge() && parcel.batch().records() > 1) {
            backlog.split(parcel);
        } else if (answer.tooLarge() || answer.refused()) {
            reject(parcel.batch().records(), answer.reason());
            backlog.settle(parcel);
        } else {
            backlog.keep(parcel);
            fail(answer, now);
        }
    }

    private void accept(Parcel parcel, Answer answer) {
        if (parcel.isNotice()) {
            loss.arrived(parcel);
            return;
        }
        Receipt receipt = Receipt.of(answer.text(), parcel.batch().records());
        counters.delivered.add(receipt.accepted());
        if (receipt.rejected() > 0) {
            reject(receipt.rejected(), receipt.why());
        }
        backlog.settle(parcel);
    }

    private void reject(long records, String why) {
        counters.rejected.add(records);
        if (!toldOfRefusal) {
            toldOfRefusal = true;
            reporter.warn("the server refused " + records + (records == 1 ? " record" : " records")
                    + "; this is told once, later ones are only counted. " + why);
        }
    }

    private void fail(Answer answer, long now) {
        if (!backoff.isFailing()) {
            reporter.warn("records don't reach " + options.endpoint() + " (" + answer.reason()
                    + "); they wait, and will be sent again");
        }
        long pause = backoff.nextNanos();
        serverAskedToWait = answer.retryAfterNanos().isPresent();
        notBefore = now + answer.retryAfterNanos().orElse(pause);
    }

    private void end() {
        Flight unfinished = flight;
        if (unfinished != null) {
            flight = null;
            unfinished.exchange().cancel();
            if (!unfinished.parcel().isNotice()) {
                backlog.keep(unfinished.parcel());
            }
        }
        backlog.close();
        ShipmentCounts counts = counters.snapshot();
        if (counts.lost() > 0 || counts.waiting() > 0) {
            reporter.warn("of " + (counts.logged() + counts.recovered()) + " records " + counts.delivered()
                    + " were delivered, " + counts.rejected() + " refused by the server, " + counts.dropped()
                    + " dropped; " + counts.waiting() + " wait in the spool for the next start");
        }
    }

    private long nanosToNextTurn(long now, boolean ending) {
        Flight current = flight;
        long nanos = flushNanos;
        if (current != null) {
            nanos = Math.min(nanos, current.deadline() - now);
        } else if (backlog.hasReady() || backlog.queuedBytes() >= options.batchBytes() || gate.isAwaited()) {
            nanos = Math.min(nanos, Math.max(1_000_000, notBefore - now));
        }
        if (ending) {
            nanos = Math.min(nanos, stop.deadline() - now);
        }
        return nanos;
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
        Thread.interrupted(); // nobody has a reason to; were it kept, the loop would spin
    }
}
