package dev.whence.appender.shipping;

import dev.whence.appender.spool.Entry;
import dev.whence.appender.spool.Spool;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that waits to be sent, in memory and on disk, and the counts of it. What has waited longest goes first: what
 * was sent in vain, then the spool, then the outbox. For the shipping thread.
 */
final class Backlog {
    private final Outbox outbox;
    private final BatchMaker maker;
    private final Counters counters;
    private final Reporter reporter;
    private final @Nullable Spool spool;

    /** Sent in vain, or parts of what was too large; oldest first. */
    private final Deque<Parcel> again = new ArrayDeque<>();

    private boolean diskFails;

    Backlog(Outbox outbox, BatchMaker maker, Counters counters, Reporter reporter, @Nullable Spool spool) {
        this.outbox = outbox;
        this.maker = maker;
        this.counters = counters;
        this.reporter = reporter;
        this.spool = spool;
        if (spool != null && spool.records() > 0) {
            counters.recovered.add(spool.records());
            reporter.info(spool.records() + " records of earlier processes wait in " + spool.path());
        }
    }

    boolean hasSpool() {
        return spool != null;
    }

    boolean isMemoryEmpty() {
        return outbox.isEmpty() && again.stream().allMatch(Parcel::isSpooled);
    }

    boolean isSpoolEmpty() {
        return spool == null || spool.isEmpty();
    }

    /** Whether something can be sent without waiting for more to travel with it. */
    boolean hasReady() {
        return !again.isEmpty() || !isSpoolEmpty();
    }

    long queuedBytes() {
        return outbox.queuedBytes();
    }

    /**
     * What goes next; null when nothing does.
     *
     * @param withOutbox whether what is in the outbox may go, though it could wait for more
     */
    @Nullable
    Parcel next(boolean withOutbox) {
        Parcel next = again.poll();
        if (next == null) {
            Entry entry = oldestSpooled();
            next = entry != null ? Parcel.fromSpool(entry) : withOutbox ? maker.next() : null;
        }
        return next;
    }

    private @Nullable Entry oldestSpooled() {
        while (spool != null) {
            try {
                return spool.peek();
            } catch (IOException e) {
                reporter.error("a file of the spool is lost: " + e.getMessage());
                abandonOldest(spool);
            }
        }
        return null;
    }

    private void abandonOldest(Spool from) {
        try {
            counters.dropped.add(from.abandonOldest());
        } catch (IOException e) {
            reporter.error("a file of the spool could not be deleted: " + e);
        }
    }

    /** The parcel has come to its end: acknowledged or refused. */
    void settle(Parcel parcel) {
        if (parcel.source() == null) {
            leaveMemory(parcel);
        } else if (spool != null && parcel.source().isLastPart()) {
            try {
                spool.remove(parcel.source().entry);
            } catch (IOException e) {
                reporter.error("the place in the spool can't be kept (" + e + "); after a restart some records may be"
                        + " sent twice");
            }
        }
    }

    /** The parcel was too large: its halves go next. */
    void split(Parcel parcel) {
        List<Parcel> halves = parcel.halves();
        again.addFirst(halves.get(1));
        again.addFirst(halves.get(0));
    }

    /** The parcel could not be delivered now: to disk with it, or it waits in memory. */
    void keep(Parcel parcel) {
        if (parcel.isSpooled() || !toSpool(parcel)) {
            again.addFirst(parcel);
        }
    }

    /** Moves what is in memory to disk, until no more than the given bytes are left; what the disk does not take stays. */
    void spoolDownTo(long bytes) {
        boolean goesOn = spool != null;
        while (goesOn && !again.isEmpty() && !again.getLast().isSpooled()) {
            Parcel last = again.removeLast();
            goesOn = toSpool(last);
            if (!goesOn) {
                again.addLast(last);
            }
        }
        while (goesOn && outbox.queuedBytes() > bytes) {
            Parcel next = maker.next();
            goesOn = next != null && toSpool(next);
            if (next != null && !goesOn) {
                again.addLast(next);
            }
        }
    }

    private boolean toSpool(Parcel parcel) {
        if (spool == null) {
            return false;
        }
        try {
            counters.dropped.add(spool.append(
                    new Entry(parcel.batch().lines(), parcel.batch().records())));
        } catch (IOException e) {
            if (!diskFails) {
                reporter.error("the spool in " + spool.path() + " takes nothing (" + e
                        + "); records wait in memory until it does");
            }
            diskFails = true;
            return false;
        }
        diskFails = false;
        leaveMemory(parcel);
        return true;
    }

    private void leaveMemory(Parcel parcel) {
        outbox.release(parcel.heldBytes());
        counters.leftMemory.add(parcel.batch().records());
    }

    /** The end: what is in memory goes to disk or is dropped, and the disk is left to the next process. */
    void close() {
        spoolDownTo(0);
        Parcel rest = again.poll();
        while (rest != null || (rest = maker.next()) != null) {
            if (!rest.isSpooled()) {
                counters.dropped.add(rest.batch().records());
                leaveMemory(rest);
            }
            rest = again.poll();
        }
        if (spool != null) {
            try {
                spool.close();
            } catch (IOException e) {
                reporter.error("the spool could not be closed: " + e);
            }
        }
    }
}
