package dev.whence.appender.shipping;

import dev.whence.model.Record;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The records that wait in memory, bounded by the heap they hold. Any thread may offer and never waits; one thread takes.
 * The room of a taken record stays occupied until it is released, so that batches on their way count too.
 */
final class Outbox {
    private final ConcurrentLinkedQueue<Record> records = new ConcurrentLinkedQueue<>();
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final long boundBytes;

    Outbox(long boundBytes) {
        this.boundBytes = boundBytes;
    }

    /**
     * Takes the record in if there is room.
     *
     * @return the bytes queued before it, or -1 when there is no room
     */
    long offer(Record record) {
        long weight = weight(record);
        if (heldBytes.addAndGet(weight) > boundBytes) {
            heldBytes.addAndGet(-weight);
            return -1;
        }
        long before = queuedBytes.getAndAdd(weight);
        records.add(record);
        return before;
    }

    /** The oldest record; null when there is none. Its room is still held. */
    @Nullable
    Record poll() {
        Record record = records.poll();
        if (record != null) {
            queuedBytes.addAndGet(-weight(record));
        }
        return record;
    }

    void release(long bytes) {
        heldBytes.addAndGet(-bytes);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** Bytes of the records not yet taken. */
    long queuedBytes() {
        return queuedBytes.get();
    }

    /** About the heap a record holds, in bytes; never less for text of any script. */
    static long weight(Record record) {
        long bytes = 160;
        for (Object value : record.fields().values()) {
            bytes += 64 + valueWeight(value);
        }
        return bytes;
    }

    private static long valueWeight(Object value) {
        if (value instanceof String text) {
            return 40 + 2L * text.length();
        }
        if (value instanceof List<?> list) {
            long bytes = 40;
            for (Object one : list) {
                bytes += 8 + valueWeight(one);
            }
            return bytes;
        }
        return 24;
    }
}
