package dev.whence.appender.shipping;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes loss visible: says it through the reporter when it begins and each time it has doubled, and tells the server by a
 * record of its own once it can be reached. For the shipping thread.
 */
final class LossWatch {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final Counters counters;
    private final Reporter reporter;
    private final Function<ShipmentCounts, Record> notice;
    private long saidAt = 1;
    private long told;
    private long lastNotice;
    private boolean first = true;

    LossWatch(Counters counters, Reporter reporter, Function<ShipmentCounts, Record> notice) {
        this.counters = counters;
        this.reporter = reporter;
        this.notice = notice;
    }

    void look() {
        long dropped = counters.dropped.sum();
        if (dropped >= saidAt) {
            saidAt = dropped * 2;
            reporter.warn(dropped + " records dropped so far, because the room for waiting ones was full; raise"
                    + " queueBytes, or set spoolDir and spoolBytes");
        }
    }

    boolean hasUntold() {
        return counters.dropped.sum() > told;
    }

    /**
     * A notice to the server, if there is something new to tell.
     *
     * @param atOnce without the usual pause between two of them
     */
    @Nullable
    Parcel next(long now, boolean atOnce) {
        if (!hasUntold() || !atOnce && !first && now - lastNotice < PAUSE_NANOS) {
            return null;
        }
        first = false;
        lastNotice = now;
        ShipmentCounts counts = counters.snapshot();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(RecordCodec.write(notice.apply(counts)));
        line.write('\n');
        return Parcel.notice(line.toByteArray(), counts.dropped());
    }

    void arrived(Parcel notice) {
        told = Math.max(told, notice.lossTold());
    }
}
