package dev.whence.server.api;

import static dev.whence.server.TestServer.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Traces over HTTP: listed, and assembled. */
class TraceRoutesTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        // The children come before their parent, as they do from real clients.
        server.take(
                span("a1", "a3", "a2", "vectordb", "vector.search", "12:00:00.2", 0.5, "ok"),
                span("a1", "a4", "a2", "llm", "chat", "12:00:00.8", 1.0, "error"),
                "{\"timestamp\":\"2026-11-24T12:00:01Z\",\"trace_id\":\"a1\",\"span_id\":\"a4\",\"severity\":\"ERROR\","
                        + "\"message\":\"no answer\"}",
                "{\"timestamp\":\"2026-11-24T12:00:01Z\",\"trace_id\":\"a1\",\"service\":\"elsewhere\",\"message\":\"loose\"}",
                span("a1", "a2", "", "gateway", "POST /ask", "12:00:00", 2.0, "error"),
                "{\"timestamp\":\"2026-11-24T12:30:00Z\",\"trace_id\":\"b1\",\"message\":\"a log line alone\"}",
                "{\"timestamp\":\"2026-11-24T12:40:00Z\",\"message\":\"without a trace\"}");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String trace = "c%03d".formatted(i);
            // All at one time, and each twice: a page may end between them.
            many.add(span(trace, trace + "1", "", "batch", "job", "11:00:00", 1, "ok"));
            many.add(span(trace, trace + "2", trace + "1", "batch", "step", "11:00:00", 0.5, "ok"));
        }
        server.take(many.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatWasJustAcknowledgedIsFoundAtOnce() {
        for (int i = 0; i < 5; i++) {
            String trace = "f%03d".formatted(i);
            server.post(
                    "/api/v1/records",
                    "application/x-ndjson",
                    span(trace, trace + "1", "", "batch", "job", "10:00:00", 1, "ok")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(server.get("/api/v1/traces/" + trace).status()).isEqualTo(200);
        }
    }

    @Test
    void aTraceIsAssembledFromItsRecords() {
        JsonNode trace = server.get("/api/v1/traces/A1").json();
        assertThat(trace.path("trace_id").asString()).isEqualTo("a1");
        assertThat(trace.path("stage").asString()).isEqualTo("POST /ask");
        assertThat(trace.path("timestamp").asString()).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(trace.path("duration").asDouble()).isEqualTo(2);
        assertThat(trace.path("error_count").asInt()).isEqualTo(2);
        assertThat(trace.path("services")).hasSize(4);
        JsonNode spans = trace.path("spans");
        assertThat(spans).hasSize(3);
        assertThat(spans.at("/0/span/stage").asString()).isEqualTo("POST /ask");
        assertThat(spans.at("/0/parent").asInt()).isEqualTo(-1);
        assertThat(spans.at("/0/children")).hasSize(2);
        assertThat(spans.at("/0/self_time").asDouble()).isEqualTo(0.5);
        assertThat(spans.at("/1/span/stage").asString()).isEqualTo("vector.search");
        assertThat(spans.at("/1/depth").asInt()).isEqualTo(1);
        assertThat(spans.at("/1/critical_time").asDouble()).isEqualTo(0.5);
        assertThat(spans.at("/2/logs/0/message").asString()).isEqualTo("no answer");
        assertThat(trace.path("critical_path")).hasSize(3);
        assertThat(trace.at("/logs/0/message").asString()).isEqualTo("loose");
    }

    @Test
    void aTraceOfLogLinesAloneHasNoSpans() {
        JsonNode trace = server.get("/api/v1/traces/b1").json();
        assertThat(trace.path("spans")).isEmpty();
        assertThat(trace.at("/logs/0/message").asString()).isEqualTo("a log line alone");
    }

    @Test
    void anUnknownTraceIsNotFound() {
        Reply reply = server.get("/api/v1/traces/" + encoded("no such/trace"));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.detail()).contains("no record has the trace id");
    }

    @Test
    void tracesAreListedByTheirNewestMatchingRecord() {
        JsonNode traces = server.get("/api/v1/traces?limit=2").json().path("traces");
        assertThat(traces.at("/0/trace_id").asString()).isEqualTo("b1");
        assertThat(traces.at("/1/trace_id").asString()).isEqualTo("a1");
        assertThat(traces.at("/1/stage").asString()).isEqualTo("POST /ask");
        assertThat(traces.at("/1/status").asString()).isEqualTo("error");
        assertThat(traces.at("/1/span_count").asInt()).isEqualTo(3);
        assertThat(traces.at("/1/log_count").asInt()).isEqualTo(2);
        JsonNode failed = server.get("/api/v1/traces?q=" + encoded("stage:chat AND status:error"))
                .json()
                .path("traces");
        assertThat(failed).hasSize(1);
    }

    @Test
    void pagesNeitherRepeatNorLoseTraces() {
        for (int limit : new int[] {1, 4, 25, 26}) {
            List<String> ids = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page =
                        server.get("/api/v1/traces?limit=" + limit + cursor).json();
                page.path("traces")
                        .forEach(trace -> ids.add(trace.path("trace_id").asString()));
                cursor = page.has("cursor")
                        ? "&cursor=" + encoded(page.path("cursor").asString())
                        : "";
            } while (!cursor.isEmpty());
            assertThat(ids).hasSize(27).doesNotHaveDuplicates();
        }
    }

    private static String span(
            String trace,
            String id,
            String parent,
            String service,
            String stage,
            String at,
            double seconds,
            String status) {
        return ("{\"timestamp\":\"2026-11-24T%sZ\",\"kind\":\"span\",\"trace_id\":\"%s\",\"span_id\":\"%s\",\"parent_span_id\":\"%s\","
                        + "\"service\":\"%s\",\"stage\":\"%s\",\"duration\":%s,\"status\":\"%s\"}")
                .formatted(at, trace, id, parent, service, stage, seconds, status);
    }
}
