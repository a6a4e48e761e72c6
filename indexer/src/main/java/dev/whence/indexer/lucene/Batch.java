package dev.whence.indexer.lucene;

import dev.whence.model.Record;
import java.util.List;

/**
 * Records on their way from the journal to the index.
 *
 * @param end the position behind them in the journal
 * @param bytes what they take in the journal
 */
record Batch(List<Record> records, long end, long bytes) {}
