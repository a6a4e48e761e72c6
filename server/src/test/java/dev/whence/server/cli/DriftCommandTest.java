package dev.whence.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Drifts;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DriftCommandTest {
    @TempDir
    static Path folder;

    private static final Scenario SCENARIO = Scenario.healthy(
                    Pipelines.named("documents").orElseThrow())
            .withFault(Drifts.named("large-model-mix").orElseThrow())
            .lasting(Duration.ofMinutes(16), Duration.ofMinutes(6))
            .withRate(1);

    private static TestServer server;
    private final Cli cli = new Cli();

    @BeforeAll
    static void load() {
        server = TestServer.start(folder);
        server.server().store().append(SCENARIO.stream().toList());
        server.server().store().refresh();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void nameTheServer() {
        cli.variable("WHENCE_URL", server.url());
    }

    @Test
    void driftsAreToldInWords() {
        Cli.Result result = cli.run("drift", "--from", SCENARIO.onset().toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("Window:   ")
                .contains("gen_ai.request.model of ", "effect 0.", ", PSI ", ", since 2026-11-02T09:1")
                .doesNotContain("No drift:");
    }

    @Test
    void whatIsStableIsPrintedWhenAskedFor() {
        assertThat(cli.run("drift", "--from", SCENARIO.onset().toString(), "--all")
                        .out())
                .contains("No drift:");
    }

    @Test
    void jsonIsTheAnswerOfTheApi() {
        JsonNode answer = JsonMapper.shared()
                .readTree(cli.run("drift", "--from", SCENARIO.onset().toString(), "--service", "extractor", "--json")
                        .out());
        assertThat(answer.path("signals").valueStream().map(signal -> signal.path("service")
                        .asString()))
                .containsOnly("extractor");
    }

    @Test
    void healthyTimesHaveNone() {
        String to = SCENARIO.onset().toString();
        Cli.Result result =
                cli.run("drift", "--from", SCENARIO.onset().minusSeconds(300).toString(), "--to", to);
        assertThat(result.out()).contains("Drift:    none of ");
        assertThat(cli.run("drift", "--q", "service:nobody").out()).isEqualTo("Nothing is stored to compare.\n");
    }

    @Test
    void whatMakesNoSenseIsWrongUsage() {
        assertThat(cli.run("drift", "--from", "yesterday").status()).isEqualTo(2);
        assertThat(cli.run("drift", "--nonsense").status()).isEqualTo(2);
    }
}
