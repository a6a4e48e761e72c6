package dev.whence.indexer.lucene;

import dev.whence.indexer.AggregateRequest;
import dev.whence.indexer.Bucket;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Enricher;
import dev.whence.indexer.FieldSummary;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.StoreException;
import dev.whence.indexer.StoreStats;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.journal.Journal;
import dev.whence.model.Record;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in one folder of this machine: a journal that makes batches durable, and a Lucene index that answers.
 *
 * <p>A folder can be open in one process at a time.
 */
public final class LuceneTraceStore implements TraceStore {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneTraceStore.class);

    private final Journal journal;
    private final LuceneIndex index;
    private final Ingest ingest;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LuceneTraceStore(Journal journal, LuceneIndex index, Ingest ingest) {
        this.journal = journal;
        this.index = index;
        this.ingest = ingest;
    }

    /**
     * Opens the store of a folder, which is made if it is missing. What was taken before a crash, and is not in the
     * index yet, is enriched and indexed before this returns.
     *
     * @throws StoreException when the folder cannot be used, is damaged beyond repair, or is open in another process
     */
    public static LuceneTraceStore open(Path dataDir, StoreOptions options, Enricher enricher) {
        return open(dataDir, options, enricher, InstantSource.system());
    }

    static LuceneTraceStore open(Path dataDir, StoreOptions options, Enricher enricher, InstantSource clock) {
        Journal journal = Journal.open(dataDir.resolve("journal"), options.segmentBytes());
        try {
            LuceneIndex index = LuceneIndex.open(dataDir.resolve("index"), LuceneIndexOptions.defaults());
            try {
                syncFolder(dataDir);
                return new LuceneTraceStore(
                        journal, index, Ingest.start(dataDir, options, journal, index, enricher, clock));
            } catch (RuntimeException | Error e) {
                IOUtils.closeWhileHandlingException(index::close);
                throw e;
            }
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    /** Lucene syncs what is in its folder, but not that the folder is there. */
    private static void syncFolder(Path dataDir) {
        try {
            IOUtils.fsync(dataDir, true);
        } catch (IOException e) {
            throw new StoreException("the folder %s cannot be synced: %s".formatted(dataDir, e.getMessage()), e);
        }
    }

    @Override
    public void append(List<Record> batch) {
        ingest.append(batch);
    }

    @Override
    public void refresh() {
        ingest.refresh();
    }

    @Override
    public SearchPage search(SearchRequest request) {
        return index.search(request);
    }

    @Override
    public List<Bucket> aggregate(AggregateRequest request) {
        return index.aggregate(request);
    }

    @Override
    public List<FieldSummary> fields(Selection selection, int topValues) {
        return index.fields(selection, topValues);
    }

    @Override
    public List<FieldSummary> fields(Selection selection, int topValues, int maxRecords) {
        return index.fields(selection, topValues, maxRecords);
    }

    @Override
    public List<Record> trace(String traceId) {
        return index.trace(traceId);
    }

    @Override
    public Table scan(Selection selection, Columns columns, int maxRows) {
        return index.scan(selection, columns, maxRows);
    }

    @Override
    public Map<Long, String> traceIds(Collection<Long> traceKeys) {
        return index.traceIds(traceKeys);
    }

    @Override
    public Predicate<Record> matcher(String query) {
        return index.matcher(query);
    }

    @Override
    public Listening listen(Consumer<List<Record>> listener) {
        return ingest.listen(listener);
    }

    @Override
    public StoreStats stats() {
        return new StoreStats(index.records(), index.sizeBytes(), journal.sizeBytes(), ingest.waitingBytes());
    }

    /** Indexes and commits what was taken, for a bounded time; what is left by then is in the journal. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            ingest.close();
        } finally {
            try {
                index.close();
            } catch (StoreException e) {
                // As a rule one that has failed before; what counts is committed or in the journal.
                LOG.warn("The index did not close: {}", e.getMessage());
            } finally {
                journal.close();
            }
        }
    }
}
