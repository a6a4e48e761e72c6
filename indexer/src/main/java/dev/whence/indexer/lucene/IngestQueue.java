package dev.whence.indexer.lucene;

import dev.whence.indexer.OverloadedException;
import dev.whence.indexer.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits between journal and index, bounded in bytes, and how far indexing has come. Safe for any thread.
 *
 * <p>Bytes are reserved before the journal takes a batch, so that one which is in the journal always has its place here,
 * and are given back once it is indexed.
 */
final class IngestQueue {
    private static final Logger LOG = LoggerFactory.getLogger(IngestQueue.class);

    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // all guarded by lock
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private long waitingBytes;
    private int arriving;
    private long lastPosition;
    private long indexedPosition;
    private boolean commitDue;
    private boolean closing;
    private boolean abandoned;
    private boolean ended;
    private @Nullable StoreException failure;

    /** What the enriching thread has to do next. */
    sealed interface Step {
        record Enrich(List<Batch> batches) implements Step {}

        record Commit() implements Step {}

        record End() implements Step {}
    }

    /** @param position where the index stands in the journal */
    IngestQueue(long limitBytes, long position) {
        this.limitBytes = limitBytes;
        this.lastPosition = position;
        this.indexedPosition = position;
    }

    /**
     * Reserves place for a batch; {@link #put} or {@link #release} must follow.
     *
     * @return what waits now, this batch included
     * @throws OverloadedException when there is none; a batch larger than everything is let in when nothing else waits
     * @throws StoreException when the store is closed or has failed
     */
    long reserve(long bytes) {
        lock.lock();
        try {
            requireOpen();
            if (waitingBytes > 0 && waitingBytes + bytes > limitBytes) {
                throw new OverloadedException(
                        "%d bytes of records wait to be indexed already; send these again in a moment"
                                .formatted(waitingBytes));
            }
            waitingBytes += bytes;
            arriving++;
            return waitingBytes;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #reserve}, but waits for place instead; answers whether the store still goes on. */
    boolean reserveWaiting(long bytes) {
        lock.lock();
        try {
            await(() -> waitingBytes == 0 || waitingBytes + bytes <= limitBytes);
            if (failure != null) {
                return false;
            }
            waitingBytes += bytes;
            arriving++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void release(long bytes) {
        lock.lock();
        try {
            waitingBytes -= bytes;
            arriving--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a batch whose place was reserved; in the order of positions. */
    void put(Batch batch) {
        lock.lock();
        try {
            batches.add(batch);
            arriving--;
            lastPosition = batch.end();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to do; small batches are handed out together, up to about so many bytes. */
    Step take(long bytesAtOnce) {
        lock.lock();
        try {
            await(() -> commitDue || abandoned || !batches.isEmpty() || closing && arriving == 0);
            if (failure != null || abandoned) {
                return new Step.End();
            }
            if (commitDue) {
                commitDue = false;
                return new Step.Commit();
            }
            if (batches.isEmpty()) {
                return new Step.End();
            }
            List<Batch> together = new ArrayList<>();
            long bytes = 0;
            while (!batches.isEmpty() && bytes < bytesAtOnce) {
                Batch batch = batches.remove();
                bytes += batch.bytes();
                together.add(batch);
            }
            return new Step.Enrich(together);
        } finally {
            lock.unlock();
        }
    }

    void requestCommit() {
        lock.lock();
        try {
            commitDue = lastPosition > 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that everything up to the end of this batch is indexed. */
    void indexed(Batch.Enriched batch) {
        lock.lock();
        try {
            waitingBytes -= batch.bytes();
            indexedPosition = batch.end();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything up to a position is indexed.
     *
     * @throws StoreException when that will not be, because indexing has failed or ended
     */
    void awaitIndexed(long position) {
        lock.lock();
        try {
            await(() -> indexedPosition >= position || ended);
            if (failure != null) {
                throw new StoreException(String.valueOf(failure.getMessage()), failure);
            }
            if (indexedPosition < position) {
                throw new StoreException("the store is closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the condition holds or the store has failed. */
    private void await(BooleanSupplier condition) {
        while (failure == null && !condition.getAsBoolean()) {
            changed.awaitUninterruptibly();
        }
    }

    /** Ends everything: what is taken stays in the journal until the store is opened anew. The first reason counts. */
    void fail(String reason, Throwable cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = new StoreException(
                        reason
                                + "; nothing more is taken until Whence is restarted, and what was taken is safe in the journal",
                        cause);
                LOG.error("Indexing has ended until the store is opened anew: {}", reason, cause);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void requireOpen() {
        lock.lock();
        try {
            if (failure != null) {
                throw new StoreException(String.valueOf(failure.getMessage()), failure);
            }
            if (closing) {
                throw new StoreException("the store is closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what is in here is still handed out. */
    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hands out nothing more. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will be indexed. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasFailed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** Behind the last batch that was put. */
    long lastPosition() {
        lock.lock();
        try {
            return lastPosition;
        } finally {
            lock.unlock();
        }
    }

    long indexedPosition() {
        lock.lock();
        try {
            return indexedPosition;
        } finally {
            lock.unlock();
        }
    }

    long waitingBytes() {
        lock.lock();
        try {
            return waitingBytes;
        } finally {
            lock.unlock();
        }
    }
}
