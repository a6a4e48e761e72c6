package dev.whence.appender.shipping;

import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of records; for any thread. */
final class Counters {
    final LongAdder logged = new LongAdder();
    final LongAdder recovered = new LongAdder();
    final LongAdder delivered = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder dropped = new LongAdder();
    /** Of the logged ones, those that no longer depend on this process: also the spooled. */
    final LongAdder leftMemory = new LongAdder();

    /** A consistent view: what can't be accounted for otherwise is still waiting. */
    ShipmentCounts snapshot() {
        long deliveredNow = delivered.sum();
        long rejectedNow = rejected.sum();
        long droppedNow = dropped.sum();
        long gone = deliveredNow + rejectedNow + droppedNow;
        long recoveredNow = recovered.sum();
        long loggedNow = logged.sum(); // read last: what is gone was logged before
        return new ShipmentCounts(
                loggedNow, recoveredNow, deliveredNow, rejectedNow, droppedNow, loggedNow + recoveredNow - gone);
    }
}
