package dev.whence.indexer;

import dev.whence.model.Record;
import java.util.List;

/**
 * Adds fields to records between journal and index, and may derive further records from them. The store calls it from one
 * thread at a time, in the order of the journal.
 *
 * <p>After a crash the store calls it again with the records which the index lacks. So that these are enriched as the
 * first time, and records derived from them are there once, what was learned is kept by positions of the journal: {@link
 * #checkpoint} comes before each commit of the index, {@link #resume} tells which commit it is that survived.
 */
@FunctionalInterface
public interface Enricher {
    /** Leaves records as they are. */
    Enricher NONE = record -> record;

    /** The record with what was learned of it; never throws. */
    Record enrich(Record record);

    /**
     * Records that follow from the ones enriched since this was last asked: they are indexed in the same batch, behind
     * these, and are not enriched themselves. They must depend on nothing but the records. Never throws.
     */
    default List<Record> derived() {
        return List.of();
    }

    /**
     * Saves what was learned from all records so far: the store is about to make them permanent. What was saved for the
     * position before must be kept until the next one, since the store may not come to it.
     *
     * @param position the place in the journal behind these records; grows
     */
    default void checkpoint(long position) {}

    /**
     * Goes back to what was learned up to a position: the index holds the records before it and no others. Called once,
     * before any record.
     *
     * @param position one that {@link #checkpoint} was given, or 0
     */
    default void resume(long position) {}
}
