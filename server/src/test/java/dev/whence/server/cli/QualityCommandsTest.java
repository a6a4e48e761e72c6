package dev.whence.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.BiasOptions;
import dev.whence.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code whence quality} and {@code whence bias} against a server whose configuration names groups. */
class QualityCommandsTest {
    @TempDir
    static Path folder;

    private static TestServer server;
    private final Cli cli = new Cli();

    @BeforeAll
    static void load() {
        server = TestServer.start(TestServer.config(folder)
                .withBias(new BiasOptions(List.of("user.region", "tier"), Duration.ZERO, Duration.ofDays(1))));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            boolean south = i % 2 == 0;
            String trace = "\"trace_id\":\"%032x\"".formatted(i + 1);
            lines.add(
                    "{\"timestamp\":\"2026-11-24T12:%02d:00Z\",%s,\"span_id\":\"a1\",\"service\":\"rag\",\"stage\":\"search\",\"duration\":1,\"user.region\":\"%s\",\"tier\":\"%s\",\"status\":\"%s\",\"gen_ai.retrieval.documents.ids\":[\"d1\",\"d2\"]}"
                            .formatted(
                                    i % 60,
                                    trace,
                                    south ? "south" : "north",
                                    i % 4 < 2 ? "free" : "paid",
                                    south && i % 3 == 0 ? "error" : "ok"));
            lines.add(
                    "{\"timestamp\":\"2026-11-25T12:00:00Z\",%s,\"score.name\":\"golden\",\"score.expected\":[\"d2\"],\"score.value\":%s}"
                            .formatted(trace, i % 4 == 0));
            lines.add(
                    "{\"timestamp\":\"2026-11-25T12:00:00Z\",%s,\"score.name\":\"intent\",\"score.label\":\"yes\",\"score.expected\":\"%s\"}"
                            .formatted(trace, i % 2 == 0 ? "yes" : "no"));
        }
        server.take(lines.toArray(String[]::new));
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
    void scoresAreToldByGroupWithWhatWasRetrieved() {
        Cli.Result result = cli.run("quality", "--by", "stage", "--k", "1,2", "--interval", "1d");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("golden  stage=search\n  120 scores, mean 0.250\n")
                .contains("  120 retrievals: MRR 0.500, 2.000 returned and 1.000 relevant on average\n")
                .contains("    first 1: precision 0.000, recall 0.000, hit rate 0.000, nDCG 0.000\n")
                .contains("    first 2: precision 0.500, recall 1.000, hit rate 1.000, nDCG 0.631\n")
                .contains("  from 2026-11-25T00:00:00Z\n    120 scores, mean 0.250\n")
                .contains("  120 labels: accuracy 0.500, macro F1 0.333\n")
                .contains("    yes: precision 0.500, recall 1.000, F1 0.667\n")
                .endsWith("240 scores\n");
    }

    @Test
    void aQueryMayLeaveNoScores() {
        assertThat(cli.run("quality", "--q", "tier:gold").out()).isEqualTo("There are no such scores.\n");
    }

    @Test
    void theGroupsOfTheConfigurationAreCompared() {
        Cli.Result result = cli.run("bias");
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Groups:   user.region,tier of 120 requests and 240 scores\n")
                .contains("user.region south: 33 % of requests fail, against 0.0 % of the rest\n")
                .contains("60 requests in 60 sessions against 60 requests in 60 sessions\n")
                .doesNotContain("No difference:");
        assertThat(cli.run("bias", "--group-by", "tier", "--outcome", "error", "--all")
                        .out())
                .contains("Differ:   none of 2 comparisons\n", "No difference:", "tier free: ");
    }

    @Test
    void jsonIsTheAnswerOfTheApi() {
        assertThat(JsonMapper.shared()
                        .readTree(cli.run("bias", "--json", "--q", "tier:free").out())
                        .at("/examined/requests")
                        .asInt())
                .isEqualTo(60);
        assertThat(JsonMapper.shared()
                        .readTree(
                                cli.run("quality", "--json", "--name", "intent").out())
                        .at("/examined/scores")
                        .asInt())
                .isEqualTo(120);
    }

    @Test
    void whatMakesNoSenseIsWrongUsage() {
        assertThat(cli.run("quality", "--k", "none").status()).isEqualTo(2);
        assertThat(cli.run("bias", "--outcome", "luck").status()).isEqualTo(2);
        assertThat(cli.run("bias", "--group", "tier").status()).isEqualTo(2);
    }
}
