package dev.whence.indexer.mapping;

/**
 * The internal fields of one field of the records. Each type of value has its own, so that a name may hold a text in
 * one record and a number in the next.
 *
 * @param name as records have it
 * @param keyword terms: whole texts, folded by {@link Texts#fold}; all values of a list
 * @param value doc values, sorted: the first text as it came
 * @param values doc values, sorted set: all texts as they came, only where a record has more than one
 * @param number points: all numbers, as doubles; doc values: the first as a sortable long
 * @param flag terms and sorted doc values: {@code true} and {@code false}
 * @param words terms with positions: texts cut by {@link WordAnalyzer}
 */
public record FieldNames(
        String name, String keyword, String value, String values, String number, String flag, String words) {
    /** The time in nanoseconds since the epoch: points and doc values. */
    public static final String TIMESTAMP = "timestamp";
    /** The record itself, stored as {@link RecordBytes}. */
    public static final String SOURCE = "_source";
    /** A number of its own for each document, in order of arrival: doc values. */
    public static final String SEQUENCE = "_sequence";
    /** {@link dev.whence.model.Ids#key} of the trace id, where there is one: doc values. */
    public static final String TRACE_KEY = "_trace";

    public static final String SPAN_KEY = "_span";
    public static final String PARENT_KEY = "_parent";
    /** Terms {@code name=value} of attributes beyond the {@link KnownFields#LIMIT} of names. */
    public static final String OTHERS = "_others";

    private static final int LONGEST_OTHER = 4 * Texts.LONGEST_TERM;

    public static FieldNames of(String name) {
        return new FieldNames(name, "k:" + name, "d:" + name, "s:" + name, "n:" + name, "b:" + name, "w:" + name);
    }

    /** The term of {@link #OTHERS} that stands for a value; with an empty value, what all terms of the name begin with. */
    public static String otherTerm(String name, String foldedValue) {
        String term = name + '=' + foldedValue;
        return term.length() > LONGEST_OTHER ? term.substring(0, LONGEST_OTHER) : term;
    }
}
