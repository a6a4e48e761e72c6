package dev.whence.indexer.lucene;

import dev.whence.indexer.StoreException;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Record;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes enriched batches on several threads at once and, when they are done, passes them to the listeners on one
 * thread, in the order in which they came. Batches are submitted by one thread; listeners come and go on any.
 */
final class IndexStage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexStage.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final LuceneIndex index;
    private final IngestQueue queue;
    private final ExecutorService pool;
    private final Thread finisher;
    private final LinkedBlockingQueue<Work> underWay = new LinkedBlockingQueue<>();
    private final CopyOnWriteArrayList<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong listenerFailures = new AtomicLong();

    /** @param batches none to end the finishing thread */
    private record Work(List<Batch.Enriched> batches, Future<?> indexing) {}

    IndexStage(LuceneIndex index, IngestQueue queue, int threads) {
        this.index = index;
        this.queue = queue;
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("whence-index-", 0).factory());
        this.finisher = Thread.ofPlatform().daemon().name("whence-listen").start(this::finishInOrder);
    }

    void submit(List<Batch.Enriched> batches) {
        underWay.add(new Work(batches, pool.submit(() -> index(batches))));
    }

    private void index(List<Batch.Enriched> batches) {
        for (Batch.Enriched batch : batches) {
            for (Record record : batch.records()) {
                index(record);
            }
        }
    }

    private void index(Record record) {
        try {
            index.add(List.of(record));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            if (refused.getAndIncrement() == 0) {
                LOG.error(
                        "A record cannot be indexed and is left out; others like it will not be reported: {}",
                        record,
                        e);
            }
        }
    }

    private void finishInOrder() {
        while (true) {
            try {
                Work work = underWay.take();
                if (work.batches.isEmpty()) {
                    return;
                }
                work.indexing.get();
                for (Batch.Enriched batch : work.batches) {
                    tell(batch.records());
                    queue.indexed(batch);
                }
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                queue.fail(String.valueOf(cause.getMessage()), cause);
                return;
            } catch (InterruptedException e) {
                queue.fail("the indexing thread was interrupted", e);
                return;
            }
        }
    }

    private void tell(List<Record> records) {
        for (Subscription subscription : subscriptions) {
            try {
                subscription.listener.accept(records);
            } catch (RuntimeException e) {
                if (listenerFailures.getAndIncrement() == 0) {
                    LOG.error("A listener failed; it stays, and further failures will not be reported", e);
                }
            }
        }
    }

    TraceStore.Listening listen(Consumer<List<Record>> listener) {
        Subscription subscription = new Subscription(listener);
        subscriptions.add(subscription);
        return subscription;
    }

    /** One listening; the same listener may have several. */
    private final class Subscription implements TraceStore.Listening {
        private final Consumer<List<Record>> listener;

        Subscription(Consumer<List<Record>> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            subscriptions.remove(this);
        }
    }

    /** Ends the threads once they have done what was submitted. */
    @Override
    public void close() {
        underWay.add(new Work(List.of(), CompletableFuture.completedFuture(null)));
        pool.shutdown();
        if (!Threads.join(finisher, LONGEST) || !Threads.awaitEnd(pool, LONGEST)) {
            LOG.warn("A listener or an index thread does not come to its end; leaving it");
        }
    }
}
