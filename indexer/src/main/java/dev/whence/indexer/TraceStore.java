package dev.whence.indexer;

import dev.whence.model.Record;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Where records are kept and found again. Every method may be called from any thread.
 *
 * <p>A record is durable when {@link #append} returns, and is seen by the reading methods within a second of that, or
 * at once after {@link #refresh}. Records are never changed; the same record appended twice is kept twice, and
 * {@link #trace} shows it once.
 *
 * <p>Every reading method throws {@link QueryException} for a query that cannot be read and {@link StoreException} when
 * the store itself fails.
 */
public interface TraceStore extends AutoCloseable {
    /**
     * Takes the batch, all of it or nothing, and returns when it would survive a power loss.
     *
     * @throws OverloadedException when too much waits to be indexed; nothing was taken, try again later
     */
    void append(List<Record> batch);

    /** Waits until everything appended before this call is seen by the reading methods. */
    void refresh();

    /** The matching records of one page, and how many match in all. */
    SearchPage search(SearchRequest request);

    /** Counts and statistics of the matching records, over time, by fields, or both. */
    List<Bucket> aggregate(AggregateRequest request);

    /**
     * The fields which the matching records have, by name.
     *
     * @param topValues how many of the most frequent values of each text field to give, at most
     */
    List<FieldSummary> fields(Selection selection, int topValues);

    /**
     * As {@link #fields(Selection, int)}, from fewer records where that is quicker: counts are those of the records
     * looked at, and a field of few may be left out.
     *
     * @param maxRecords when more match, a store may look at whole traces only, as {@link #scan} does, of about so many
     *     records
     */
    default List<FieldSummary> fields(Selection selection, int topValues, int maxRecords) {
        return fields(selection, topValues);
    }

    /** All records with that trace id, by time, each once, 100,000 at most; empty when there are none. */
    List<Record> trace(String traceId);

    /**
     * The matching records as columns, in order of time.
     *
     * @param maxRows when more match, whole traces are left out (by a hash of the trace id, so that what is left is a
     *     fair sample) until about so many remain; the table then says that it is sampled
     */
    Table scan(Selection selection, Columns columns, int maxRows);

    /** The trace ids behind {@link Table#traceKeys() keys}; keys that no record has are left out. */
    Map<Long, String> traceIds(Collection<Long> traceKeys);

    /** Tells whether a record matches a query, without the store: for records that are just arriving. */
    Predicate<Record> matcher(String query);

    /**
     * Calls the listener with every batch once it is enriched and indexed, in order, on one thread of the store: it
     * must be quick. Closing the answer ends it.
     */
    Listening listen(Consumer<List<Record>> listener);

    StoreStats stats();

    /** Takes no more records, finishes what was taken, and gives all resources back. */
    @Override
    void close();

    /** Ends a listener when closed. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
