package dev.whence.indexer;

import java.util.List;

/**
 * Which fields a {@link Table} holds beside the time.
 *
 * @param texts keyword fields; booleans come as {@code true} and {@code false}
 * @param numbers number fields
 * @param ids whether it holds the keys of trace, span and parent span
 */
public record Columns(List<String> texts, List<String> numbers, boolean ids) {
    public Columns {
        texts = List.copyOf(texts);
        numbers = List.copyOf(numbers);
    }
}
