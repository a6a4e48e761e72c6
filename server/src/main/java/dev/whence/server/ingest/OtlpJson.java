package dev.whence.server.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads OTLP/JSON into the protobuf messages of the protocol, so that both encodings share everything after it. Differs
 * from protobuf's own JSON mapping as the OTLP specification asks: ids are hex. Takes what clients really write: 64-bit
 * integers as texts or numbers, enums as numbers or names, fields in camelCase or snake_case, fields it does not know.
 * Immutable and safe for any thread.
 */
final class OtlpJson {
    private static final Set<String> HEX = Set.of("trace_id", "span_id", "parent_span_id");
    private static final Set<String> ITEMS = Set.of(
            "Span",
            "LogRecord",
            "NumberDataPoint",
            "HistogramDataPoint",
            "ExponentialHistogramDataPoint",
            "SummaryDataPoint");

    private static final Map<String, String> SIGNALS =
            Map.of("resourceSpans", "/v1/traces", "resourceLogs", "/v1/logs", "resourceMetrics", "/v1/metrics");

    private final JsonFactory json = new JsonFactory();
    private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new HashMap<>();

    /**
     * A reader of one kind of message.
     *
     * @param root of the request
     */
    OtlpJson(Descriptor root) {
        index(root);
    }

    private void index(Descriptor type) {
        if (fields.containsKey(type)) {
            return;
        }
        Map<String, FieldDescriptor> byName = new HashMap<>();
        fields.put(type, byName);
        for (FieldDescriptor field : type.getFields()) {
            byName.put(field.getJsonName(), field);
            byName.put(field.getName(), field);
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                index(field.getMessageType());
            }
        }
    }

    /**
     * Reads one request.
     *
     * @return what is wrong with the spans, log records or data points that have a value of the wrong type, by their
     *     place in the request from 1
     * @throws UnreadableBodyException when it is not one JSON object, or a value outside of those is wrong
     */
    Map<Long, String> read(InputStream body, Message.Builder into) throws UnreadableBodyException, IOException {
        Reading reading = new Reading();
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableBodyException("an OTLP/JSON request is one JSON object, like {\""
                        + into.getDescriptorForType().getFields().get(0).getJsonName() + "\":[…]}");
            }
            reading.message(parser, into);
            if (parser.nextToken() != null) {
                throw new UnreadableBodyException("there is something after the end of the JSON object");
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw new UnreadableBodyException("not valid JSON: " + e.getOriginalMessage()
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
        if (reading.problem != null) {
            throw new UnreadableBodyException(reading.problem);
        }
        return reading.problems;
    }

    /** The state of reading one request. */
    private final class Reading {
        private final Map<Long, String> problems = new HashMap<>();
        private long items;
        private @Nullable String problem;

        private void message(JsonParser parser, Message.Builder into) {
            Map<String, FieldDescriptor> known = fields.getOrDefault(into.getDescriptorForType(), Map.of());
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                FieldDescriptor field = known.get(parser.currentName());
                JsonToken token = parser.nextToken();
                if (field == null) {
                    refuseOtherSignal(parser.currentName(), into);
                    parser.skipChildren();
                } else if (token != JsonToken.VALUE_NULL) {
                    if (field.isRepeated()) {
                        repeated(parser, field, into);
                    } else {
                        single(parser, field, into);
                    }
                }
            }
        }

        /** A request of another signal would else be taken for an empty one. */
        private void refuseOtherSignal(String name, Message.Builder into) {
            String path = SIGNALS.get(name);
            if (path != null && into.getDescriptorForType().getName().startsWith("Export")) {
                problem = "a request with " + name + " goes to " + path;
            }
        }

        private void repeated(JsonParser parser, FieldDescriptor field, Message.Builder into) {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                wrong(parser, field, "a list");
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                single(parser, field, into);
            }
        }

        private void single(JsonParser parser, FieldDescriptor field, Message.Builder into) {
            Object value = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    ? child(parser, field, into)
                    : scalar(parser, field);
            if (value == null) {
                return;
            }
            if (field.isRepeated()) {
                into.addRepeatedField(field, value);
            } else {
                into.setField(field, value);
            }
        }

        private @Nullable Object child(JsonParser parser, FieldDescriptor field, Message.Builder into) {
            boolean item = ITEMS.contains(field.getMessageType().getName());
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                wrong(parser, field, "an object");
                return null;
            }
            Message.Builder child = into.newBuilderForField(field);
            if (item) {
                String outside = problem;
                problem = null;
                message(parser, child);
                items++;
                if (problem != null) {
                    problems.put(items, problem);
                }
                problem = outside;
            } else {
                message(parser, child);
            }
            return child.build();
        }

        private @Nullable Object scalar(JsonParser parser, FieldDescriptor field) {
            JsonToken token = parser.currentToken();
            if (!token.isScalarValue()) {
                wrong(parser, field, "a single value");
                return null;
            }
            String text = parser.getString();
            try {
                return switch (field.getType()) {
                    case STRING -> text;
                    case BYTES -> bytes(text, HEX.contains(field.getName()));
                    case INT64, SINT64, SFIXED64, INT32, SINT32, SFIXED32, UINT32, FIXED32, UINT64, FIXED64 ->
                        integer(text, field);
                    case DOUBLE -> Double.parseDouble(text);
                    case FLOAT -> Float.parseFloat(text);
                    case BOOL -> bool(text);
                    case ENUM -> enumValue(text, field);
                    default -> throw new IllegalArgumentException(field.getType() + " has no JSON form here");
                };
            } catch (IllegalArgumentException | ArithmeticException e) {
                wrong(parser, field, expected(field));
                return null;
            }
        }

        private void wrong(JsonParser parser, FieldDescriptor field, String expected) {
            if (problem == null) {
                String found = parser.currentToken().isScalarValue()
                        ? '"' + shortened(parser.getString()) + '"'
                        : parser.currentToken() == JsonToken.START_ARRAY ? "a list" : "an object";
                problem = field.getJsonName() + " is " + expected + ", not " + found;
            }
            parser.skipChildren();
        }
    }

    private static String expected(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case BYTE_STRING -> HEX.contains(field.getName()) ? "hex" : "base64";
            case BOOLEAN -> "true or false";
            case INT, LONG -> "a whole number";
            default -> "a number";
        };
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private static Object integer(String text, FieldDescriptor field) {
        long value;
        if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            double wide = Double.parseDouble(text);
            value = (long) wide;
            if (value != wide) {
                throw new ArithmeticException(text);
            }
        } else {
            value = field.getType() == FieldDescriptor.Type.FIXED64 || field.getType() == FieldDescriptor.Type.UINT64
                    ? Long.parseUnsignedLong(text)
                    : Long.parseLong(text);
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.LONG) {
            return value;
        }
        return (int) value;
    }

    private static boolean bool(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException(text);
    }

    /** Hex as the protocol asks; some clients send base64, which has another length for the ids there are. */
    private static ByteString bytes(String text, boolean hex) {
        if (hex && text.length() % 2 == 0 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return ByteString.copyFrom(HexFormat.of().parseHex(text));
        }
        return ByteString.copyFrom(
                Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    }

    private static Object enumValue(String text, FieldDescriptor field) {
        EnumValueDescriptor named = field.getEnumType().findValueByName(text);
        return named != null ? named : field.getEnumType().findValueByNumberCreatingIfUnknown(Integer.parseInt(text));
    }
}
