package dev.whence.indexer.lucene;

import dev.whence.indexer.AggregateRequest;
import dev.whence.indexer.Bucket;
import dev.whence.indexer.Columns;
import dev.whence.indexer.FieldSummary;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.StoreException;
import dev.whence.indexer.Table;
import dev.whence.indexer.mapping.DocumentMapper;
import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.KnownFields;
import dev.whence.indexer.query.QueryLanguage;
import dev.whence.model.Record;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.jspecify.annotations.Nullable;

/**
 * The index of one store: records go in as documents, and every reading method of the port answers from it. Safe for
 * any thread.
 *
 * <p>What {@link #add} took is seen after the next {@link #refresh}, and survives a crash after the next {@link
 * #commit}. Segments are merged with their neighbours only, so that each holds a stretch of time, and are searched
 * newest first.
 */
final class LuceneIndex implements AutoCloseable {
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final ExecutorService helpers;
    private final DocumentMapper mapper;
    private final QueryLanguage language;
    private final Matcher matcher;
    private final AtomicLong sequence;
    private volatile long committedPosition;

    private LuceneIndex(IndexFolder opened, LuceneIndexOptions options) throws IOException {
        this.directory = opened.directory();
        this.writer = opened.writer();
        KnownFields known = new KnownFields(options.mostFields());
        known.restore(writer.getFieldNames());
        this.mapper = new DocumentMapper(known);
        this.language = new QueryLanguage(known);
        this.matcher = new Matcher(language);
        this.helpers = Executors.newFixedThreadPool(
                options.threads(),
                Thread.ofPlatform().daemon().name("whence-search-", 0).factory());
        this.searchers = new SearcherManager(writer, new Searchers(helpers));
        this.committedPosition = opened.journalPosition();
        this.sequence = new AtomicLong(searching(searcher -> lastSequence(searcher.getIndexReader())) + 1);
    }

    /**
     * Opens the index of a folder, or begins one there.
     *
     * @throws StoreException when the folder holds something else, is used by another process, or is damaged
     */
    static LuceneIndex open(Path folder, LuceneIndexOptions options) {
        IndexFolder opened = IndexFolder.open(folder, options);
        try {
            return new LuceneIndex(opened, options);
        } catch (IOException e) {
            throw opened.failed(folder + " cannot be opened as an index: " + e.getMessage(), e);
        } catch (StoreException e) {
            throw opened.failed(String.valueOf(e.getMessage()), e);
        }
    }

    private static long lastSequence(IndexReader reader) throws IOException {
        return reader.maxDoc() == 0 ? 0 : DocValuesSkipper.globalMaxValue(reader, FieldNames.SEQUENCE);
    }

    /** Takes the records; several threads at once take them faster. */
    void add(List<Record> records) {
        try {
            for (Record record : records) {
                writer.addDocument(mapper.map(record, sequence.getAndIncrement()));
            }
        } catch (IOException e) {
            throw new StoreException("writing the index failed: " + e.getMessage(), e);
        } catch (AlreadyClosedException e) {
            throw closed(e);
        }
    }

    /** Returns when everything added before is seen by the reading methods. */
    void refresh() {
        try {
            searchers.maybeRefreshBlocking();
        } catch (IOException e) {
            throw new StoreException("refreshing the index failed: " + e.getMessage(), e);
        } catch (AlreadyClosedException e) {
            throw closed(e);
        }
    }

    /** As {@link #refresh}, unless another thread is at it. */
    void maybeRefresh() {
        try {
            searchers.maybeRefresh();
        } catch (IOException e) {
            throw new StoreException("refreshing the index failed: " + e.getMessage(), e);
        } catch (AlreadyClosedException e) {
            throw closed(e);
        }
    }

    /**
     * Makes everything added before permanent.
     *
     * @param journalPosition up to where the journal is contained in the index then
     */
    void commit(long journalPosition) {
        try {
            writer.setLiveCommitData(IndexFolder.commitData(journalPosition));
            writer.commit();
            committedPosition = journalPosition;
        } catch (IOException e) {
            throw new StoreException("committing the index failed: " + e.getMessage(), e);
        } catch (AlreadyClosedException e) {
            throw closed(e);
        }
    }

    /** What the last {@link #commit} was given; 0 for a new index. */
    long committedPosition() {
        return committedPosition;
    }

    /** Records that the reading methods see. */
    long records() {
        return searching(searcher -> (long) searcher.getIndexReader().numDocs());
    }

    /** On disk. */
    long sizeBytes() {
        long bytes = 0;
        try {
            for (String file : directory.listAll()) {
                bytes += size(file);
            }
        } catch (IOException e) {
            throw new StoreException("reading the index folder failed: " + e.getMessage(), e);
        }
        return bytes;
    }

    private long size(String file) throws IOException {
        try {
            return directory.fileLength(file);
        } catch (NoSuchFileException mergedAway) {
            return 0;
        }
    }

    /**
     * A segment's records.
     *
     * @param bytes what those take that are not deleted
     */
    record Stretch(long oldestNanos, long newestNanos, double bytes) {}

    /** One for each segment that readers see. */
    List<Stretch> stretches() {
        return searching(searcher -> {
            List<Stretch> stretches = new ArrayList<>();
            for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
                DocValuesSkipper times = context.reader().getDocValuesSkipper(FieldNames.TIMESTAMP);
                if (times != null && context.reader() instanceof SegmentReader segment) {
                    double kept = segment.numDocs() / (double) segment.maxDoc();
                    double bytes = kept * segment.getSegmentInfo().sizeInBytes();
                    stretches.add(new Stretch(times.minValue(), times.maxValue(), bytes));
                }
            }
            return stretches;
        });
    }

    /** Deletes the records before a time. Readers see them until the next {@link #refresh}. */
    void forgetBefore(long nanos) {
        try {
            writer.deleteDocuments(LongPoint.newRangeQuery(FieldNames.TIMESTAMP, Long.MIN_VALUE, nanos - 1));
        } catch (IOException e) {
            throw new StoreException("deleting records failed: " + e.getMessage(), e);
        } catch (AlreadyClosedException e) {
            throw closed(e);
        }
    }

    SearchPage search(SearchRequest request) {
        Query query = language.parse(request.selection());
        return searching(searcher -> new Searches(searcher).page(request, query));
    }

    List<Record> trace(String traceId) {
        return searching(searcher -> new Searches(searcher).trace(traceId));
    }

    Table scan(Selection selection, Columns columns, int maxRows) {
        Query query = language.parse(selection);
        return searching(searcher -> new Scan(searcher, columns).read(query, maxRows));
    }

    List<Bucket> aggregate(AggregateRequest request) {
        Query query = language.parse(request.selection());
        return searching(searcher -> new Aggregation(searcher, request).of(query));
    }

    List<FieldSummary> fields(Selection selection, int topValues) {
        return fields(selection, topValues, Integer.MAX_VALUE);
    }

    List<FieldSummary> fields(Selection selection, int topValues, int maxRecords) {
        Query query = language.parse(selection);
        return searching(searcher -> new FieldLister(searcher, topValues).of(query, maxRecords));
    }

    Map<Long, String> traceIds(Collection<Long> traceKeys) {
        return searching(searcher -> new TraceIds(searcher).of(traceKeys));
    }

    /** Whether records match a query, by the same rules as in the index. The answer is safe for any thread. */
    Predicate<Record> matcher(String query) {
        return matcher.of(query);
    }

    /** Waits for merges under way, then gives all resources back; what was not committed is lost. */
    @Override
    public void close() {
        try {
            IOUtils.close(searchers, writer, helpers::shutdown, directory);
        } catch (IOException e) {
            throw new StoreException("closing the index failed: " + e.getMessage(), e);
        }
    }

    private <T> T searching(Reading<T> reading) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return reading.with(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new StoreException("reading the index failed: " + e.getMessage(), e);
        } catch (AlreadyClosedException e) {
            throw closed(e);
        } catch (IndexSearcher.TooManyClauses e) {
            throw QueryLanguage.tooManyClauses();
        } catch (TooComplexToDeterminizeException e) {
            throw QueryLanguage.tooComplex();
        }
    }

    private StoreException closed(AlreadyClosedException cause) {
        Throwable tragedy = writer.getTragicException();
        return new StoreException(
                tragedy == null ? "the store is closed" : "the index has failed: " + tragedy.getMessage(), cause);
    }

    private interface Reading<T> {
        T with(IndexSearcher searcher) throws IOException;
    }

    /** Makes searchers that share the helping threads. */
    private static final class Searchers extends SearcherFactory {
        private final ExecutorService helpers;

        Searchers(ExecutorService helpers) {
            this.helpers = helpers;
        }

        @Override
        public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
            return new IndexSearcher(reader, helpers);
        }
    }
}
