package dev.whence.server.cli.load;

/** A part of a file: something to send, or something that cannot be. */
public sealed interface Part {
    /** Where in the file it stands: the line's number from 1. */
    long line();

    /**
     * One record as a line of NDJSON.
     *
     * @param bytes UTF-8 without a line break; not to be changed
     */
    record Sendable(long line, byte[] bytes) implements Part {}

    /** Something that cannot be used, and why. */
    record Unusable(long line, String why) implements Part {}
}
