package dev.whence.appender.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Keeps on disk up to where a spool has been read. A damaged or missing one means from the beginning: entries come twice
 * rather than never.
 */
final class Cursor implements Closeable {
    private static final int BYTES = 20;

    private final FileChannel file;

    private Cursor(FileChannel file) {
        this.file = file;
    }

    static Cursor open(Path folder) throws IOException {
        return new Cursor(FileChannel.open(
                folder.resolve("cursor"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    /** A place in a spool; segments before it are read to their ends. */
    record Place(long segment, long position) {}

    Place read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        int got = file.read(buffer, 0);
        buffer.flip();
        if (got < BYTES) {
            return new Place(0, 0);
        }
        Place place = new Place(buffer.getLong(), buffer.getLong());
        return buffer.getInt() == checksum(place) ? place : new Place(0, 0);
    }

    void write(Place place) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.putLong(place.segment()).putLong(place.position()).putInt(checksum(place));
        file.write(buffer.flip(), 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static int checksum(Place place) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16)
                .putLong(place.segment())
                .putLong(place.position())
                .flip());
        return (int) crc.getValue();
    }
}
