package dev.whence.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.model.RecordFormatException;
import dev.whence.model.RedactionOptions;
import dev.whence.model.Redactor;
import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Requests of real clients, posted to a running server, are found again whole: by their trace, or by name where they
 * are metrics. What the fields mean is {@link ClientRequestsTest}'s matter.
 */
class ClientRequestsOverHttpTest {
    private final Redactor redactor = new Redactor(RedactionOptions.defaults());

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(ClientRequestsTest.folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyRequestIsFoundAgain(String file) throws Exception {
        Reply reply = server.post(
                path(file),
                contentType(file),
                Files.readAllBytes(ClientRequestsTest.folder().resolve(file)));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        server.server().store().refresh();
        List<Record> sent = ClientRequestsTest.read(file).records();
        for (String trace : sent.stream().map(Record::traceId).distinct().toList()) {
            List<Record> found = trace.isEmpty() ? metrics() : ofTrace(trace);
            assertThat(sent.stream().filter(record -> record.traceId().equals(trace)))
                    .allMatch(record -> isAmong(found, redactor.redact(record)));
        }
    }

    /** Whether it is there with all its fields, beside those which the detectors add. */
    private static boolean isAmong(List<Record> found, Record sent) {
        return found.stream()
                .anyMatch(stored -> stored.timestampNanos() == sent.timestampNanos()
                        && stored.kind() == sent.kind()
                        && stored.fields().entrySet().containsAll(sent.fields().entrySet()));
    }

    private static List<Record> ofTrace(String trace) {
        JsonNode tree = server.get("/api/v1/traces/" + trace).json();
        List<Record> records = new ArrayList<>(records(tree.path("logs")));
        tree.path("spans").forEach(node -> {
            records.add(record(node.path("span")));
            records.addAll(records(node.path("logs")));
        });
        return records;
    }

    private static List<Record> metrics() {
        return records(server.get(
                        "/api/v1/search?limit=10000&kind=" + Kind.METRIC.wireName() + "&q=" + Names.METRIC_NAME + ":*")
                .json()
                .path("records"));
    }

    private static List<Record> records(JsonNode list) {
        List<Record> records = new ArrayList<>();
        list.forEach(record -> records.add(record(record)));
        return records;
    }

    private static Record record(JsonNode json) {
        try {
            return RecordCodec.read(json.toString().getBytes(UTF_8), 0);
        } catch (RecordFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static String path(String file) {
        if (file.endsWith(".ndjson")) {
            return "/api/v1/records";
        }
        return file.contains("-logs-") ? "/v1/logs" : file.contains("-metrics-") ? "/v1/metrics" : "/v1/traces";
    }

    private static String contentType(String file) {
        if (file.endsWith(".ndjson")) {
            return "application/x-ndjson";
        }
        return file.endsWith(".json") ? "application/json" : "application/x-protobuf";
    }
}
