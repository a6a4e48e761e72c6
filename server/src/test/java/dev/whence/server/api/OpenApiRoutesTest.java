package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The description says of the server what is so. */
class OpenApiRoutesTest {
    @TempDir
    static Path folder;

    private static TestServer server;
    private static JsonNode description;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        server.take(
                "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"trace_id\":\"a1\",\"span_id\":\"a2\",\"stage\":\"chat\","
                        + "\"service\":\"llm\",\"duration\":1,\"status\":\"error\",\"finish\":[\"stop\"]}",
                "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"trace_id\":\"a1\",\"message\":\"m\"}",
                "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"stage\":\"chat\",\"kind\":\"span\",\"duration\":1,\"output\":"
                        + "\"I'm sorry, but I can't help with that.\"}");
        description = server.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itListsExactlyTheRegisteredRoutes() {
        List<String> described = new ArrayList<>();
        description.path("paths").properties().forEach(path -> path.getValue()
                .propertyNames()
                .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(server.server().routes())
                .contains("POST /api/v1/records", "POST /v1/traces", "GET /api/v1/traces/{trace_id}", "GET /metrics");
    }

    @Test
    void itIsOpenApi() {
        assertThat(description.path("openapi").asString()).startsWith("3.1");
        assertThat(description.at("/info/title").asString()).isEqualTo("Whence");
        Set<String> ids = new HashSet<>();
        description.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> {
                    JsonNode operation = method.getValue();
                    assertThat(ids.add(operation.path("operationId").asString()))
                            .isTrue();
                    assertThat(operation.path("summary").asString()).isNotBlank();
                    assertThat(operation.path("responses").has("200")).isTrue();
                    assertThat(operation.path("responses").has("default")).isTrue();
                    operation.path("responses").forEach(answer -> assertThat(
                                    answer.path("description").asString())
                            .isNotBlank());
                    operation.path("parameters").forEach(parameter -> {
                        assertThat(parameter.path("in").asString()).isIn("query", "path");
                        assertThat(parameter.path("description").asString()).isNotBlank();
                        assertThat(parameter.at("/schema/type").asString()).isNotBlank();
                    });
                    Matcher inPath = Pattern.compile("\\{([^}]+)}").matcher(path.getKey());
                    while (inPath.find()) {
                        assertThat(operation
                                        .path("parameters")
                                        .valueStream()
                                        .filter(parameter ->
                                                parameter.path("in").asString().equals("path"))
                                        .map(parameter -> parameter.path("name").asString()))
                                .contains(inPath.group(1));
                    }
                }));
    }

    @Test
    void everyReferenceLeadsToASchemaAndEverySchemaIsUsed() {
        Set<String> named = new HashSet<>();
        Matcher references = Pattern.compile("\"\\$ref\":\"#/components/schemas/([A-Za-z]+)\"")
                .matcher(description.toString());
        while (references.find()) {
            named.add(references.group(1));
        }
        assertThat(description.at("/components/schemas").propertyNames()).containsExactlyInAnyOrderElementsOf(named);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/search, SearchPage",
        "/api/v1/search?limit=1, SearchPage",
        "/api/v1/fields, Fields",
        "/api/v1/aggregate?by=service&interval=1m&metric=duration, Buckets",
        "/api/v1/aggregate, Buckets",
        "/api/v1/traces, TracePage",
        "/api/v1/traces/a1, Trace",
        "/api/v1/anomalies, Anomalies",
        "/healthz, Status",
        "/nothing, Problem",
        "/api/v1/search?q=((, Problem",
    })
    void answersAreAsDescribed(String path, String schema) {
        List<String> faults =
                Schema.in(description).faults(schema, server.get(path).json());
        assertThat(faults).isEmpty();
    }

    @Test
    void answersToPostsAreAsDescribed() {
        Schema schema = Schema.in(description);
        assertThat(schema.faults(
                        "Taken",
                        server.post("/api/v1/records", "application/json", "{\"a\":1}\nx")
                                .json()))
                .isEmpty();
        assertThat(schema.faults(
                        "Problem",
                        server.post("/api/v1/records", "application/json", "x").json()))
                .isEmpty();
        assertThat(schema.faults(
                        "OtlpTaken",
                        server.post(
                                        "/v1/traces",
                                        "application/json",
                                        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"a\"}]}]}]}")
                                .json()))
                .isEmpty();
        assertThat(schema.faults(
                        "RpcStatus",
                        server.post("/v1/traces", "application/json", "x").json()))
                .isEmpty();
        assertThat(schema.faults(
                        "Answer",
                        server.post("/api/v1/rca", "application/json", "{\"from\":\"now-1h\",\"to\":\"now\"}")
                                .json()))
                .isEmpty();
    }
}
