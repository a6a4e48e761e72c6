package dev.whence.server.ingest;

/**
 * One part of a body that cannot be used.
 *
 * @param line its place from 1: the line of a text, the span, log record or data point of an OTLP request
 * @param detail what is wrong with it, for the sender
 */
public record Rejected(long line, String detail) {}
