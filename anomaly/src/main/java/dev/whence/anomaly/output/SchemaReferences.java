package dev.whence.anomaly.output;

import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What in a JSON schema leads elsewhere, or could take long to check. Stateless. */
final class SchemaReferences {
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef");
    /** A pattern may take time without end on a text made for it. */
    private static final Set<String> LEFT_OUT_TEXTS = Set.of("pattern", "$schema", "$id");

    private SchemaReferences() {}

    /** The first reference to something which is not in the schema. */
    static Optional<String> leadingNowhere(JsonNode schema) {
        return leadingNowhere(schema, schema);
    }

    private static Optional<String> leadingNowhere(JsonNode node, JsonNode root) {
        for (String name : REFERENCES) {
            JsonNode reference = node.path(name);
            if (reference.isString() && !isThere(reference.asString(), root)) {
                return Optional.of(reference.asString());
            }
        }
        for (JsonNode child : node) {
            Optional<String> nowhere = leadingNowhere(child, root);
            if (nowhere.isPresent()) {
                return nowhere;
            }
        }
        return Optional.empty();
    }

    private static boolean isThere(String reference, JsonNode root) {
        return reference.equals("#")
                || reference.startsWith("#/")
                        && !root.at(JsonPointer.compile(reference.substring(1))).isMissingNode();
    }

    /** A copy without what could take long to check. */
    static JsonNode harmless(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("patternProperties");
            LEFT_OUT_TEXTS.stream().filter(name -> object.path(name).isString()).forEach(object::remove);
        }
        node.forEach(SchemaReferences::strip);
    }
}
