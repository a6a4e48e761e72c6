package dev.whence.model;

/** A record that cannot be taken as it is; the message tells the sender what to change. */
public final class RecordFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String detail;

    public RecordFormatException(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** What is wrong, for the sender: the same as the message, and never null. */
    public String detail() {
        return detail;
    }
}
