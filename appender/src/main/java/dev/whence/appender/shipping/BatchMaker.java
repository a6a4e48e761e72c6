package dev.whence.appender.shipping;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Makes batches of the records in an outbox; for the one thread that takes from it. */
final class BatchMaker {
    private final Outbox outbox;
    private final int batchBytes;

    BatchMaker(Outbox outbox, int batchBytes) {
        this.outbox = outbox;
        this.batchBytes = batchBytes;
    }

    /** The oldest records, as many as one batch takes; null when there are none. */
    @Nullable
    Parcel next() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(Math.min(batchBytes, 64 * 1024));
        int records = 0;
        long held = 0;
        while (lines.size() < batchBytes) {
            Record record = outbox.poll();
            if (record == null) {
                break;
            }
            lines.writeBytes(RecordCodec.write(record));
            lines.write('\n');
            held += Outbox.weight(record);
            records++;
        }
        return records == 0 ? null : Parcel.fromMemory(new Batch(lines.toByteArray(), records), held);
    }
}
