package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Causes and anomalies over HTTP, of a pipeline with a fault. */
class RcaRoutesTest {
    @TempDir
    static Path folder;

    private static TestServer server;
    private static Scenario scenario;
    private static JsonNode description;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        scenario = Scenario.healthy(Pipelines.named("rag").orElseThrow())
                .withFault(Faults.named("slow-retrieval").orElseThrow())
                .lasting(Duration.ofMinutes(20), Duration.ofMinutes(5))
                .withRate(2);
        post(scenario.records());
        server.server().store().refresh();
        description = server.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void post(Iterator<Record> records) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (records.hasNext()) {
            body.writeBytes(RecordCodec.write(records.next()));
            body.write('\n');
            if (body.size() > 4 << 20 || !records.hasNext()) {
                assertThat(server.post("/api/v1/records", "application/x-ndjson", body.toByteArray())
                                .status())
                        .isEqualTo(200);
                body.reset();
            }
        }
    }

    @Test
    void theInjectedFaultIsTheFirstCause() {
        Truth truth = scenario.truth().orElseThrow();
        JsonNode answer = ask(window(scenario.onset(), scenario.end())).json();
        assertThat(Schema.in(description).faults("Answer", answer)).isEmpty();
        assertThat(answer.at("/symptom/kind").asString()).isIn(truth.symptoms());
        assertThat(truth.isPlace(
                        answer.at("/causes/0/service").asString(),
                        answer.at("/causes/0/stage").asString()))
                .as(answer.toPrettyString())
                .isTrue();
        assertThat(answer.at("/causes/0/traces/0").asString()).isNotEmpty();
        String trace = answer.at("/causes/0/traces/0").asString();
        assertThat(server.get("/api/v1/traces/" + trace).status()).isEqualTo(200);
        JsonNode single = ask("{\"trace_id\":\"" + trace + "\"}").json();
        assertThat(Schema.in(description).faults("Answer", single)).isEmpty();
    }

    @Test
    void aHealthyWindowHasNoCauses() {
        JsonNode answer = ask(window(scenario.onset().minusSeconds(300), scenario.onset()))
                .json();
        assertThat(answer.path("symptom").isNull()).isTrue();
        assertThat(answer.has("symptom")).isTrue();
        assertThat(answer.path("causes")).isEmpty();
    }

    @Test
    void theAnswerComesAsTextWhereThatIsAskedFor() {
        for (String type : new String[] {"text/plain", "text/markdown"}) {
            Reply reply = server.send(server.request("/api/v1/rca")
                    .header("Content-Type", "application/json")
                    .header("Accept", type)
                    .POST(BodyPublishers.ofString(window(scenario.onset(), scenario.end()))));
            assertThat(reply.header("Content-Type")).startsWith(type);
            assertThat(reply.text()).contains("Symptom:");
        }
    }

    @Test
    void whatTheDetectorsFlagIsListed() {
        JsonNode all = server.get("/api/v1/anomalies?from=" + scenario.onset()).json();
        assertThat(Schema.in(description).faults("Anomalies", all)).isEmpty();
        assertThat(all.path("total").asInt()).isPositive();
        JsonNode first = all.at("/anomalies/0");
        String stage = TestServer.encoded(first.path("stage").asString());
        JsonNode some = server.get("/api/v1/anomalies?from=" + scenario.onset() + "&stage=" + stage + "&kind="
                        + first.path("kind").asString())
                .json();
        assertThat(some.path("total").asInt()).isBetween(1, all.path("total").asInt());
        assertThat(some.path("anomalies"))
                .allSatisfy(anomaly -> assertThat(anomaly.path("stage")).isEqualTo(first.path("stage")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the body is empty",
                "[] | a question is one JSON object",
                "{\"from\": | not valid JSON",
                "{\"form\":\"now\"} | did you mean \"from\"?",
                "{\"from\":\"soon\"} | from is a time as",
                "{\"from\":\"now\",\"to\":\"now-1h\"} | from must be before to",
                "{\"baseline\":{\"from\":\"now-1h\"}} | baseline needs both from and to",
                "{\"baseline\":\"before\"} | baseline is an object",
                "{\"baseline\":{\"from\":\"now\",\"to\":\"now-1h\"}} | from of the baseline must be before to",
                "{\"symptom\":\"slow\"} | auto, latency, error, output, throughput, cost",
                "{\"limit\":0} | limit is a whole number from 1 to 100",
                "{\"limit\":\"5\"} | limit is a whole number from 1 to 100",
                "{\"target\":{}} | target names a service, a stage, or both",
                "{\"target\":{\"stages\":\"a\"}} | did you mean \"stage\"?",
                "{\"q\":7} | q is a text",
                "{\"from\":\"2026-11-02T09:00:00Z\",\"q\":\"stage:(\"} | column",
            })
    void aQuestionThatCannotBeReadIsToldWhatToWrite(String question, String says) {
        Reply reply = ask(question);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains(says.replace("\"", "\\\""));
    }

    @Test
    void onlyJsonAndKnownTracesAreTaken() {
        assertThat(server.post("/api/v1/rca", "text/plain", "{}").status()).isEqualTo(415);
        assertThat(ask("{\"trace_id\":\"feed\"}").status()).isEqualTo(404);
    }

    @Test
    void questionsThatCompareNothingAreRefused() {
        assertThat(ask("{\"trace_id\":\" \"}").detail()).contains("trace_id is empty");
        assertThat(ask("{\"from\":\"2026-11-24T10:00:00Z\",\"to\":\"2026-11-24T11:00:00Z\",\"baseline\":"
                                + "{\"from\":\"2026-11-24T09:00:00Z\",\"to\":\"2026-11-24T10:30:00Z\"}}")
                        .detail())
                .contains("overlaps");
    }

    @Test
    void aWindowOfANanosecondHasNoCauses() {
        Instant from = scenario.onset().minusSeconds(60);
        Reply reply = ask(window(from, from.plusNanos(1)));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("causes")).isEmpty();
    }

    private static Reply ask(String question) {
        return server.post("/api/v1/rca", "application/json", question);
    }

    private static String window(Instant from, Instant to) {
        return "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"}";
    }
}
