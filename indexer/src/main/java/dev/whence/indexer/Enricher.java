package dev.whence.indexer;

import dev.whence.model.Record;
import java.util.List;

/**
 * Adds fields to records between journal and index, and may derive further records from them. The store calls it from one
 * thread at a time, in the order of the journal.
 *
 * <p>After a crash the store calls it again with the records which the index lacks. So that these are enriched as the
 * first time, and records derived from them are there once, what was learned is kept by positions of the journal: {@link
 * #checkpoint} comes before each commit of the index, {@link #resume} tells which commit it is that survived. Where much
 * was learned, an enricher need not save it at each commit: the journal keeps the records since it was saved, and they are
 * learned again.
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
     * Saves what was learned from all records so far, or leaves it at what was saved before: the store is about to make
     * these records permanent. What was saved before must be kept until the next save, since the store may not come to this
     * commit.
     *
     * @param position the place in the journal behind these records; grows
     * @param last whether the store closes, so that saving now spares learning again
     * @return the position up to which what was learned is saved, this one or an earlier one: the journal keeps what is
     *     behind it
     */
    default long checkpoint(long position, boolean last) {
        return position;
    }

    /**
     * Goes back to what was learned up to a position: the index holds the records before it and no others. Called once,
     * before any record. Where that was not saved, the enricher goes further back and is given the records between again;
     * what it makes of these, and what it derives from them, is in the index already and is not used.
     *
     * @param position one that {@link #checkpoint} was given, or 0
     * @return the position from which on records are to be given: this one or an earlier one
     */
    default long resume(long position) {
        return position;
    }
}
