package dev.whence.server.cli;

/** A command could not do what it was asked; the message tells the user why and what to change. Exit status 1. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
