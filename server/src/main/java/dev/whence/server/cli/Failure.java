package dev.whence.server.cli;

import picocli.CommandLine.ExitCode;

/** A command could not do what it was asked; the message tells the user why and what to change. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** Ends the command with exit status 1. */
    public Failure(String message) {
        this(message, ExitCode.SOFTWARE);
    }

    /** Ends the command with exit status 1. */
    public Failure(String message, Throwable cause) {
        super(message, cause);
        this.status = ExitCode.SOFTWARE;
    }

    private Failure(String message, int status) {
        super(message);
        this.status = status;
    }

    /** What was asked makes no sense: ends the command with exit status 2. */
    public static Failure wrongUsage(String message) {
        return new Failure(message, ExitCode.USAGE);
    }

    /** The exit status of the command. */
    public int status() {
        return status;
    }
}
