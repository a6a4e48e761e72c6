package dev.whence.indexer.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A payload as it stands in a segment: 4 bytes marker, 4 bytes length of the payload, 8 bytes position of the frame, 4
 * bytes CRC32C of length, position and payload; then the payload. All numbers are big-endian.
 *
 * <p>The marker lets a reader find the next frame behind damage; the position keeps bytes that merely look like a frame,
 * within a payload, from being taken for one.
 *
 * @param position where the frame begins, in bytes of all frames ever written
 */
record Frame(long position, byte[] payload) {
    static final int MARKER = 0x57464D31; // "WFM1"
    static final int HEADER_BYTES = 20;

    /** The position behind this frame. */
    long end() {
        return position + size(payload.length);
    }

    static long size(int payloadBytes) {
        return HEADER_BYTES + (long) payloadBytes;
    }

    static void putHeader(ByteBuffer out, long position, byte[] payload) {
        out.putInt(MARKER);
        out.putInt(payload.length);
        out.putLong(position);
        out.putInt(checksum(position, payload));
    }

    static int checksum(long position, byte[] payload) {
        ByteBuffer place = ByteBuffer.allocate(Integer.BYTES + Long.BYTES);
        place.putInt(payload.length).putLong(position).flip();
        CRC32C crc = new CRC32C();
        crc.update(place);
        crc.update(payload);
        return (int) crc.getValue();
    }
}
