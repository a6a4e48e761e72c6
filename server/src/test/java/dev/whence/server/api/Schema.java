package dev.whence.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Checks JSON against the schemas of a description: the part of JSON Schema which they use. */
final class Schema {
    private final JsonNode schemas;

    private Schema(JsonNode schemas) {
        this.schemas = schemas;
    }

    static Schema in(JsonNode description) {
        return new Schema(description.at("/components/schemas"));
    }

    /** What is not as the named schema has it; empty when all is. */
    List<String> faults(String name, JsonNode value) {
        List<String> faults = new ArrayList<>();
        if (!schemas.has(name)) {
            faults.add("no schema " + name);
        }
        check(schemas.path(name), value, name, faults);
        return faults;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> faults) {
        if (schema.has("$ref")) {
            String reference = schema.path("$ref").asString();
            check(schemas.path(reference.substring(reference.lastIndexOf('/') + 1)), value, at, faults);
            return;
        }
        schema.path("allOf").forEach(part -> check(part, value, at, faults));
        if (schema.has("type") && !isOfType(schema.path("type"), value)) {
            faults.add(at + " is not " + schema.path("type") + " but " + value);
            return;
        }
        if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
            faults.add(at + " is none of " + schema.path("enum") + " but " + value);
        }
        if (value.isArray()) {
            value.forEach(one -> check(schema.path("items"), one, at + "[]", faults));
        }
        if (value.isObject()) {
            schema.path("required").forEach(name -> {
                if (!value.has(name.asString())) {
                    faults.add(at + " lacks " + name);
                }
            });
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                checkMember(schema, member, at, faults);
            }
        }
    }

    private void checkMember(JsonNode schema, Map.Entry<String, JsonNode> member, String at, List<String> faults) {
        String place = at + "." + member.getKey();
        JsonNode known = schema.path("properties").path(member.getKey());
        JsonNode others = schema.path("additionalProperties");
        if (!known.isMissingNode()) {
            check(known, member.getValue(), place, faults);
        } else if (others.isBoolean() && !others.booleanValue()) {
            faults.add(place + " is not described");
        } else if (others.isObject()) {
            check(others, member.getValue(), place, faults);
        }
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        return type.isArray()
                ? type.valueStream().anyMatch(one -> isOfType(one, value))
                : switch (type.asString()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isString();
                    case "boolean" -> value.isBoolean();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    case "null" -> value.isNull();
                    default -> throw new IllegalArgumentException(type.asString());
                };
    }
}
