package dev.whence.indexer.lucene;

import dev.whence.indexer.StoreException;
import dev.whence.indexer.mapping.RecordBytes;
import dev.whence.model.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;

/**
 * A batch of records as the journal keeps it: their binary form, one after the other. Stateless and safe for any thread.
 */
final class BatchCodec {
    private static final byte VERSION = 1;

    private BatchCodec() {}

    static byte[] encode(List<Record> batch) {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        try {
            out.writeByte(VERSION);
            out.writeVInt(batch.size());
            for (Record record : batch) {
                RecordBytes.write(record, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not from memory
        }
        return out.toArrayCopy();
    }

    /** @throws StoreException when the payload is not one that {@link #encode} made */
    static List<Record> decode(byte[] payload) {
        ByteArrayDataInput in = new ByteArrayDataInput(payload);
        try {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new StoreException("a batch in the journal has the unknown format " + version);
            }
            int count = in.readVInt();
            List<Record> batch = new ArrayList<>(Math.min(count, payload.length));
            for (int i = 0; i < count; i++) {
                batch.add(RecordBytes.read(in));
            }
            return batch;
        } catch (IOException | RuntimeException e) {
            throw new StoreException("a batch in the journal cannot be read: " + e, e);
        }
    }
}
