package dev.whence.server.api;

import static dev.whence.server.TestServer.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Search, fields and aggregation over HTTP. */
class SearchRoutesTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(
                    ("{\"timestamp\":\"2026-11-24T12:00:%02d.000000007Z\",\"trace_id\":\"%032x\",\"span_id\":\"%016x\","
                                    + "\"service\":\"%s\",\"stage\":\"retrieve\",\"duration\":%d,\"status\":\"%s\","
                                    + "\"gen_ai.request.model\":\"gpt-4o\",\"gen_ai.usage.input_tokens\":%d}")
                            .formatted(
                                    i,
                                    i + 1,
                                    i + 1,
                                    i % 2 == 0 ? "rag" : "api",
                                    i % 3,
                                    i % 10 == 0 ? "error" : "ok",
                                    i * 100));
        }
        lines.add("{\"timestamp\":\"2026-11-24T12:01:00Z\",\"severity\":\"WARN\",\"message\":\"rate limit reached\"}");
        server.take(lines.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void recordsComeNewestFirstAsTheyWereSent() {
        JsonNode page = server.get("/api/v1/search?limit=2").json();
        assertThat(page.path("total").asInt()).isEqualTo(31);
        assertThat(page.path("total_relation").asString()).isEqualTo("eq");
        assertThat(page.path("took").isNumber()).isTrue();
        assertThat(page.at("/records/0/message").asString()).isEqualTo("rate limit reached");
        JsonNode span = page.at("/records/1");
        assertThat(span.path("timestamp").asString()).isEqualTo("2026-11-24T12:00:29.000000007Z");
        assertThat(span.path("kind").asString()).isEqualTo("span");
        assertThat(span.path("gen_ai.request.model").asString()).isEqualTo("gpt-4o");
        assertThat(span.path("gen_ai.usage.input_tokens").asInt()).isEqualTo(2900);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "q=stage:retrieve AND status:error | 3",
                "q=\"rate limit\" | 1",
                "q=gen_ai.request.model:gpt-4* | 30",
                "kind=log | 1",
                "kind=span,log | 31",
                "q=service:rag OR service:api&kind=span | 30",
                "from=2026-11-24T12:00:10Z&to=2026-11-24T12:00:20Z | 10",
                "from=2026-11-24T13:00:10+01:00&to=2026-11-24T13:00:20+01:00 | 10",
                "from=1795521610&to=1795521620000 | 10",
                "from=now-1h&to=now | 0",
                "limit=0 | 31",
            })
    void recordsAreFoundBy(String parameters, int total) {
        String query = parameters
                .replace(" ", "%20")
                .replace("\"", "%22")
                .replace(">", "%3E")
                .replace("[", "%5B")
                .replace("]", "%5D");
        assertThat(server.get("/api/v1/search?" + query).json().path("total").asInt())
                .isEqualTo(total);
    }

    @Test
    void aCursorWalksThroughAllPages() {
        List<String> spans = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    server.get("/api/v1/search?kind=span&limit=7" + cursor).json();
            page.path("records")
                    .forEach(record -> spans.add(record.path("span_id").asString()));
            cursor = page.has("cursor")
                    ? "&cursor=" + encoded(page.path("cursor").asString())
                    : "";
        } while (!cursor.isEmpty());
        assertThat(spans).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void anyFieldSorts() {
        JsonNode page = server.get("/api/v1/search?sort=-gen_ai.usage.input_tokens&limit=1")
                .json();
        assertThat(page.at("/records/0/gen_ai.usage.input_tokens").asInt()).isEqualTo(2900);
        JsonNode oldest = server.get("/api/v1/search?sort=timestamp&limit=1").json();
        assertThat(oldest.at("/records/0/gen_ai.usage.input_tokens").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/search?form=now-1h | \"form\"; did you mean \"from\"?",
                "/api/v1/search?x=1 | Known are: q, from, to, kind, sort, limit, cursor",
                "/api/v1/search?limit=many | limit is a whole number from 0 to 10000",
                "/api/v1/search?limit=10001 | limit is a whole number from 0 to 10000",
                "/api/v1/search?from=yesterday | from is a time as",
                "/api/v1/search?from=now-5x | relative as now-1h",
                "/api/v1/search?from=now&to=now-1h | from must be before to",
                "/api/v1/search?q=a&q=b | given 2 times",
                "/api/v1/search?kind=trace | kind is one or more of span, log, metric, score, change",
                "/api/v1/search?cursor=nonsense | cursor",
                "/api/v1/aggregate?interval=fast | interval is a length of time",
                "/api/v1/aggregate?interval=0s | interval is a length of time",
                "/api/v1/aggregate?by=a,b,c,d | three fields at most",
                "/api/v1/aggregate?interval=1ms&from=2026-11-24T12:00:00Z&to=2026-11-24T13:00:00Z | make it wider",
                "/api/v1/fields?top=-1 | top is a whole number",
                "/api/v1/traces?limit=0 | limit is a whole number from 1 to 500",
                "/api/v1/traces?cursor=nonsense | cursor",
            })
    void misuseIsToldWhatToWriteInstead(String path, String says) {
        Reply reply = server.get(path);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.detail()).contains(says);
        assertThat(reply.json().path("title").asString()).isEqualTo("Bad Request");
    }

    @Test
    void aQueryThatCannotBeReadIsPointedAt() {
        for (String route : List.of("search", "aggregate", "fields", "traces", "anomalies", "tail")) {
            Reply reply = server.get("/api/v1/" + route + "?q=" + encoded("stage:a AND (status:"));
            assertThat(reply.status()).as(route).isEqualTo(400);
            assertThat(reply.json().path("column").asInt()).as(route).isPositive();
        }
    }

    @Test
    void fieldsTellTypesAndTopValues() {
        JsonNode fields = server.get("/api/v1/fields").json().path("fields");
        JsonNode service = named(fields, "service");
        assertThat(service.path("type").asString()).isEqualTo("keyword");
        assertThat(service.path("records").asInt()).isEqualTo(30);
        assertThat(service.at("/top/0/records").asInt()).isEqualTo(15);
        assertThat(named(fields, "duration").path("type").asString()).isEqualTo("number");
        assertThat(named(server.get("/api/v1/fields?top=1").json().path("fields"), "service")
                        .path("top"))
                .hasSize(1);
    }

    @Test
    void bucketsCountAndMeasure() {
        JsonNode buckets = server.get("/api/v1/aggregate?kind=x").json();
        assertThat(buckets.path("detail").asString()).contains("\"kind\"");
        JsonNode byTime = server.get("/api/v1/aggregate?q=kind:span&interval=10s&metric=duration")
                .json()
                .path("buckets");
        assertThat(byTime).hasSize(3);
        assertThat(byTime.at("/0/time").asString()).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(byTime.at("/0/count").asInt()).isEqualTo(10);
        assertThat(byTime.at("/0/errors").asInt()).isEqualTo(1);
        assertThat(byTime.at("/0/rate").asDouble()).isEqualTo(1);
        assertThat(byTime.at("/0/metric/count").asInt()).isEqualTo(10);
        assertThat(byTime.at("/0/metric/max").asDouble()).isEqualTo(2);
        assertThat(byTime.at("/0/metric/p95").asDouble()).isBetween(1.0, 2.0);
        JsonNode byField =
                server.get("/api/v1/aggregate?by=service,kind").json().path("buckets");
        assertThat(byField).hasSize(3);
        assertThat(byField.at("/0/key/kind").asString()).isEqualTo("span");
        JsonNode log = byField.path(2);
        assertThat(log.at("/key/kind").asString()).isEqualTo("log");
        assertThat(log.path("key").has("service")).isFalse();
    }

    private static JsonNode named(JsonNode fields, String name) {
        for (JsonNode field : fields) {
            if (field.path("name").asString().equals(name)) {
                return field;
            }
        }
        throw new AssertionError("no field " + name);
    }
}
