package dev.whence.model;

/** A record that cannot be taken as it is; the message tells the sender what to change. */
public final class RecordFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    public RecordFormatException(String detail) {
        super(detail);
    }
}
