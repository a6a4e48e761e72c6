package dev.whence.server.ingest;

/** A body of which nothing can be used; the message tells the sender what to change. */
public final class UnreadableBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableBodyException(String detail) {
        super(detail);
    }
}
