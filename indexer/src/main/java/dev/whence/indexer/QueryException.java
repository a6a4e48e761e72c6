package dev.whence.indexer;

/** A question that cannot be answered as it is put; the message tells the asker what to change. */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int column;

    /** @param column where in the query, counted from 1; -1 when it is not about one place */
    public QueryException(String detail, int column) {
        super(detail);
        this.column = column;
    }

    /** Counted from 1; -1 when it is not about one place of the query. */
    public int column() {
        return column;
    }
}
