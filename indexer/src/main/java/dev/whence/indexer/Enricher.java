package dev.whence.indexer;

import dev.whence.model.Record;

/**
 * Adds fields to records between journal and index. The store calls it from one thread at a time, in the order of the
 * journal; after a crash it is called again for records since the last {@link #checkpoint}.
 */
public interface Enricher {
    /** Leaves records as they are. */
    Enricher NONE = record -> record;

    /** The record with what was learned of it; never throws. */
    Record enrich(Record record);

    /** Saves what was learned from all records so far: the store has just made them permanent. */
    default void checkpoint() {}
}
