package dev.whence.indexer.journal;

import dev.whence.indexer.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of payloads in which everything is on disk when {@link #append} returns. Safe for any thread.
 *
 * <p>One thread writes: all payloads that arrive while it syncs share the next sync (group commit). When a write fails,
 * the payloads of that group are refused, what reached the file is taken back, and later ones may succeed. When a sync
 * fails, nobody can tell what the disk holds, because the system may have dropped the dirty pages and would report a
 * second sync as a success: the journal then refuses everything until it is opened anew.
 *
 * <p>When it is opened, bytes behind the last sound frame are cut off: they are what was being written when the power
 * went, and nobody was told that they were taken. Damage before sound frames is reported in {@link #replay} and skipped.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    /** A payload longer than this is refused. */
    public static final int MAX_PAYLOAD_BYTES = 1 << 30;

    private final Path folder;
    private final Lock folderLock;
    private final GroupWriter writer;
    private final Thread thread;
    private final SegmentList segments;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // guarded by lock
    private List<Pending> waiting = new ArrayList<>();
    private boolean closing;

    /** Receives what is replayed. */
    public interface FrameConsumer {
        /** @param end the position behind the frame */
        void accept(long end, byte[] payload);
    }

    record Pending(byte[] payload, LongConsumer durable, CompletableFuture<Long> done) {}

    private Journal(Path folder, Lock folderLock, SegmentList segments, GroupWriter writer) {
        this.folder = folder;
        this.folderLock = folderLock;
        this.segments = segments;
        this.writer = writer;
        this.thread = Thread.ofPlatform().daemon().name("whence-journal").unstarted(this::writeUntilClosed);
    }

    /**
     * Opens the journal of a folder, which is made if it is missing.
     *
     * @param segmentBytes the size from which a new segment is begun
     * @throws StoreException when the folder cannot be used, or another process uses it
     */
    public static Journal open(Path folder, long segmentBytes) {
        return open(
                folder,
                segmentBytes,
                file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    static Journal open(Path folder, long segmentBytes, SegmentWriter.Opener opener) {
        Lock folderLock = lock(folder);
        try {
            SegmentList segments = SegmentList.recover(folder);
            Journal journal =
                    new Journal(folder, folderLock, segments, new GroupWriter(folder, segmentBytes, segments, opener));
            journal.thread.start();
            return journal;
        } catch (IOException e) {
            IOUtils.closeWhileHandlingException(folderLock);
            throw new StoreException("the journal in %s cannot be opened: %s".formatted(folder, e.getMessage()), e);
        } catch (RuntimeException e) {
            IOUtils.closeWhileHandlingException(folderLock);
            throw e;
        }
    }

    private static Lock lock(Path folder) {
        try {
            createDurably(folder.toAbsolutePath());
            try (FSDirectory directory = FSDirectory.open(folder)) {
                return directory.obtainLock("journal.lock");
            }
        } catch (LockObtainFailedException e) {
            throw new StoreException(
                    "%s is in use by another Whence process; stop that one or name another data folder"
                            .formatted(folder),
                    e);
        } catch (IOException e) {
            throw new StoreException("the folder %s cannot be used: %s".formatted(folder, e), e);
        }
    }

    /** Makes the folder and sees to it that no power loss unmakes it. */
    private static void createDurably(Path folder) throws IOException {
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        Files.createDirectories(folder);
        Path made = folder;
        while (made != null && !made.equals(existing)) {
            made = made.getParent();
            if (made != null) {
                IOUtils.fsync(made, true);
            }
        }
    }

    /**
     * Appends the payload and returns when it is on disk. An interrupt does not end the wait, because the payload is on
     * its way; the thread's interrupt status is kept.
     *
     * @param durable called with the position behind the payload, before this method returns, in the order of positions
     *     and on one thread; must be quick and must not throw
     * @return that position
     * @throws StoreException when nothing of it was taken
     */
    public long append(byte[] payload, LongConsumer durable) {
        if (payload.length > MAX_PAYLOAD_BYTES) {
            throw new StoreException("a batch of %d bytes is too large for the journal; send fewer records at once"
                    .formatted(payload.length));
        }
        Pending pending = new Pending(payload, durable, new CompletableFuture<>());
        lock.lock();
        try {
            if (closing) {
                throw new StoreException("the store is closed");
            }
            waiting.add(pending);
            arrived.signal();
        } finally {
            lock.unlock();
        }
        try {
            return pending.done.join();
        } catch (CompletionException e) {
            // A fresh one for every waiting thread, so that each has its own stack trace.
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new StoreException(String.valueOf(reason.getMessage()), e);
        }
    }

    private void writeUntilClosed() {
        while (true) {
            List<Pending> group;
            lock.lock();
            try {
                while (waiting.isEmpty() && !closing) {
                    arrived.awaitUninterruptibly();
                }
                if (waiting.isEmpty()) {
                    return;
                }
                group = waiting;
                waiting = new ArrayList<>();
            } finally {
                lock.unlock();
            }
            writer.write(group);
        }
    }

    /**
     * Gives back what was appended, in order, from a position on. Damaged places are logged and skipped. To be called
     * before the first {@link #append}.
     *
     * @param fromPosition 0 or the position behind some payload
     * @throws StoreException when the files cannot be read
     */
    public void replay(long fromPosition, FrameConsumer consumer) {
        replay(fromPosition, Long.MAX_VALUE, consumer);
    }

    /** As {@link #replay(long, FrameConsumer)}, up to a position behind some payload. */
    public void replay(long fromPosition, long toPosition, FrameConsumer consumer) {
        try {
            segments.replay(fromPosition, toPosition, consumer);
        } catch (IOException e) {
            throw new StoreException("the journal in %s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /**
     * Makes sure that positions to come are not below this one, for a journal whose files were lost while the index that
     * knows its position was not. To be called before the first {@link #append}.
     */
    public void advanceTo(long position) {
        segments.advanceTo(position);
    }

    /**
     * Deletes the segments that hold nothing behind a position.
     *
     * @throws StoreException when a file cannot be deleted
     */
    public void trim(long position) {
        try {
            segments.trim(position);
        } catch (IOException e) {
            throw new StoreException("the journal in %s cannot be trimmed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** The position behind everything that is durable. */
    public long end() {
        return segments.end();
    }

    /** Bytes on disk. */
    public long sizeBytes() {
        return segments.sizeBytes();
    }

    /** Takes no more payloads, finishes those which wait, and lets go of the folder. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            IOUtils.close(writer, folderLock);
        } catch (IOException e) {
            LOG.warn("The journal in {} did not close: {}", folder, e.toString());
        }
    }
}
