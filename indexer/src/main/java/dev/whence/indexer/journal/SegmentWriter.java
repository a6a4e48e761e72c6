package dev.whence.indexer.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.util.IOUtils;

/**
 * Appends frames to one new segment. Mutable; owned by the journal's writer thread, which nobody interrupts: an
 * interrupt would close the channel.
 */
final class SegmentWriter implements Closeable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Segment segment;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long size;

    /** Opens the file of a new segment for writing. */
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    private SegmentWriter(Segment segment, FileChannel channel) {
        this.segment = segment;
        this.channel = channel;
    }

    /** Creates the file and returns once it would survive a power loss; on failure nothing of it is left. */
    static SegmentWriter create(Segment segment, Opener opener) throws IOException {
        FileChannel channel = opener.open(segment.file());
        try {
            SegmentWriter writer = new SegmentWriter(segment, channel);
            ByteBuffer header = segment.header();
            while (header.hasRemaining()) {
                channel.write(header);
            }
            writer.size = Segment.HEADER_BYTES;
            channel.force(true);
            IOUtils.fsync(folder(segment), true);
            return writer;
        } catch (IOException e) {
            IOUtils.closeWhileHandlingException(channel);
            Files.deleteIfExists(segment.file());
            throw e;
        }
    }

    private static Path folder(Segment segment) {
        Path folder = segment.file().getParent();
        return folder == null ? Path.of("") : folder;
    }

    Segment segment() {
        return segment;
    }

    /** Bytes of the file that hold whole frames. */
    long size() {
        return size;
    }

    /** The position of the next frame. */
    long end() {
        return segment.start() + size - Segment.HEADER_BYTES;
    }

    /** Writes a frame for each payload, one after another, without syncing; {@link #end} moves behind them. */
    void write(List<byte[]> payloads) throws IOException {
        buffer.clear();
        long next = end();
        for (byte[] payload : payloads) {
            if (buffer.remaining() < Frame.HEADER_BYTES) {
                drain();
            }
            Frame.putHeader(buffer, next, payload);
            for (int from = 0; from < payload.length; ) {
                if (!buffer.hasRemaining()) {
                    drain();
                }
                int count = Math.min(buffer.remaining(), payload.length - from);
                buffer.put(payload, from, count);
                from += count;
            }
            next += Frame.size(payload.length);
        }
        drain();
        size = next - segment.start() + Segment.HEADER_BYTES;
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    void sync() throws IOException {
        channel.force(false);
    }

    /** Takes back everything behind that size of the file. */
    void cut(long toSize) throws IOException {
        channel.truncate(toSize);
        channel.position(toSize);
        size = toSize;
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
