package dev.whence.indexer.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments of a journal in order, and the position where it ends. Safe for any thread. */
final class SegmentList {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentList.class);

    // both guarded by this
    private final List<Segment> segments;
    private long end;

    private SegmentList(List<Segment> segments, long end) {
        this.segments = new ArrayList<>(segments);
        this.end = end;
    }

    /** Those of a folder, once the last one is rid of what was being written when the process or the machine died. */
    static SegmentList recover(Path folder) throws IOException {
        List<Segment> segments = Segment.in(folder);
        if (segments.isEmpty()) {
            return new SegmentList(segments, 0);
        }
        Segment last = segments.getLast();
        long soundEnd;
        long size;
        try (SegmentReader reader = new SegmentReader(last, (segment, from, to) -> {})) {
            size = reader.size();
            while (reader.next() != null) {
                // only to find the last sound frame
            }
            soundEnd = reader.soundEnd();
        }
        if (soundEnd == Segment.HEADER_BYTES) {
            if (size > soundEnd) {
                logCut(last, soundEnd, size);
            }
            Files.delete(last.file());
            segments.removeLast();
        } else if (size > soundEnd) {
            logCut(last, soundEnd, size);
            try (FileChannel channel = FileChannel.open(last.file(), StandardOpenOption.WRITE)) {
                channel.truncate(soundEnd);
                channel.force(true);
            }
        }
        return new SegmentList(segments, last.start() + soundEnd - Segment.HEADER_BYTES);
    }

    private static void logCut(Segment segment, long from, long to) {
        LOG.warn(
                "{}: cut off {} bytes behind offset {}, where a write was interrupted before it was acknowledged",
                segment.file(),
                to - from,
                from);
    }

    void replay(long fromPosition, long toPosition, Journal.FrameConsumer consumer) throws IOException {
        long expected = fromPosition;
        for (Segment segment : copy()) {
            if (segment.start() >= toPosition) {
                return;
            }
            try (SegmentReader reader = new SegmentReader(segment, SegmentList::logDamage)) {
                if (segment.start() + reader.size() - Segment.HEADER_BYTES <= fromPosition) {
                    continue;
                }
                if (!reader.hasSoundHeader()) {
                    LOG.error("{}: the header is damaged; reading the frames behind it", segment.file());
                }
                if (segment.start() > expected) {
                    LOG.error(
                            "{}: the journal lacks the positions {} to {}; records are lost if the index lacks them too",
                            segment.file(),
                            expected,
                            segment.start());
                }
                reader.skipTo(fromPosition);
                for (Frame frame = reader.next(); frame != null && frame.end() <= toPosition; frame = reader.next()) {
                    consumer.accept(frame.end(), frame.payload());
                }
                expected = segment.start() + reader.size() - Segment.HEADER_BYTES;
            }
        }
    }

    private static void logDamage(Segment segment, long from, long to) {
        LOG.error(
                "{}: {} bytes from offset {} on are damaged and lost; reading on at offset {}",
                segment.file(),
                to - from,
                from,
                to);
    }

    void trim(long position) throws IOException {
        List<Segment> done = new ArrayList<>();
        synchronized (this) {
            // The last one may be being written.
            while (segments.size() > 1 && segments.get(1).start() <= position) {
                done.add(segments.removeFirst());
            }
        }
        for (Segment segment : done) {
            Files.deleteIfExists(segment.file());
        }
    }

    synchronized void add(Segment segment) {
        segments.add(segment);
    }

    synchronized void advanceTo(long position) {
        end = Math.max(end, position);
    }

    synchronized long end() {
        return end;
    }

    private synchronized List<Segment> copy() {
        return List.copyOf(segments);
    }

    long sizeBytes() {
        long bytes = 0;
        for (Segment segment : copy()) {
            bytes += segment.file().toFile().length(); // 0 when it was trimmed meanwhile
        }
        return bytes;
    }
}
