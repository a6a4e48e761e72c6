package dev.whence.indexer.lucene;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.OverloadedException;
import dev.whence.indexer.StoreException;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.journal.Journal;
import dev.whence.model.Record;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a batch into the store: journal, queue, enrichment, index, listeners. Safe for any thread.
 *
 * <p>No caller's thread ever touches a file of the index: an interrupt of one that did would close the file and end the
 * index writer.
 */
final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    /** Behind so much a batch waits for a tenth of a second or so. */
    private static final long SOON_DONE_BYTES = 2 << 20;

    private static final long FORGETTING_NANOS = 60_000_000_000L;

    private final Path dataDir;
    private final StoreOptions options;
    private final Journal journal;
    private final LuceneIndex index;
    private final IngestQueue queue;
    private final IndexStage indexing;
    private final EnrichStage enriching;
    private final Retention retention;
    private final ScheduledThreadPoolExecutor ticker;
    private final List<Future<?>> ticks = new ArrayList<>();
    private volatile boolean diskFull;
    private long refreshedPosition; // owned by the ticker's thread

    private Ingest(
            Path dataDir,
            StoreOptions options,
            Journal journal,
            LuceneIndex index,
            Enricher enricher,
            InstantSource clock) {
        this.dataDir = dataDir;
        this.options = options;
        this.journal = journal;
        this.index = index;
        this.queue = new IngestQueue(options.queueBytes(), index.committedPosition());
        this.indexing = new IndexStage(index, queue, options.indexThreads());
        this.enriching = new EnrichStage(journal, queue, enricher, indexing, index, options.commitBytes());
        this.retention = new Retention(index, options.maxAge(), options.maxIndexBytes(), clock);
        this.ticker = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("whence-refresh").factory());
    }

    /**
     * Starts the threads and brings into the index what only the journal holds.
     *
     * @throws StoreException when that fails; nothing is left running then
     */
    static Ingest start(
            Path dataDir,
            StoreOptions options,
            Journal journal,
            LuceneIndex index,
            Enricher enricher,
            InstantSource clock) {
        Ingest ingest = new Ingest(dataDir, options, journal, index, enricher, clock);
        ingest.enriching.start();
        try {
            ingest.replay();
            ingest.watchDisk();
            ingest.forget();
            ingest.schedule(ingest::watchDisk, 1_000_000_000L);
            ingest.schedule(ingest::forget, FORGETTING_NANOS);
            ingest.schedule(ingest::refreshIfNeeded, options.refreshInterval().toNanos());
            ingest.schedule(
                    ingest.queue::requestCommit, options.commitInterval().toNanos());
            return ingest;
        } catch (RuntimeException | Error e) {
            ingest.close();
            throw e;
        }
    }

    private void schedule(Runnable task, long everyNanos) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                queue.fail(String.valueOf(e.getMessage()), e);
            }
        };
        ticks.add(ticker.scheduleWithFixedDelay(guarded, everyNanos, everyNanos, TimeUnit.NANOSECONDS));
    }

    private void replay() {
        long from = index.committedPosition();
        journal.advanceTo(from);
        if (journal.end() == from) {
            return;
        }
        LOG.info("Indexing {} bytes from the journal that the index lacks", journal.end() - from);
        journal.replay(from, (end, payload) -> {
            if (queue.reserveWaiting(payload.length)) {
                queue.put(new Batch(new Batch.Encoded(payload), end, payload.length));
            }
        });
        refresh();
    }

    void append(List<Record> batch) {
        queue.requireOpen();
        if (diskFull) {
            throw new OverloadedException(
                    "less than %d MB are free on the disk of %s, so that nothing is taken; free some"
                            .formatted(options.minFreeBytes() >> 20, dataDir));
        }
        if (batch.isEmpty()) {
            return;
        }
        List<Record> records = List.copyOf(batch);
        byte[] payload = BatchCodec.encode(records);
        boolean willWait = queue.reserve(payload.length) > SOON_DONE_BYTES;
        Batch.Content content = willWait ? new Batch.Encoded(payload) : new Batch.Decoded(records);
        try {
            journal.append(payload, end -> queue.put(new Batch(content, end, payload.length)));
        } catch (RuntimeException | Error e) {
            queue.release(payload.length);
            throw e;
        }
    }

    void refresh() {
        queue.awaitIndexed(queue.lastPosition());
        try {
            CompletableFuture.runAsync(index::refresh, ticker).join();
        } catch (RejectedExecutionException e) {
            throw new StoreException("the store is closed", e);
        } catch (CompletionException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new StoreException(String.valueOf(reason.getMessage()), e);
        }
    }

    private void refreshIfNeeded() {
        long indexed = queue.indexedPosition();
        if (indexed == refreshedPosition) {
            return;
        }
        index.refresh();
        refreshedPosition = indexed;
    }

    private void forget() {
        if (retention.apply()) {
            index.refresh();
        }
    }

    private void watchDisk() {
        try {
            FileStore disk = Files.getFileStore(dataDir);
            boolean full = disk.getUsableSpace() < options.minFreeBytes();
            if (full && !diskFull) {
                LOG.error(
                        "Less than {} MB are free on the disk of {}: nothing is taken until there is more",
                        options.minFreeBytes() >> 20,
                        dataDir);
            }
            diskFull = full;
        } catch (IOException e) {
            // Not knowing is no reason to refuse: a write that fails will tell.
            LOG.debug("The free space on the disk of {} is not known", dataDir, e);
        }
    }

    TraceStore.Listening listen(Consumer<List<Record>> listener) {
        return indexing.listen(listener);
    }

    long waitingBytes() {
        return queue.waitingBytes();
    }

    @Override
    public void close() {
        queue.close();
        enriching.finish(options.closeTimeout());
        indexing.close();
        ticks.forEach(tick -> tick.cancel(false));
        ticker.shutdown(); // what waits in refresh() is still served
        if (!Threads.awaitEnd(ticker, options.closeTimeout())) {
            LOG.warn("Refreshing the index does not come to its end; leaving it");
        }
    }
}
