package dev.whence.appender.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One file of frames, appended to at its end and read from its beginning; for one thread. */
final class Segment implements Closeable {
    static final String SUFFIX = ".spool";

    private final long number;
    private final Path path;
    private final FileChannel file;
    private long end;
    private long readPosition;
    private long records;

    private Segment(long number, Path path, FileChannel file, long readPosition) {
        this.number = number;
        this.path = path;
        this.file = file;
        this.readPosition = readPosition;
    }

    static Segment create(Path folder, long number) throws IOException {
        Path path = path(folder, number);
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new Segment(number, path, file, 0);
    }

    /**
     * Opens a file and counts the records from a position on. What can't be read at its end (a write that a crash cut
     * short, or damage) is left alone; {@link #unreadableBytes} tells how much that is.
     */
    static Segment open(Path folder, long number, long readFrom) throws IOException {
        Path path = path(folder, number);
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Segment segment = new Segment(number, path, file, Math.min(readFrom, file.size()));
        long position = segment.readPosition;
        Entry entry = Frame.read(file, position);
        while (entry != null) {
            segment.records += entry.records();
            position += Frame.HEADER_BYTES + entry.bytes().length;
            entry = Frame.read(file, position);
        }
        segment.end = position;
        return segment;
    }

    static Path path(Path folder, long number) {
        return folder.resolve(String.format(java.util.Locale.ROOT, "%019d", number) + SUFFIX);
    }

    long number() {
        return number;
    }

    /** Bytes up to which frames are sound. */
    long end() {
        return end;
    }

    long readPosition() {
        return readPosition;
    }

    /** Records not yet read past. */
    long records() {
        return records;
    }

    boolean isReadToEnd() {
        return readPosition >= end;
    }

    long unreadableBytes() throws IOException {
        return file.size() - end;
    }

    void append(ByteBuffer frame, int frameRecords) throws IOException {
        int length = frame.remaining();
        long position = end;
        while (frame.hasRemaining()) {
            position += file.write(frame, position);
        }
        end += length;
        records += frameRecords;
    }

    /** The entry at the reading position, which stays; null when it can't be read. */
    @Nullable
    Entry read() throws IOException {
        return isReadToEnd() ? null : Frame.read(file, readPosition);
    }

    void advance(Entry past) {
        readPosition += Frame.HEADER_BYTES + past.bytes().length;
        records -= past.records();
    }

    void force() throws IOException {
        file.force(true);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    void delete() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
