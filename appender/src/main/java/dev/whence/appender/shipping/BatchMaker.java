package dev.whence.appender.shipping;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes batches of the records in an outbox; for the one thread that takes from it. */
final class BatchMaker {
    private final Outbox outbox;
    private final int batchBytes;
    private final UnaryOperator<Record> refine;
    private final Reporter reporter;

    /**
     * Makes batches.
     *
     * @param refine what is still to be done to each record, where nobody waits for it
     */
    BatchMaker(Outbox outbox, int batchBytes, UnaryOperator<Record> refine, Reporter reporter) {
        this.reporter = reporter;
        this.refine = refine;
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
            lines.writeBytes(RecordCodec.write(refined(record)));
            lines.write('\n');
            held += Outbox.weight(record);
            records++;
        }
        return records == 0 ? null : Parcel.fromMemory(new Batch(lines.toByteArray(), records), held);
    }

    private Record refined(Record record) {
        try {
            return refine.apply(record);
        } catch (RuntimeException e) {
            reporter.error("a record could not be refined and goes out as it came: " + e);
            return record;
        }
    }
}
