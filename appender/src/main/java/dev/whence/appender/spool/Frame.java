package dev.whence.appender.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The form of one entry in a segment: three big-endian ints, length of the payload, number of records, CRC-32C of the two
 * and the payload; then the payload.
 */
final class Frame {
    static final int HEADER_BYTES = 12;

    /** A longer one is taken for damage. */
    static final int MOST_BYTES = 1 << 30;

    private Frame() {}

    static ByteBuffer encode(Entry entry) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + entry.bytes().length);
        frame.putInt(entry.bytes().length).putInt(entry.records());
        frame.putInt(checksum(entry.bytes(), entry.records()));
        return frame.put(entry.bytes()).flip();
    }

    /** The frame at the position; null when there is no whole and undamaged one. */
    static @Nullable Entry read(FileChannel file, long position) throws IOException {
        long left = file.size() - position;
        if (left < HEADER_BYTES) {
            return null;
        }
        ByteBuffer header = readFully(file, position, HEADER_BYTES);
        int length = header.getInt();
        int records = header.getInt();
        int checksum = header.getInt();
        if (length < 0 || length > MOST_BYTES || length > left - HEADER_BYTES || records < 0) {
            return null;
        }
        byte[] bytes = readFully(file, position + HEADER_BYTES, length).array();
        return checksum(bytes, records) == checksum ? new Entry(bytes, records) : null;
    }

    private static ByteBuffer readFully(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file ends at " + (position + buffer.position())
                        + ", before its own size: something else has shortened it");
            }
        }
        return buffer.flip();
    }

    private static int checksum(byte[] bytes, int records) {
        CRC32C crc = new CRC32C();
        ByteBuffer numbers = ByteBuffer.allocate(8).putInt(bytes.length).putInt(records);
        crc.update(numbers.flip());
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
