package dev.whence.indexer;

/**
 * @param records all that the store holds and that can be found
 * @param indexBytes on disk
 * @param journalBytes on disk
 * @param waitingBytes journalled, but not indexed yet
 */
public record StoreStats(long records, long indexBytes, long journalBytes, long waitingBytes) {}
