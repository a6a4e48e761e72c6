package dev.whence.indexer.journal;

import dev.whence.indexer.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes groups of payloads, each group with one sync, and tells their appenders. Owned by the journal's thread. */
final class GroupWriter implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

    private final Path folder;
    private final long segmentBytes;
    private final SegmentList segments;
    private final SegmentWriter.Opener opener;
    private @Nullable SegmentWriter active;
    private @Nullable StoreException failure;
    private boolean refusing;

    GroupWriter(Path folder, long segmentBytes, SegmentList segments, SegmentWriter.Opener opener) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.segments = segments;
        this.opener = opener;
    }

    /** Completes every payload of the group, well or badly; never throws. */
    void write(List<Journal.Pending> group) {
        try {
            if (failure != null) {
                refuse(group, failure);
                return;
            }
            SegmentWriter target = writeUnsynced(group);
            if (target != null && sync(target, group)) {
                acknowledge(target, group);
            }
        } catch (RuntimeException | Error e) {
            // Not reached unless memory runs out: whoever waits must hear of it.
            refuse(group, fail("it ended by " + e, e));
        }
    }

    /** The segment that holds the group; null when it was refused. */
    private @Nullable SegmentWriter writeUnsynced(List<Journal.Pending> group) {
        SegmentWriter target = active;
        long sizeBefore = target == null ? 0 : target.size();
        try {
            if (target == null || sizeBefore >= segmentBytes) {
                target = nextSegment();
                sizeBefore = target.size();
            }
            target.write(group.stream().map(Journal.Pending::payload).toList());
            refusing = false;
            return target;
        } catch (IOException e) {
            if (target != null && !takeBack(target, sizeBefore, e)) {
                refuse(group, fail("a failed write could not be taken back: " + e.getMessage(), e));
                return null;
            }
            StoreException refusal = new StoreException(
                    "nothing was taken, because the journal in %s cannot be written: %s; free space on that disk and send again"
                            .formatted(folder, e.getMessage()),
                    e);
            if (!refusing) {
                LOG.error("The journal in {} cannot be written and refuses records: {}", folder, e.toString());
                refusing = true;
            }
            refuse(group, refusal);
            return null;
        }
    }

    private SegmentWriter nextSegment() throws IOException {
        SegmentWriter next = SegmentWriter.create(Segment.named(folder, segments.end()), opener);
        SegmentWriter full = active;
        active = next;
        segments.add(next.segment());
        IOUtils.closeWhileHandlingException(full); // synced long ago
        return next;
    }

    private static boolean takeBack(SegmentWriter target, long size, IOException failed) {
        try {
            target.cut(size);
            return true;
        } catch (IOException e) {
            failed.addSuppressed(e);
            return false;
        }
    }

    private boolean sync(SegmentWriter target, List<Journal.Pending> group) {
        try {
            target.sync();
            return true;
        } catch (IOException e) {
            StoreException refusal = fail("a sync failed: " + e.getMessage(), e);
            // So that what is refused here does not come back after a restart; if that fails too, it may.
            takeBack(
                    target,
                    Segment.HEADER_BYTES + segments.end() - target.segment().start(),
                    e);
            refuse(group, refusal);
            return false;
        }
    }

    private void acknowledge(SegmentWriter target, List<Journal.Pending> group) {
        long end = segments.end();
        segments.advanceTo(target.end());
        for (Journal.Pending pending : group) {
            end += Frame.size(pending.payload().length);
            pending.durable().accept(end);
            pending.done().complete(end);
        }
    }

    private StoreException fail(String reason, Throwable cause) {
        StoreException first = new StoreException(
                "the journal in %s takes no more records until Whence is restarted, because %s"
                        .formatted(folder, reason),
                cause);
        failure = first;
        LOG.error("The journal in {} takes no more records until it is opened anew: {}", folder, reason);
        return first;
    }

    private static void refuse(List<Journal.Pending> group, StoreException reason) {
        group.forEach(pending -> pending.done().completeExceptionally(reason));
    }

    @Override
    public void close() throws IOException {
        if (active != null) {
            active.close();
        }
    }
}
