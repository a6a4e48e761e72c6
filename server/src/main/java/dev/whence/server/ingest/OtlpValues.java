package dev.whence.server.ingest;

import com.google.protobuf.ByteString;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts that all OTLP signals share: values, attributes, ids, resource and scope. */
final class OtlpValues {
    /** Fields which mean something else as attributes of a client's own choice. */
    private static final Set<String> NEVER_ATTRIBUTES = Set.of(
            Names.TIMESTAMP,
            Names.KIND,
            Names.DURATION,
            Names.STATUS,
            Names.METRIC_NAME,
            Names.METRIC_VALUE,
            Names.METRIC_STATISTIC);
    /** Fields which attributes may set where the protocol did not. */
    private static final Set<String> ATTRIBUTES_IF_ABSENT = Set.of(
            Names.TRACE_ID,
            Names.SPAN_ID,
            Names.PARENT_SPAN_ID,
            Names.STAGE,
            Names.SEVERITY,
            Names.MESSAGE,
            Names.ERROR_MESSAGE);

    private OtlpValues() {}

    /** A builder that has the attributes of the resource and the scope. */
    static RecordBuilder origin(Resource resource, InstrumentationScope scope) {
        RecordBuilder origin = Record.builder();
        putAttributes(origin, resource.getAttributesList());
        origin.put("otel.scope.name", scope.getName());
        origin.put("otel.scope.version", scope.getVersion());
        putAttributes(origin, scope.getAttributesList());
        return origin;
    }

    /** A new builder that starts with what the origin has. */
    static RecordBuilder startFrom(RecordBuilder origin) {
        RecordBuilder copy = Record.builder();
        copy.fields().putAll(origin.fields());
        return copy;
    }

    /**
     * Puts attributes under their names; one that would hide a field of the record that has another meaning goes under
     * {@code attributes.}, as {@code attributes.status}.
     */
    static void putAttributes(RecordBuilder into, List<KeyValue> attributes) {
        for (KeyValue attribute : attributes) {
            String name = attribute.getKey();
            Object value = tree(attribute.getValue());
            if (value == null || name.isBlank()) {
                continue;
            }
            boolean hides = NEVER_ATTRIBUTES.contains(name)
                    || ATTRIBUTES_IF_ABSENT.contains(name) && into.has(name) && !value.equals(into.get(name));
            into.put(hides ? "attributes." + name : name, value);
        }
    }

    static Map<String, @Nullable Object> map(List<KeyValue> attributes) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        attributes.forEach(one -> map.put(one.getKey(), tree(one.getValue())));
        return map;
    }

    /** A value as texts, numbers, booleans, lists and maps, bytes as base64; null when empty. */
    static @Nullable Object tree(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> (Object) value.getBoolValue();
            case INT_VALUE -> (Object) value.getIntValue();
            case DOUBLE_VALUE -> (Object) value.getDoubleValue();
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.getArrayValue().getValuesList().forEach(one -> list.add(tree(one)));
                yield list;
            }
            case KVLIST_VALUE -> map(value.getKvlistValue().getValuesList());
            default -> null;
        };
    }

    /** Hex, or the empty text when there is none: no bytes, or all zero. */
    static String id(ByteString id) {
        for (int i = 0; i < id.size(); i++) {
            if (id.byteAt(i) != 0) {
                return HexFormat.of().formatHex(id.toByteArray());
            }
        }
        return "";
    }
}
