package dev.whence.appender.shipping;

import dev.whence.appender.spool.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way and what has to be done when it has arrived.
 *
 * @param heldBytes room in the outbox to be released; 0 when it does not come from there
 * @param source the entry of the spool it comes from; null when it comes from memory
 * @param lossTold for a notice of loss, how many lost records it tells of; 0 for records of the application
 */
record Parcel(Batch batch, long heldBytes, @Nullable Source source, long lossTold) {
    /** An entry of the spool, which is done with when all parts it was split into are. For one thread. */
    static final class Source {
        final Entry entry;
        private int parts = 1;

        Source(Entry entry) {
            this.entry = entry;
        }

        /** Whether this was the last part. */
        boolean isLastPart() {
            parts--;
            return parts == 0;
        }
    }

    static Parcel fromMemory(Batch batch, long heldBytes) {
        return new Parcel(batch, heldBytes, null, 0);
    }

    static Parcel fromSpool(Entry entry) {
        return new Parcel(new Batch(entry.bytes(), entry.records()), 0, new Source(entry), 0);
    }

    static Parcel notice(byte[] line, long lossTold) {
        return new Parcel(new Batch(line, 0), 0, null, lossTold);
    }

    boolean isNotice() {
        return lossTold > 0;
    }

    boolean isSpooled() {
        return source != null;
    }

    /** The same in two parts. */
    List<Parcel> halves() {
        if (source != null) {
            source.parts++;
        }
        List<Batch> batches = batch.halves();
        long half = heldBytes / 2;
        return List.of(
                new Parcel(batches.get(0), half, source, 0), new Parcel(batches.get(1), heldBytes - half, source, 0));
    }
}
