package dev.whence.anomaly.input;

/**
 * One way in which a record's inputs are not as those of its stage usually are.
 *
 * @param kind {@code missing_field}, {@code type_change}, …
 * @param field the field's name
 * @param score in [0, 1]
 * @param reason what was expected and what came, without the stage's name
 * @param expected the usual number, or the share of records in which all is as usual
 * @param observed the record's number, or 0
 */
record Departure(String kind, String field, double score, String reason, double expected, double observed) {
    static final String MISSING = "missing_field";
    static final String TYPE = "type_change";
    static final String RANGE = "out_of_range";
    static final String FORMAT = "format_change";
    static final String VALUE = "new_value";
    static final String ENCODING = "encoding";

    /** One that goes by how rare it is: 0.9 for one record in 500. */
    static Departure rare(String kind, String field, double share, String reason) {
        return new Departure(kind, field, Math.clamp(1 - 50 * share, 0.5, 1), reason, 1 - share, 0);
    }
}
