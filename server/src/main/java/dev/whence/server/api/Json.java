package dev.whence.server.api;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes answers as JSON, without building them in memory first. */
final class Json {
    static final String CONTENT_TYPE = "application/json";
    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    /** Answers 200 with one object whose members the writer writes. */
    static void answer(Context exchange, Consumer<JsonGenerator> members) throws IOException {
        exchange.contentType(CONTENT_TYPE);
        try (JsonGenerator json = generator(exchange.outputStream())) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
    }

    /** One object of texts, numbers, booleans, maps, lists and nulls. */
    static byte[] bytes(Map<String, ?> object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = generator(out)) {
            value(json, object);
        }
        return out.toByteArray();
    }

    private static JsonGenerator generator(OutputStream out) {
        return JSON.createGenerator(ObjectWriteContext.empty(), out);
    }

    static void records(JsonGenerator json, String name, List<Record> records) {
        json.writeArrayPropertyStart(name);
        for (Record record : records) {
            RecordCodec.writeTo(json, record);
        }
        json.writeEndArray();
    }

    /** Writes the number, or leaves it out when it is not finite: JSON has no word for that. */
    static void number(JsonGenerator json, String name, double value) {
        if (Double.isFinite(value)) {
            json.writeName(name);
            number(json, value);
        }
    }

    /** Writes {@code took}: the seconds since then, by {@link System#nanoTime}. */
    static void took(JsonGenerator json, long startedNanos) {
        json.writeNumberProperty("took", Math.rint((System.nanoTime() - startedNanos) / 1e3) / 1e6);
    }

    /** Writes the text, or leaves it out when it is empty. */
    static void text(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    private static void number(JsonGenerator json, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }

    static void value(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean flag -> json.writeBoolean(flag.booleanValue());
            case Long number -> json.writeNumber(number.longValue());
            case Integer number -> json.writeNumber(number.intValue());
            case Double number -> number(json, number);
            case Collection<?> list -> {
                json.writeStartArray();
                list.forEach(one -> value(json, one));
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach((name, inner) -> {
                    json.writeName(String.valueOf(name));
                    value(json, inner);
                });
                json.writeEndObject();
            }
            default -> json.writeString(value.toString());
        }
    }
}
