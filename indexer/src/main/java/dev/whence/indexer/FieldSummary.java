package dev.whence.indexer;

import java.util.List;

/**
 * @param records how many of the matching records have the field
 * @param top the most frequent values of a text field, most frequent first
 */
public record FieldSummary(String name, Type type, long records, List<TopValue> top) {
    /** How a field's values can be asked for. */
    public enum Type {
        /** Words, found singly and as phrases. */
        TEXT,
        /** Short texts, compared as a whole without regard to case. */
        KEYWORD,
        NUMBER,
        BOOLEAN
    }

    public record TopValue(String value, long records) {}
}
