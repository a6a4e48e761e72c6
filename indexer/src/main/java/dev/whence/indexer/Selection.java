package dev.whence.indexer;

/**
 * Which records: those which match a query within a span of time.
 *
 * @param query in the query language; the empty text matches everything
 * @param fromNanos the earliest time, inclusive, in nanoseconds since the epoch
 * @param toNanos the latest time, exclusive
 */
public record Selection(String query, long fromNanos, long toNanos) {
    public static final Selection EVERYTHING = new Selection("", Long.MIN_VALUE, Long.MAX_VALUE);

    public static Selection of(String query) {
        return new Selection(query, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The records of this selection which match the clause too. */
    public Selection and(String clause) {
        if (clause.isBlank()) {
            return this;
        }
        return new Selection(query.isBlank() ? clause : "(" + query + ") AND (" + clause + ")", fromNanos, toNanos);
    }

    public Selection between(long from, long to) {
        return new Selection(query, from, to);
    }
}
