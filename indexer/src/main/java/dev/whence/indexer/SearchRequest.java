package dev.whence.indexer;

import java.util.Optional;

/**
 * A page of matching records.
 *
 * @param limit how many at most, 0 to 10,000; 0 only counts
 * @param cursor where the page before ended: {@link SearchPage#cursor()}
 */
public record SearchRequest(Selection selection, Order order, int limit, Optional<String> cursor) {
    public static SearchRequest newest(Selection selection, int limit) {
        return new SearchRequest(selection, Order.NEWEST, limit, Optional.empty());
    }

    /** In which order records come; records of the same rank come newest first. */
    public sealed interface Order {
        Order NEWEST = new ByField("timestamp", true);
        Order OLDEST = new ByField("timestamp", false);

        /** Best match of the query's words first. */
        record Relevance() implements Order {}

        /** By a field's number, or its text where it has texts; records without it last. */
        record ByField(String field, boolean descending) implements Order {}
    }
}
