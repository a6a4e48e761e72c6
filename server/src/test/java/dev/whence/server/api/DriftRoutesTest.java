package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Drifts;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.model.Record;
import dev.whence.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Drift over HTTP, of a pipeline whose users turn to other topics. */
class DriftRoutesTest {
    @TempDir
    static Path folder;

    private static TestServer server;
    private static JsonNode description;
    private static final Scenario SCENARIO = Scenario.healthy(
                    Pipelines.named("rag").orElseThrow())
            .withFault(Drifts.named("large-input-topics").orElseThrow())
            .lasting(Duration.ofMinutes(28), Duration.ofMinutes(8))
            .withRate(0.7);

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        Iterator<Record> records = SCENARIO.records();
        List<Record> batch = new ArrayList<>();
        while (records.hasNext()) {
            batch.add(records.next());
            if (batch.size() == 500 || !records.hasNext()) {
                server.server().store().append(List.copyOf(batch));
                batch.clear();
            }
        }
        server.server().store().refresh();
        description = server.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode ask(String parameters) {
        JsonNode answer = server.get("/api/v1/drift" + parameters).json();
        assertThat(Schema.in(description).faults("Drift", answer)).isEmpty();
        return answer;
    }

    @Test
    void otherTopicsAreTheFirstDriftWithTheirWordsAndTheirTime() {
        JsonNode answer = ask("?from=" + SCENARIO.onset() + "&to=" + SCENARIO.end());
        JsonNode first = answer.at("/signals/0");
        assertThat(first.path("verdict").asString()).isEqualTo("drift");
        assertThat(first.path("signal").asString()).isEqualTo("input.words");
        assertThat(first.path("effect").asDouble()).isGreaterThan(0.5);
        assertThat(first.path("psi").asDouble()).isGreaterThan(0.25);
        assertThat(first.path("jensen_shannon").asDouble()).isBetween(0.2, 1.0);
        assertThat(first.path("adjusted_p_value").asDouble()).isLessThan(0.01);
        assertThat(first.path("after")).isNotEmpty();
        assertThat(first.path("reason").asString())
                .startsWith("input.words of ")
                .contains("more of ");
        Instant changed = Instant.parse(first.path("changed_at").asString());
        assertThat(Duration.between(SCENARIO.onset(), changed).abs()).isLessThan(Duration.ofMinutes(3));
        assertThat(answer.at("/examined/texts").asLong()).isPositive();
        assertThat(answer.at("/baseline/to").asString())
                .isEqualTo(answer.at("/window/from").asString());
    }

    @Test
    void healthyStretchesDoNotDrift() {
        Instant middle = SCENARIO.onset().minus(Duration.ofMinutes(7));
        JsonNode answer = ask("?from=" + middle + "&to=" + SCENARIO.onset() + "&baseline_from=" + SCENARIO.start()
                + "&baseline_to=" + middle);
        assertThat(answer.path("signals")).isNotEmpty();
        assertThat(answer.path("signals").valueStream().map(signal -> signal.path("verdict")
                        .asString()))
                .doesNotContain("drift")
                .contains("stable");
    }

    @Test
    void withoutTimesTheLastPartOfWhatIsStoredIsTheWindow() {
        JsonNode answer = ask("");
        Instant from = Instant.parse(answer.at("/window/from").asString());
        assertThat(from).isBetween(SCENARIO.onset().minusSeconds(400), SCENARIO.end());
        assertThat(Instant.parse(answer.at("/baseline/to").asString())).isEqualTo(from);
        assertThat(answer.at("/signals/0/verdict").asString()).isEqualTo("drift");
    }

    @Test
    void oneServiceCanBeAskedAbout() {
        String service = SCENARIO.truth().orElseThrow().place().service();
        JsonNode answer = ask("?from=" + SCENARIO.onset() + "&service=" + service);
        assertThat(answer.path("signals")).isNotEmpty();
        assertThat(answer.path("signals").valueStream().map(signal -> signal.path("service")
                        .asString()))
                .containsOnly(service);
    }

    @Test
    void aStretchWithoutRecordsHasNoSignals() {
        JsonNode answer = ask("?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z");
        assertThat(answer.path("signals")).isEmpty();
        assertThat(ask("?q=service:nobody").path("window").isNull()).isTrue();
    }

    @Test
    void tooFewValuesAreSaidToBeTooFew() {
        JsonNode answer = ask("?from=" + SCENARIO.end().minusSeconds(20));
        assertThat(answer.path("signals").valueStream().map(signal -> signal.path("verdict")
                        .asString()))
                .contains("too_few");
        assertThat(answer.toString()).contains("too few to compare; 40 are needed on either side");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from=yesterday|from is a time as 2026",
                "from=2026-11-02T10:00:00Z&to=2026-11-02T09:00:00Z|from must be before to",
                "baseline_from=2026-11-02T10:00:00Z&baseline_to=2026-11-02T09:00:00Z|baseline_from must be before baseline_to",
                "from=2026-11-02T09:00:00Z&baseline_from=2026-11-02T10:00:00Z|baseline_from must be before from",
                "from=2026-11-02T09:00:00Z&baseline_to=2026-11-02T10:00:00Z|the baseline overlaps the window",
                "baseline_form=now|did you mean \"baseline_from\"",
                "q=((|",
            })
    void misuseIsExplained(String parameters, String detail) {
        TestServer.Reply reply = server.get("/api/v1/drift?" + parameters);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.detail()).contains(detail == null ? "" : detail);
    }
}
