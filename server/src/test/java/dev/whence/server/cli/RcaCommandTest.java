package dev.whence.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.model.Record;
import dev.whence.server.ServerConfig;
import dev.whence.server.WhenceServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RcaCommandTest {
    @TempDir
    static Path folder;

    private static final Scenario SCENARIO = Scenario.healthy(
                    Pipelines.named("rag").orElseThrow())
            .withFault(Faults.named("slow-dependency").orElseThrow())
            .withRate(2)
            .lasting(Duration.ofMinutes(12), Duration.ofMinutes(4));
    private static final Truth TRUTH = SCENARIO.truth().orElseThrow();

    private static WhenceServer server;
    private static String traceId;

    @BeforeAll
    static void load() {
        server = WhenceServer.start(ServerConfig.of(folder.resolve("data")).withPort(0));
        List<Record> records = SCENARIO.stream().toList();
        server.store().append(records);
        server.store().refresh();
        traceId = records.get(records.size() / 2).traceId();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private final Cli cli = new Cli();

    @BeforeEach
    void nameTheServer() {
        cli.variable("WHENCE_URL", server.url());
    }

    @Test
    void windowIsExplainedInWords() {
        Cli.Result result = cli.run("rca", "--from", from(), "--to", to());
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("Symptom: ")
                .contains(
                        "1. " + TRUTH.place().service() + " / " + TRUTH.place().stage(), "Examined ");
    }

    @Test
    void jsonIsTheAnswerOfTheApi() {
        JsonNode answer = JsonMapper.shared()
                .readTree(cli.run("rca", "--from", from(), "--to", to(), "--limit", "1", "--json")
                        .out());
        assertThat(answer.path("causes").size()).isEqualTo(1);
        assertThat(answer.path("causes").path(0).path("stage").asString())
                .isEqualTo(TRUTH.place().stage());
    }

    @Test
    void markdownHasAHeadingForEachCause() {
        assertThat(cli.run("rca", "--from", from(), "--to", to(), "--markdown").out())
                .startsWith("# Root causes")
                .contains("## 1. ");
    }

    @Test
    void healthyWindowHasNoCauses() {
        Cli.Result result = cli.run(
                "rca",
                "--from",
                SCENARIO.start().plusSeconds(500).toString(),
                "--to",
                SCENARIO.onset().toString());
        assertThat(result.out()).startsWith("Nothing changed beyond chance.");
        assertThat(result.status()).isZero();
    }

    @Test
    void withoutAWindowTheLatestRecordsAreExamined() {
        Cli.Result result = cli.run("rca", "--baseline-from", SCENARIO.start().toString(), "--baseline-to", from());
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEqualTo("no window given: the last quarter of an hour that has records\n");
    }

    @Test
    void oneRequestIsExplained() {
        Cli.Result result = cli.run("rca", "--trace", traceId);
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("Examined ");
    }

    @Test
    void whatMakesNoSenseIsWrongUsage() {
        assertThat(cli.run("rca", "--baseline-from", from()).status()).isEqualTo(2);
        assertThat(cli.run("rca", "--trace", traceId, "--from", from()).status())
                .isEqualTo(2);
        assertThat(cli.run("rca", "--json", "--markdown").status()).isEqualTo(2);
        assertThat(cli.run("rca", "--from", from(), "--symptom", "sadness").status())
                .isEqualTo(2);
        assertThat(cli.run("rca", "--from", to(), "--to", from()).status()).isEqualTo(2);
    }

    private static String from() {
        return SCENARIO.onset().toString();
    }

    private static String to() {
        return SCENARIO.end().toString();
    }
}
