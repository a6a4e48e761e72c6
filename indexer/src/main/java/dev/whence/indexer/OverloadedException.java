package dev.whence.indexer;

/** Too much waits to be indexed: nothing of the batch was taken, and it may be sent again later. */
public final class OverloadedException extends StoreException {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String detail) {
        super(detail);
    }
}
