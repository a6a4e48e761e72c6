package dev.whence.indexer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment frame by frame and, where bytes are damaged, finds the next sound frame behind them. Mutable, for one
 * thread.
 */
final class SegmentReader implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 16;

    private final Segment segment;
    private final FileChannel channel;
    private final DamageListener damage;
    private final long size;
    private final boolean soundHeader;
    private long offset = Segment.HEADER_BYTES;
    private long soundEnd = Segment.HEADER_BYTES;

    /** Hears of bytes that belong to no sound frame. */
    interface DamageListener {
        /** @param toOffset exclusive; the end of the file when nothing sound follows */
        void damaged(Segment segment, long fromOffset, long toOffset);
    }

    SegmentReader(Segment segment, DamageListener damage) throws IOException {
        this.segment = segment;
        this.damage = damage;
        this.channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
        try {
            this.size = channel.size();
            this.soundHeader = segment.hasSoundHeader(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    boolean hasSoundHeader() {
        return soundHeader;
    }

    /** Where the last frame read ends in the file. */
    long soundEnd() {
        return soundEnd;
    }

    long size() {
        return size;
    }

    /** Skips frames that begin before a position; only for positions at which a frame begins. */
    void skipTo(long position) {
        offset = Math.max(offset, Segment.HEADER_BYTES + position - segment.start());
    }

    /** The next sound frame; null behind the last. */
    @Nullable
    Frame next() throws IOException {
        if (offset >= size) {
            return null;
        }
        Frame frame = frameAt(offset);
        if (frame == null) {
            long damagedFrom = offset;
            frame = findFrame(offset + 1);
            damage.damaged(segment, damagedFrom, frame == null ? size : fileOffset(frame.position()));
        }
        if (frame == null) {
            offset = size;
            return null;
        }
        offset = fileOffset(frame.end());
        soundEnd = offset;
        return frame;
    }

    private long fileOffset(long position) {
        return Segment.HEADER_BYTES + position - segment.start();
    }

    private long position(long fileOffset) {
        return segment.start() + fileOffset - Segment.HEADER_BYTES;
    }

    private @Nullable Frame frameAt(long at) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);
        if (!Segment.readFully(channel, header, at)) {
            return null;
        }
        header.flip();
        int marker = header.getInt();
        int length = header.getInt();
        long position = header.getLong();
        int checksum = header.getInt();
        if (marker != Frame.MARKER || position != position(at) || length < 0 || at + Frame.size(length) > size) {
            return null;
        }
        byte[] payload = new byte[length];
        if (!Segment.readFully(channel, ByteBuffer.wrap(payload), at + Frame.HEADER_BYTES)
                || checksum != Frame.checksum(position, payload)) {
            return null;
        }
        return new Frame(position, payload);
    }

    private @Nullable Frame findFrame(long from) throws IOException {
        ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
        for (long at = from; at + Frame.HEADER_BYTES <= size; ) {
            window.clear().limit((int) Math.min(WINDOW_BYTES, size - at));
            if (!Segment.readFully(channel, window, at)) {
                return null;
            }
            int last = window.position() - Integer.BYTES;
            for (int i = 0; i <= last; i++) {
                if (window.getInt(i) == Frame.MARKER) {
                    Frame frame = frameAt(at + i);
                    if (frame != null) {
                        return frame;
                    }
                }
            }
            at += last + 1; // a marker may lie across the windows' border
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
