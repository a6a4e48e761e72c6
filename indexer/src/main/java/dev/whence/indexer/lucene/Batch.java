package dev.whence.indexer.lucene;

import dev.whence.model.Record;
import java.util.List;

/**
 * Records that wait between journal and index.
 *
 * @param end the position behind them in the journal
 * @param bytes what they take in the journal
 */
record Batch(Content content, long end, long bytes) {
    /** The records, or what they can be had from. */
    sealed interface Content {}

    record Decoded(List<Record> records) implements Content {}

    /**
     * As they stand in the journal: for those that wait long, since what lives long as a graph of objects costs three
     * times the memory and is copied again and again by the garbage collector.
     */
    record Encoded(byte[] payload) implements Content {}

    /** A batch that has been enriched and is on its way through the index. */
    record Enriched(List<Record> records, long end, long bytes) {}
}
