package dev.whence.anomaly.output;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON schemas that outputs are to follow: those the operator names for stages, and those that clients send along with a
 * request. Nothing is ever fetched: a reference leads within its schema or nowhere. For one thread.
 */
public final class OutputSchemas {
    /** Where OpenLLMetry keeps the schema a request asked for. */
    private static final String REQUEST_SCHEMA = "gen_ai.request.structured_output_schema";
    /** Where OpenInference keeps all parameters of a request, {@code response_format} among them. */
    private static final String REQUEST_PARAMETERS = "llm.invocation_parameters";

    private static final int REMEMBERED = 64;
    private static final int LONGEST = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> byStage = new HashMap<>();
    private final Map<String, Optional<Schema>> byText = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Schema>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Reads the schemas of stages.
     *
     * @throws IllegalArgumentException when a file cannot be read or is no JSON schema; the message says what to change
     */
    public OutputSchemas(Map<String, Path> files) {
        files.forEach((stage, file) -> byStage.put(stage, read(stage, file)));
    }

    private Schema read(String stage, Path file) {
        String setting = "the schema " + file + " of the stage \"" + stage + "\" ";
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            if (!tree.isObject()) {
                throw new IllegalArgumentException(setting + "has to be one JSON object");
            }
            List<Error> faults = registry.getSchema(
                            SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                    .validate(tree);
            if (!faults.isEmpty() && !tree.has("$schema")) {
                throw new IllegalArgumentException(setting + "is no JSON schema (draft 2020-12): "
                        + faults.get(0).getInstanceLocation() + " "
                        + faults.get(0).getMessage());
            }
            SchemaReferences.leadingNowhere(tree).ifPresent(reference -> {
                throw new IllegalArgumentException(setting + "refers to " + reference
                        + ", which is not in the file; references begin with #/ and stay within it");
            });
            return registry.getSchema(tree);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(setting + "is not there; name the path of a file", e);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(setting + "is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + "cannot be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    setting + "is not JSON: " + e.getOriginalMessage() + " in line "
                            + e.getLocation().getLineNr(),
                    e);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(setting + "cannot be used: " + e.getMessage(), e);
        }
    }

    /** What an output is to follow, and who says so. */
    record Rule(Schema schema, boolean ofRequest) {}

    /** The schema of a request, else of its stage; empty when neither has one. */
    Optional<Rule> of(Exchange exchange) {
        Optional<Schema> sent = sent(exchange);
        if (sent.isPresent()) {
            return Optional.of(new Rule(sent.get(), true));
        }
        Schema configured =
                byStage.isEmpty() ? null : byStage.get(exchange.record().stage());
        return configured == null ? Optional.empty() : Optional.of(new Rule(configured, false));
    }

    private Optional<Schema> sent(Exchange exchange) {
        Object schema = exchange.record().fields().get(REQUEST_SCHEMA);
        if (schema instanceof String text) {
            return remembered(text);
        }
        Object parameters = exchange.record().fields().get(REQUEST_PARAMETERS);
        return parameters instanceof String text && text.contains("\"json_schema\"")
                ? remembered(text)
                : Optional.empty();
    }

    private Optional<Schema> remembered(String text) {
        Optional<Schema> known = byText.get(text);
        if (known == null) {
            known = text.length() > LONGEST ? Optional.empty() : parsed(text);
            byText.put(text, known);
        }
        return known;
    }

    /** A client's schema that is none says nothing of its outputs. */
    private Optional<Schema> parsed(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            JsonNode format = tree.path("response_format").path("json_schema");
            JsonNode schema = format.isObject()
                    ? format.path("schema")
                    : tree.path("schema").isObject() ? tree.path("schema") : tree;
            boolean usable = schema.isObject() && schema.has("type");
            JsonNode harmless = usable ? SchemaReferences.harmless(schema) : schema;
            return usable && SchemaReferences.leadingNowhere(harmless).isEmpty()
                    ? Optional.of(registry.getSchema(harmless))
                    : Optional.empty();
        } catch (RuntimeException noSchema) {
            return Optional.empty();
        }
    }

    /** What in a text departs from a schema, in the library's words; a text that is not JSON is not judged. */
    static List<Error> departures(Schema schema, String text) {
        try {
            return schema.validate(JSON.readTree(JsonText.unfenced(text.strip())));
        } catch (JacksonException | SchemaException unjudged) { // a client's schema must not switch the check off
            return List.of();
        }
    }
}
