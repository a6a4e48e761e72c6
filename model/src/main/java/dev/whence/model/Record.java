package dev.whence.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that happened: a stage's span, a log line, a metric point, a score or a change. Immutable and safe to share
 * between threads.
 *
 * <p>All fields but the time and the kind stand in one map under the names of the public contract (see {@link Names}).
 * A value is a {@link String}, {@link Long}, {@link Double}, {@link Boolean} or an unmodifiable {@link List} of these;
 * never null. Nested objects are flattened with dots when a record is built.
 */
public final class Record {
    private final long timestampNanos;
    private final Kind kind;
    private final Map<String, Object> fields;

    Record(long timestampNanos, Kind kind, Map<String, Object> fields) {
        this.timestampNanos = timestampNanos;
        this.kind = kind;
        this.fields = Collections.unmodifiableMap(fields);
    }

    public static RecordBuilder builder() {
        return new RecordBuilder();
    }

    /** A builder that starts with everything this record has. */
    public RecordBuilder toBuilder() {
        return new RecordBuilder(timestampNanos, kind, new LinkedHashMap<>(fields));
    }

    /** When it happened or began: nanoseconds since the epoch, UTC. */
    public long timestampNanos() {
        return timestampNanos;
    }

    public Kind kind() {
        return kind;
    }

    /** All fields but {@code timestamp} and {@code kind}, in the order they came; unmodifiable. */
    public Map<String, Object> fields() {
        return fields;
    }

    public Optional<Object> value(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The field as text: of a list its first value, of a number its decimal form; empty when absent. */
    public String text(String name) {
        Object value = fields.get(name);
        if (value instanceof List<?> list) {
            value = list.isEmpty() ? null : list.get(0);
        }
        return value == null ? "" : value.toString();
    }

    /** The field as a number; NaN when absent or not a number. Texts are not parsed. */
    public double number(String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Lower-case hex as a rule; empty when absent. */
    public String traceId() {
        return text(Names.TRACE_ID);
    }

    public String spanId() {
        return text(Names.SPAN_ID);
    }

    public String parentSpanId() {
        return text(Names.PARENT_SPAN_ID);
    }

    public String service() {
        return text(Names.SERVICE);
    }

    public String stage() {
        return text(Names.STAGE);
    }

    /** NaN when absent. */
    public double durationSeconds() {
        return number(Names.DURATION);
    }

    public boolean isError() {
        return "error".equals(fields.get(Names.STATUS));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Record that
                && timestampNanos == that.timestampNanos
                && kind == that.kind
                && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(timestampNanos) * 31 + fields.hashCode();
    }

    @Override
    public String toString() {
        return "Record[" + timestampNanos + " " + kind.wireName() + " " + fields + "]";
    }
}
