package dev.whence.appender.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A queue of entries on disk, bounded in bytes: when it is full, the oldest file gives way. It survives the end of the
 * process at any moment, and is found again by the next one; what was being written then is cut off. Not synced to the
 * disk with each entry: a power cut may cost the last ones.
 *
 * <p>For one thread. After a failure of the disk the spool can still be used: whole entries stay readable.
 */
public final class Spool implements Closeable {
    private static final long SMALLEST_SEGMENT = 64 * 1024;
    private static final long LARGEST_SEGMENT = 8 * 1024 * 1024;

    private final SpoolFolder folder;
    private final Cursor cursor;
    private final long boundBytes;
    private final long segmentBytes;

    /** Oldest first; the last one is appended to if this spool made it. */
    private final Deque<Segment> segments = new ArrayDeque<>();

    private boolean lastIsOpen;
    private long nextNumber = 1;

    private Spool(SpoolFolder folder, Cursor cursor, long boundBytes) {
        this.folder = folder;
        this.cursor = cursor;
        this.boundBytes = boundBytes;
        this.segmentBytes = Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, boundBytes / 8));
    }

    /**
     * Opens a spool with all that ended processes have left below the same folder.
     *
     * @param root made when it is not there; each running process uses a folder of its own within
     * @param boundBytes of the files, all together
     * @param warnings told of damage that was found and passed over
     * @throws IOException when the folder can't be used
     */
    public static Spool open(Path root, long boundBytes, Consumer<String> warnings) throws IOException {
        SpoolFolder folder = SpoolFolder.take(root);
        try {
            Cursor cursor = Cursor.open(folder.path());
            Spool spool = new Spool(folder, cursor, boundBytes);
            Cursor.Place place = cursor.read();
            spool.nextNumber = place.segment() + 1;
            for (long number : numbers(folder.path())) {
                spool.nextNumber = Math.max(spool.nextNumber, number + 1);
                spool.take(number, number == place.segment() ? place.position() : 0, warnings);
            }
            for (SpoolFolder abandoned : folder.takeAbandoned()) {
                try (abandoned) {
                    spool.adopt(abandoned.path(), warnings);
                }
            }
            return spool;
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /** Records waiting in all files. */
    public long records() {
        long sum = 0;
        for (Segment segment : segments) {
            sum += segment.records();
        }
        return sum;
    }

    public boolean isEmpty() {
        return segments.isEmpty();
    }

    /** Where its files are. */
    public Path path() {
        return folder.path();
    }

    /**
     * Adds an entry at the end.
     *
     * @return how many records had to give way: older ones, or those of the entry itself when it is too large
     * @throws IOException when the disk fails or is full; the entry is not in then
     */
    public long append(Entry entry) throws IOException {
        ByteBuffer frame = Frame.encode(entry);
        long length = frame.remaining();
        if (length > boundBytes / 2) {
            return entry.records();
        }
        if (!lastIsOpen || segments.getLast().end() >= segmentBytes) {
            roll();
        }
        long dropped = makeRoom(length);
        if (sizeBytes() + length > boundBytes) {
            return dropped + entry.records();
        }
        try {
            segments.getLast().append(frame, entry.records());
        } catch (IOException e) {
            lastIsOpen = false; // its end may be half a frame
            throw e;
        }
        return dropped;
    }

    /** The oldest entry, which stays until {@link #remove}; null when there is none. */
    public @Nullable Entry peek() throws IOException {
        while (!segments.isEmpty()) {
            Segment first = segments.getFirst();
            Entry entry = first.read();
            if (entry != null) {
                return entry;
            }
            if (!first.isReadToEnd()) {
                throw new IOException(
                        first.records() + " records of the spool's file " + first.number() + " can't be read any more");
            }
            removeFirst();
        }
        return null;
    }

    /** Removes the entry that {@link #peek} gave last. */
    public void remove(Entry oldest) throws IOException {
        Segment first = segments.getFirst();
        first.advance(oldest);
        cursor.write(new Cursor.Place(first.number(), first.readPosition()));
        if (first.isReadToEnd()) {
            removeFirst();
        }
    }

    /**
     * Gives up the oldest file, after it failed to be read.
     *
     * @return how many records were in it
     */
    public long abandonOldest() throws IOException {
        long lost = segments.getFirst().records();
        removeFirst();
        return lost;
    }

    /** Syncs what was written to the disk and gives the folder free for other processes. */
    @Override
    public void close() throws IOException {
        try (folder;
                cursor) {
            for (Segment segment : segments) {
                try (segment) {
                    segment.force();
                }
            }
        }
    }

    private long sizeBytes() {
        long sum = 0;
        for (Segment segment : segments) {
            sum += segment.end();
        }
        return sum;
    }

    /** Lets go of old files until there is room; never of the first, whose oldest entry may be in use, nor the last. */
    private long makeRoom(long length) throws IOException {
        long dropped = 0;
        while (sizeBytes() + length > boundBytes && segments.size() > 2) {
            Iterator<Segment> oldest = segments.iterator();
            oldest.next();
            Segment second = oldest.next();
            oldest.remove();
            dropped += second.records();
            second.delete();
        }
        return dropped;
    }

    private void roll() throws IOException {
        segments.add(Segment.create(folder.path(), nextNumber));
        nextNumber++;
        lastIsOpen = true;
    }

    private void removeFirst() throws IOException {
        Segment first = segments.removeFirst();
        lastIsOpen &= !segments.isEmpty();
        first.delete();
    }

    private void take(long number, long readFrom, Consumer<String> warnings) {
        Path path = Segment.path(folder.path(), number);
        try {
            Segment segment = Segment.open(folder.path(), number, readFrom);
            if (segment.unreadableBytes() > 0) {
                warnings.accept("the last " + segment.unreadableBytes() + " bytes of " + path
                        + " are cut short or damaged and were passed over");
            }
            if (segment.isReadToEnd()) {
                segment.delete();
            } else {
                segments.add(segment);
            }
        } catch (IOException e) {
            warnings.accept(path + " can't be read and was passed over: " + e);
        }
    }

    private void adopt(Path from, Consumer<String> warnings) throws IOException {
        Cursor.Place place;
        try (Cursor theirs = Cursor.open(from)) {
            place = theirs.read();
        }
        for (long number : numbers(from)) {
            Files.move(Segment.path(from, number), Segment.path(folder.path(), nextNumber));
            take(nextNumber, number == place.segment() ? place.position() : 0, warnings);
            nextNumber++;
        }
    }

    private static List<Long> numbers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{19}\\" + Segment.SUFFIX))
                    .map(name -> Long.parseLong(name.substring(0, 19)))
                    .sorted()
                    .toList();
        }
    }
}
