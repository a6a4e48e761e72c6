package dev.whence.indexer;

import dev.whence.model.Record;
import java.util.List;
import java.util.Optional;

/**
 * @param total how many records match
 * @param exact whether {@code total} is exact, or a lower bound
 * @param cursor asks for the next page; empty on the last
 */
public record SearchPage(long total, boolean exact, List<Record> records, Optional<String> cursor) {}
