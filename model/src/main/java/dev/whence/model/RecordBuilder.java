package dev.whence.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds one {@link Record}; mutable, for one thread, to be used once. */
public final class RecordBuilder {
    private long timestampNanos;
    private @Nullable Kind kind;
    private final Map<String, Object> fields;

    RecordBuilder() {
        this.fields = new LinkedHashMap<>();
    }

    RecordBuilder(long timestampNanos, Kind kind, Map<String, Object> fields) {
        this.timestampNanos = timestampNanos;
        this.kind = kind;
        this.fields = fields;
    }

    /** Nanoseconds since the epoch, UTC. */
    public RecordBuilder timestampNanos(long nanos) {
        this.timestampNanos = nanos;
        return this;
    }

    /** 0 while none was given. */
    public long timestampNanos() {
        return timestampNanos;
    }

    public RecordBuilder kind(Kind kind) {
        this.kind = kind;
        return this;
    }

    /**
     * Sets a field, replacing what it had. Maps are flattened with dots, lists that hold maps or lists become their JSON,
     * empty texts and nulls remove the field, whole numbers become {@link Long}, fractions {@link Double}; a number that
     * is not finite removes the field; anything else becomes its text. Half a surrogate pair, which UTF-8 cannot hold,
     * becomes U+FFFD. A blank name is ignored.
     */
    public RecordBuilder put(String name, @Nullable Object value) {
        if (name.isBlank()) {
            return this;
        }
        if (value instanceof Map<?, ?> map) {
            fields.remove(name);
            map.forEach((key, inner) -> put(name + "." + key, inner));
            return this;
        }
        Object normal = value instanceof Iterable<?> many ? list(many) : scalar(value);
        if (normal == null) {
            fields.remove(name);
        } else {
            fields.put(wellFormed(name), normal);
        }
        return this;
    }

    public RecordBuilder remove(String name) {
        fields.remove(name);
        return this;
    }

    public @Nullable Object get(String name) {
        return fields.get(name);
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The live map of fields, for normalisation in place; values must keep to the types {@link Record} names. */
    public Map<String, Object> fields() {
        return fields;
    }

    /** The record; its kind, when none was set, follows from its shape. */
    public Record build() {
        return new Record(timestampNanos, kind == null ? kindByShape() : kind, fields);
    }

    private Kind kindByShape() {
        if (has(Names.SCORE_NAME) || has(Names.SCORE_VALUE) || has(Names.SCORE_LABEL) || has(Names.SCORE_EXPECTED)) {
            return Kind.SCORE;
        }
        if (has(Names.METRIC_NAME) && fields.get(Names.METRIC_VALUE) instanceof Number) {
            return Kind.METRIC;
        }
        boolean timed = has(Names.DURATION) || has(Names.AGGREGATE_COUNT);
        boolean step = has(Names.STAGE) || has(Names.SPAN_ID);
        return timed && step || has(Names.STAGE) && has(Names.SPAN_ID) && !has(Names.MESSAGE) ? Kind.SPAN : Kind.LOG;
    }

    private static @Nullable Object list(Iterable<?> many) {
        List<Object> values = new ArrayList<>();
        for (Object one : many) {
            if (one instanceof Map || one instanceof Iterable) {
                return scalar(RecordCodec.json(many));
            }
            Object normal = scalar(one);
            if (normal != null) {
                values.add(normal);
            }
        }
        return values.isEmpty() ? null : List.copyOf(values);
    }

    private static @Nullable Object scalar(@Nullable Object value) {
        if (value == null || value instanceof Long || value instanceof Boolean) {
            return value;
        }
        if (value instanceof String text) {
            return text.isEmpty() ? null : wellFormed(text);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? number : null;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Number number) { // BigInteger, BigDecimal
            double wide = number.doubleValue();
            return wide == Math.rint(wide) && Math.abs(wide) < 9e15
                    ? (Object) number.longValue()
                    : Double.isFinite(wide) ? wide : null;
        }
        return wellFormed(value.toString());
    }

    private static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                repaired = repaired == null ? new StringBuilder(text) : repaired;
                repaired.setCharAt(i, '\uFFFD');
            }
        }
        return repaired == null ? text : repaired.toString();
    }
}
