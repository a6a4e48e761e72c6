package dev.whence.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Kind;
import dev.whence.model.Record;
import dev.whence.server.ServerConfig;
import dev.whence.server.WhenceServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SearchCommandTest {
    private static final long NOON = 1_795_521_600_000_000_000L;

    @TempDir
    Path folder;

    private WhenceServer server;
    private Cli cli;

    @BeforeEach
    void start() {
        server = WhenceServer.start(ServerConfig.of(folder.resolve("data")).withPort(0));
        cli = new Cli().variable("WHENCE_URL", server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void recordsStandInAlignedColumnsNewestFirst() {
        append(List.of(
                span(0, "retrieve", 0.0123).build(),
                span(1, "chat", 4.8)
                        .put("status", "error")
                        .put("error.message", "the model\n  is overloaded")
                        .build()));
        Cli.Result result = cli.run("search", "kind:span");
        assertThat(result.out())
                .isEqualTo(
                        """
                        TIME                      KIND  SERVICE    STAGE     DURATION  STATUS  MESSAGE
                        2026-11-24T12:00:01.000Z  span  assistant  chat        4.80 s  error   the model is overloaded
                        2026-11-24T12:00:00.000Z  span  assistant  retrieve     12 ms
                        """);
        assertThat(result.err()).isEqualTo("2 records\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void moreThanAPageIsFetchedPageByPage() {
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            records.add(span(i, "chat", 1).build());
        }
        append(records);
        Cli.Result result = cli.run("search", "stage:chat", "--limit", "2400", "--ndjson");
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(2400).doesNotHaveDuplicates();
        assertThat(JsonMapper.shared().readTree(lines.get(0)).path("timestamp").asString())
                .isEqualTo("2026-11-24T12:41:39Z");
    }

    @Test
    void jsonIsOneObjectWithTheRecords() {
        append(List.of(span(0, "chat", 1).build(), span(1, "chat", 2).build()));
        JsonNode answer = JsonMapper.shared()
                .readTree(cli.run("search", "--json", "--limit", "1").out());
        assertThat(answer.path("total").asLong()).isEqualTo(2);
        assertThat(answer.path("records").size()).isEqualTo(1);
    }

    @Test
    void windowAndOrderNarrowAndSort() {
        append(List.of(
                span(0, "a", 1).build(),
                span(10, "b", 3).build(),
                span(20, "c", 2).build()));
        assertThat(stages(cli.run("search", "--ndjson", "--sort", "-duration"))).containsExactly("b", "c", "a");
        assertThat(stages(cli.run(
                        "search", "--ndjson", "--from", "2026-11-24T12:00:05Z", "--to", "2026-11-24T12:00:20Z")))
                .containsExactly("b");
        assertThat(stages(cli.run("search", "--ndjson", "--from", "now-1s"))).isEmpty();
    }

    @Test
    void nothingFoundIsSaid() {
        Cli.Result result = cli.run("search", "stage:none");
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("no record matches\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void queryTimeOrNumberThatCannotBeReadIsWrongUsage() {
        assertThat(cli.run("search", "stage:(chat").status()).isEqualTo(2);
        assertThat(cli.run("search", "stage:(chat").err())
                .startsWith("whence search: ")
                .doesNotContain("\tat ");
        assertThat(cli.run("search", "--from", "yesterday").err()).contains("RFC 3339");
        assertThat(cli.run("search", "--from", "yesterday").status()).isEqualTo(2);
        assertThat(cli.run("search", "--limit", "many").status()).isEqualTo(2);
        assertThat(cli.run("search", "--limit", "-1").status()).isEqualTo(2);
        assertThat(cli.run("search", "--url", "x", "--data", "y").status()).isEqualTo(2);
    }

    @Test
    void dataFolderAnswersWhenNoServerHasItOpen() {
        append(List.of(span(0, "chat", 1).build()));
        server.close();
        Cli.Result result = cli.run("search", "--data", folder.resolve("data").toString());
        assertThat(result.out()).contains("chat");
        assertThat(result.err()).isEqualTo("1 record\n");
    }

    @Test
    void missingFolderIsNotMade() {
        Cli.Result result = cli.run("search", "--data", folder.resolve("none").toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("there is no data folder");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private void append(List<Record> records) {
        server.store().append(records);
        server.store().refresh();
    }

    private static dev.whence.model.RecordBuilder span(int second, String stage, double duration) {
        return Record.builder()
                .timestampNanos(NOON + second * 1_000_000_000L)
                .kind(Kind.SPAN)
                .put("service", "assistant")
                .put("stage", stage)
                .put("duration", duration);
    }

    private static List<String> stages(Cli.Result result) {
        return result.out()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line).path("stage").asString())
                .toList();
    }
}
