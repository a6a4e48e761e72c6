package dev.whence.indexer.lucene;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.StoreException;
import dev.whence.indexer.journal.Journal;
import dev.whence.model.Record;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that enriches batches in the journal's order, submits them to the index, and commits.
 *
 * <p>For a commit it waits until everything it submitted is indexed. So a commit holds exactly the records before its
 * position, no more and no fewer, with what was derived from them. The enricher's checkpoint for the position comes first:
 * whichever commit survives a crash, what was learned up to it is kept, or the records are from which it is learned again,
 * and replay gives every record to the index once.
 */
final class EnrichStage {
    private static final Logger LOG = LoggerFactory.getLogger(EnrichStage.class);
    private static final int BYTES_AT_ONCE = 1 << 19;
    private static final int MOST_UNDER_WAY = 4;

    private final Journal journal;
    private final IngestQueue queue;
    private final Enricher enricher;
    private final IndexStage indexing;
    private final LuceneIndex index;
    private final long commitBytes;
    private final Thread thread;

    // owned by the thread
    private final ArrayDeque<Long> underWay = new ArrayDeque<>();
    private long submitted;
    private long committed;
    private long enricherFailures;

    EnrichStage(
            Journal journal,
            IngestQueue queue,
            Enricher enricher,
            IndexStage indexing,
            LuceneIndex index,
            long commitBytes) {
        this.journal = journal;
        this.queue = queue;
        this.enricher = enricher;
        this.indexing = indexing;
        this.index = index;
        this.commitBytes = commitBytes;
        this.committed = index.committedPosition();
        this.submitted = committed;
        this.thread = Thread.ofPlatform().daemon().name("whence-enrich").unstarted(this::run);
    }

    void start() {
        try {
            long from = enricher.resume(committed);
            if (from < committed) {
                learnAgain(from);
            }
        } catch (RuntimeException e) {
            LOG.error("What was learned from the records before cannot be taken up again", e);
        }
        thread.start();
    }

    /** Of the records that the index has, those that were not learned when the enricher last saved. */
    private void learnAgain(long from) {
        LOG.info("Learning again from {} bytes of the journal", committed - from);
        journal.replay(from, committed, (end, payload) -> {
            for (Record record : records(new Batch(new Batch.Encoded(payload), end, payload.length))) {
                enrich(record);
            }
            derived();
        });
    }

    private void run() {
        try {
            while (true) {
                switch (queue.take(BYTES_AT_ONCE)) {
                    case IngestQueue.Step.Enrich step -> enrich(step.batches());
                    case IngestQueue.Step.Commit() -> commit(false);
                    case IngestQueue.Step.End() -> {
                        if (!queue.hasFailed()) {
                            commit(true);
                        }
                        return;
                    }
                }
            }
        } catch (StoreException e) {
            queue.fail(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            queue.fail("the enriching thread ended by " + e, e);
        } finally {
            queue.end();
        }
    }

    private void enrich(List<Batch> batches) {
        List<Batch.Enriched> enriched = new ArrayList<>(batches.size());
        for (Batch batch : batches) {
            List<Record> records = new ArrayList<>();
            for (Record record : records(batch)) {
                records.add(enrich(record));
            }
            records.addAll(derived());
            enriched.add(new Batch.Enriched(records, batch.end(), batch.bytes()));
        }
        if (underWay.size() == MOST_UNDER_WAY) {
            queue.awaitIndexed(underWay.remove());
        }
        indexing.submit(enriched);
        submitted = enriched.getLast().end();
        underWay.add(submitted);
        if (submitted - committed >= commitBytes) {
            commit(false);
        }
    }

    private static List<Record> records(Batch batch) {
        return switch (batch.content()) {
            case Batch.Decoded decoded -> decoded.records();
            case Batch.Encoded encoded -> {
                try {
                    yield BatchCodec.decode(encoded.payload());
                } catch (StoreException e) {
                    LOG.error("The batch before position {} of the journal is lost: {}", batch.end(), e.getMessage());
                    yield List.of();
                }
            }
        };
    }

    private Record enrich(Record record) {
        try {
            return Objects.requireNonNull(enricher.enrich(record), "the enricher gave no record");
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (enricherFailures++ == 0) {
                LOG.error("A record could not be enriched and is kept as it is; others will not be reported", e);
            }
            return record;
        }
    }

    private List<Record> derived() {
        try {
            return enricher.derived();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (enricherFailures++ == 0) {
                LOG.error("Records derived from others are lost; further losses will not be reported", e);
            }
            return List.of();
        }
    }

    private void commit(boolean last) {
        if (submitted == committed) {
            return;
        }
        long start = System.nanoTime();
        queue.awaitIndexed(submitted);
        long indexed = System.nanoTime();
        long learned = submitted;
        try {
            learned = enricher.checkpoint(submitted, last);
        } catch (RuntimeException e) {
            LOG.error("What was learned from the records could not be saved", e);
        }
        index.commit(submitted);
        LOG.debug(
                "Committed up to position {}: waited {} ms for indexing, then {} ms",
                submitted,
                (indexed - start) / 1_000_000,
                (System.nanoTime() - indexed) / 1_000_000);
        committed = submitted;
        try {
            journal.trim(Math.min(committed, learned));
        } catch (StoreException e) {
            LOG.warn("The journal keeps files it no longer needs: {}", e.getMessage());
        }
    }

    /**
     * Waits until what was taken is indexed and committed; what is not within the time is left to the journal. The queue
     * must have been closed before.
     */
    void finish(Duration atMost) {
        if (!Threads.join(thread, atMost)) {
            LOG.warn("{} bytes are not indexed yet; they will be when the store is opened again", queue.waitingBytes());
            queue.abandon();
            Threads.join(thread, atMost);
        }
    }
}
