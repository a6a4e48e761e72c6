package dev.whence.anomaly;

/** The engine cannot keep its state; the message says what to change. */
public final class AnomalyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AnomalyException(String message, Throwable cause) {
        super(message, cause);
    }
}
