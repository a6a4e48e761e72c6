package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * One busy session among six of the south fails each time and is thought little of, as one might anywhere; the same
 * requests are stored with the names of their sessions and without.
 */
class SessionBiasTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 480; i++) {
            boolean named = i < 240;
            boolean south = i % 2 == 0;
            int session = i % 240 / 20 % 6;
            boolean fails = south && session == 0;
            String trace = "\"trace_id\":\"%032x\"".formatted(i + 1);
            lines.add(
                    "{\"timestamp\":\"2026-11-24T12:00:%02dZ\",%s,\"kind\":\"span\",\"span_id\":\"a1\",\"stage\":\"ask\",\"duration\":1,\"user.region\":\"%s\",\"named\":%s,\"status\":\"%s\"}"
                            .formatted(i % 60, trace, south ? "south" : "north", named, fails ? "error" : "ok"));
            // the model's call knows the session, not the entry
            lines.add(
                    "{\"timestamp\":\"2026-11-24T12:00:%02dZ\",%s,\"kind\":\"span\",\"span_id\":\"b1\",\"parent_span_id\":\"a1\",\"stage\":\"chat\",\"duration\":1%s}"
                            .formatted(
                                    i % 60,
                                    trace,
                                    named ? ",\"gen_ai.conversation.id\":\"s%d-%s\"".formatted(session, south) : ""));
            lines.add("{\"timestamp\":\"2026-11-25T12:00:00Z\",%s,\"score.name\":\"thumbs\",\"score.value\":%s}"
                    .formatted(trace, !fails));
        }
        server.take(lines.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode south(String outcome, boolean named) {
        return server.get("/api/v1/bias?group_by=user.region&outcome=" + outcome + "&q=named:" + named)
                .json()
                .path("groups")
                .valueStream()
                .filter(entry -> entry.path("group").asString().equals("south"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneBusySessionIsNoBias() {
        for (String outcome : List.of("error", "score")) {
            JsonNode south = south(outcome, true);
            assertThat(south.path("count").asInt()).isEqualTo(120);
            assertThat(south.path("sessions").asInt()).isEqualTo(6);
            assertThat(south.path("design_effect").asDouble()).isGreaterThan(5);
            assertThat(south.path("verdict").asString()).isEqualTo("even");
        }
    }

    @Test
    void withoutSessionsEachRequestCounts() {
        for (String outcome : List.of("error", "score")) {
            JsonNode south = south(outcome, false);
            assertThat(south.path("sessions").asInt()).isEqualTo(120);
            assertThat(south.path("design_effect").asDouble()).isEqualTo(1);
            assertThat(south.path("verdict").asString()).isEqualTo("differs");
        }
    }
}
