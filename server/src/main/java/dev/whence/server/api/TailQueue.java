package dev.whence.server.api;

import dev.whence.model.Record;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be sent to one reader: bounded, so that a slow one costs neither the store nor the memory. Filled by
 * the store's thread, emptied by the reader's.
 */
final class TailQueue {
    private static final int MOST_RECORDS = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<List<Record>> batches = new ArrayDeque<>();
    private int waiting;
    private long dropped;
    private boolean ended;

    /**
     * What came since the last call.
     *
     * @param dropped records left out since the last call
     * @param last whether nothing more will come
     */
    record Batch(List<Record> records, long dropped, boolean last) {}

    /** Adds the batch, or counts it as dropped when the reader is too far behind. Never waits. */
    void offer(List<Record> batch) {
        lock.lock();
        try {
            if (waiting > 0 && waiting + batch.size() > MOST_RECORDS) {
                dropped += batch.size();
            } else {
                batches.add(batch);
                waiting += batch.size();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for records, but not longer than that: then the answer has none. */
    Batch take(long millis) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (batches.isEmpty() && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            List<Record> records = new ArrayList<>(waiting);
            batches.forEach(records::addAll);
            Batch batch = new Batch(records, dropped, ended);
            batches.clear();
            waiting = 0;
            dropped = 0;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the reader take what is left, and then no more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
