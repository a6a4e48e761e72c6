package dev.whence.appender.spool;

/**
 * What is stored and taken out as one.
 *
 * @param bytes not to be changed
 * @param records how many records the bytes hold
 */
public record Entry(byte[] bytes, int records) {}
