package dev.whence.model;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A record's JSON form, as the public contract has it: one flat object, the time as RFC 3339. Stateless and safe for
 * any thread. Reading back what was written gives an equal record.
 */
public final class RecordCodec {
    /** No limits of the reader's own: what was taken once, from whatever protocol, must be read back. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private RecordCodec() {}

    /** UTF-8 without a trailing line break. */
    public static byte[] write(Record record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            writeTo(json, record);
        }
        return out.toByteArray();
    }

    /** Writes the record as one JSON object where the generator stands. */
    public static void writeTo(JsonGenerator json, Record record) {
        json.writeStartObject();
        json.writeStringProperty(Names.TIMESTAMP, Times.format(record.timestampNanos()));
        json.writeStringProperty(Names.KIND, record.kind().wireName());
        record.fields().forEach((name, value) -> {
            json.writeName(name);
            writeValue(json, value);
        });
        json.writeEndObject();
    }

    /**
     * Reads one JSON object.
     *
     * @param arrivalNanos the time of a record that brings none, in nanoseconds since the epoch
     * @throws RecordFormatException when it is not one JSON object, has no field besides the time, or a known field has
     *     a value of the wrong type
     */
    public static Record read(byte[] utf8, int offset, int length, long arrivalNanos) throws RecordFormatException {
        return readBuilder(utf8, offset, length, arrivalNanos).build();
    }

    /** As {@link #read(byte[], int, int, long)}, for what is to be changed before its kind is settled. */
    public static RecordBuilder readBuilder(byte[] utf8, int offset, int length, long arrivalNanos)
            throws RecordFormatException {
        RecordBuilder builder = Record.builder();
        builder.timestampNanos(arrivalNanos);
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new RecordFormatException("a record is one JSON object on one line, like {\"message\":\"…\"}");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                set(builder, name, JsonTree.read(json));
            }
            if (json.nextToken() != null) {
                throw new RecordFormatException("there is more than one JSON value on this line; put each on its own");
            }
        } catch (JacksonException e) {
            throw new RecordFormatException("not valid JSON: " + e.getOriginalMessage()
                    + (e.getLocation() == null
                            ? ""
                            : " (column " + e.getLocation().getColumnNr() + ")"));
        }
        if (builder.fields().isEmpty()) {
            throw new RecordFormatException("a record needs at least one field besides its timestamp");
        }
        return builder;
    }

    /** As {@link #read(byte[], int, int, long)}, of all bytes. */
    public static Record read(byte[] utf8, long arrivalNanos) throws RecordFormatException {
        return read(utf8, 0, utf8.length, arrivalNanos);
    }

    private static void set(RecordBuilder builder, String name, @Nullable Object value) throws RecordFormatException {
        if (value == null) {
            return;
        }
        switch (name) {
            case Names.TIMESTAMP -> builder.timestampNanos(time(value));
            case Names.KIND ->
                builder.kind(Kind.of(value.toString())
                        .orElseThrow(() -> new RecordFormatException(
                                "kind is one of span, log, metric, score, change; not " + quote(value))));
            case Names.DURATION -> builder.put(name, duration(value));
            case Names.STATUS -> builder.put(name, status(value));
            case Names.TRACE_ID, Names.SPAN_ID, Names.PARENT_SPAN_ID ->
                builder.put(name, scalarText(name, value).toLowerCase(Locale.ROOT));
            case Names.SERVICE, Names.STAGE, Names.SEVERITY, Names.ERROR_TYPE, Names.SESSION_ID, Names.USER_ID ->
                builder.put(name, scalarText(name, value));
            case Names.MESSAGE, Names.INPUT, Names.OUTPUT, Names.ERROR_MESSAGE, Names.ERROR_STACK ->
                builder.put(name, value instanceof String ? value : json(value));
            default -> builder.put(name, value);
        }
    }

    private static long time(Object value) throws RecordFormatException {
        OptionalLong nanos = value instanceof Long epoch
                ? Times.ofEpoch(epoch)
                : value instanceof Double epoch ? Times.ofEpoch(epoch) : Times.parse(value.toString());
        return nanos.orElseThrow(() -> new RecordFormatException(
                "timestamp is RFC 3339 (2026-11-24T12:00:00Z) or an epoch in s, ms, µs or ns; not " + quote(value)));
    }

    private static double duration(Object value) throws RecordFormatException {
        double seconds = Double.NaN;
        if (value instanceof Number number) {
            seconds = number.doubleValue();
        } else if (value instanceof String text) {
            try {
                seconds = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                seconds = Double.NaN;
            }
        }
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            throw new RecordFormatException("duration is a number of seconds, 0 or more; not " + quote(value));
        }
        return seconds;
    }

    private static @Nullable String status(Object value) throws RecordFormatException {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "ok" -> "ok";
            case "error" -> "error";
            case "", "unset" -> null;
            default ->
                throw new RecordFormatException("status is ok or error; not " + quote(value)
                        + " (an HTTP status goes into http.response.status_code)");
        };
    }

    private static String scalarText(String name, Object value) throws RecordFormatException {
        if (value instanceof Map || value instanceof List) {
            throw new RecordFormatException(name + " is one text, not a list or an object");
        }
        return value.toString();
    }

    private static String quote(Object value) {
        String text = value.toString();
        return '"' + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + '"';
    }

    /** The JSON text of a tree of maps, lists, texts, numbers and booleans. */
    public static String json(Object tree) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            writeValue(json, tree);
        }
        return out.toString();
    }

    private static void writeValue(JsonGenerator json, @Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Double number) {
            json.writeNumber(number.doubleValue());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag.booleanValue());
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(one -> writeValue(json, one));
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            map.forEach((name, inner) -> {
                json.writeName(String.valueOf(name));
                writeValue(json, inner);
            });
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }
}
