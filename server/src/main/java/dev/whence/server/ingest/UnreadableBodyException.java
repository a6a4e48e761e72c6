package dev.whence.server.ingest;

/** A body of which nothing can be used; the message tells the sender what to change. */
public final class UnreadableBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String detail;

    public UnreadableBodyException(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** What is wrong, for the sender: the same as the message, and never null. */
    public String detail() {
        return detail;
    }
}
