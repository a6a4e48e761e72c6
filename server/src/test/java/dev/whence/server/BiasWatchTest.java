package dev.whence.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BiasWatchTest {
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final BiasOptions BY_REGION =
            new BiasOptions(List.of("user.region"), Duration.ZERO, Duration.ofHours(24));

    @TempDir
    Path folder;

    /** A request a second by turns of south and north; of the south every so many fail. */
    private static void requests(TestServer server, int fromSecond, int count, int everySouth) {
        List<Record> records = new ArrayList<>();
        for (int i = fromSecond; i < fromSecond + count; i++) {
            boolean south = i % 2 == 0;
            records.add(Record.builder()
                    .timestampNanos(START.plusSeconds(i).getEpochSecond() * 1_000_000_000L)
                    .kind(Kind.SPAN)
                    .put(Names.TRACE_ID, String.format("%032x", i + 1))
                    .put(Names.SPAN_ID, "a1")
                    .put(Names.SERVICE, "llm")
                    .put(Names.STAGE, "chat")
                    .put(Names.DURATION, 0.5)
                    .put("user.region", south ? "south" : "north")
                    .put(Names.STATUS, south && i / 2 % everySouth == 0 ? "error" : "ok")
                    .build());
        }
        server.server().store().append(records);
        server.server().store().refresh();
    }

    @Test
    void aDifferenceIsStoredOnceAndFoundAsAnAnomaly() {
        try (TestServer server = TestServer.start(folder);
                BiasWatch watch =
                        new BiasWatch(server.server().store(), BY_REGION, () -> START.plus(Duration.ofHours(1)))) {
            assertThat(watch.look()).isEmpty();
            requests(server, 0, 400, 3);
            assertThat(watch.look()).hasSize(2); // with two groups both differ
            server.server().store().refresh();
            requests(server, 400, 100, 3);
            assertThat(watch.look()).isEmpty();

            JsonNode anomalies = server.get("/api/v1/anomalies?kind=bias").json();
            assertThat(anomalies.path("total").asInt()).isEqualTo(2);
            assertThat(anomalies.path("anomalies").valueStream().map(one -> one.path("reason")
                            .asString()))
                    .contains("user.region south: 34 % of requests fail, against 0.0 % of the rest");
            assertThat(server.get("/api/v1/search?q=bias.group:south%20AND%20bias.outcome:error")
                            .json()
                            .path("total")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void withoutGroupsNothingIsLookedFor() {
        try (TestServer server = TestServer.start(folder);
                BiasWatch watch = new BiasWatch(
                        server.server().store(), BiasOptions.defaults(), () -> START.plus(Duration.ofHours(1)))) {
            requests(server, 0, 400, 2);
            assertThat(watch.look()).isEmpty();
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new BiasOptions(List.of("a", "b", "c", "d", "e", "f"), Duration.ZERO, Duration.ofHours(1)))
                .withMessageContaining("bias.groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BiasOptions(List.of(), Duration.ofMinutes(-1), Duration.ofHours(1)));
    }
}
