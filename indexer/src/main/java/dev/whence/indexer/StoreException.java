package dev.whence.indexer;

/** The store failed, through no fault of the caller: a full disk, a damaged file, a closed store. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String detail, Throwable cause) {
        super(detail, cause);
    }

    public StoreException(String detail) {
        super(detail);
    }
}
