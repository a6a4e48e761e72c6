package dev.whence.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.anomaly.drift.DriftLimits;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DriftWatchTest {
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final DriftOptions NEVER_BY_ITSELF =
            new DriftOptions(Duration.ZERO, Duration.ofMinutes(10), Duration.ofMinutes(60));

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(3);

    /** A call every two seconds; every third goes to the large model, or three of four. */
    private void calls(TestServer server, int fromMinute, int toMinute, double large) {
        List<Record> records = new ArrayList<>();
        for (int second = fromMinute * 60; second < toMinute * 60; second += 2) {
            Instant at = START.plusSeconds(second);
            records.add(Record.builder()
                    .timestampNanos(at.getEpochSecond() * 1_000_000_000L)
                    .kind(Kind.SPAN)
                    .put(Names.SERVICE, "llm")
                    .put(Names.STAGE, "chat")
                    .put(Names.DURATION, 0.5)
                    .put(Names.REQUEST_MODEL, random.nextDouble() < large ? "large" : "small")
                    .build());
        }
        server.server().store().append(records);
        server.server().store().refresh();
    }

    @Test
    void aDriftIsStoredOnceAndFoundAsAnAnomaly() {
        AtomicReference<Instant> now = new AtomicReference<>(START.plus(Duration.ofMinutes(70)));
        try (TestServer server = TestServer.start(TestServer.config(folder).withDrift(NEVER_BY_ITSELF));
                DriftWatch watch = new DriftWatch(
                        server.server().store(),
                        new DriftAnalyzer(server.server().store(), DriftLimits.defaults()),
                        DriftLimits.defaults(),
                        NEVER_BY_ITSELF,
                        now::get)) {
            assertThat(watch.look()).isEmpty();
            calls(server, 0, 70, 0.33);
            assertThat(watch.look()).isEmpty();
            calls(server, 70, 80, 0.75);
            now.set(START.plus(Duration.ofMinutes(80)));
            assertThat(watch.look()).hasSize(1);
            server.server().store().refresh();
            calls(server, 80, 85, 0.75);
            now.set(START.plus(Duration.ofMinutes(85)));
            assertThat(watch.look()).isEmpty();

            JsonNode anomalies = server.get("/api/v1/anomalies?kind=drift").json();
            assertThat(anomalies.path("total").asInt()).isEqualTo(1);
            JsonNode drift = anomalies.at("/anomalies/0");
            assertThat(drift.path("service").asString()).isEqualTo("llm");
            assertThat(drift.path("stage").asString()).isEqualTo("chat");
            assertThat(drift.path("score").asDouble()).isBetween(0.9, 1.0);
            assertThat(drift.path("reason").asString()).startsWith("gen_ai.request.model of chat: ");
            assertThat(server.get("/api/v1/search?q=drift.signal:gen_ai.request.model")
                            .json()
                            .path("total")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void hoursThatAreBroughtInLateAreLookedAtOnce() {
        try (TestServer server = TestServer.start(TestServer.config(folder).withDrift(NEVER_BY_ITSELF));
                DriftWatch watch = watch(server, 420)) {
            calls(server, 400, 410, 0.33);
            assertThat(watch.look()).isEmpty();
            calls(server, 0, 100, 0.33);
            calls(server, 100, 130, 0.75);
            List<Record> told = watch.look();
            assertThat(told).hasSize(1);
            assertThat(Duration.between(
                            START, Instant.ofEpochSecond(0, told.get(0).timestampNanos())))
                    .isBetween(Duration.ofMinutes(109), Duration.ofMinutes(120));
            calls(server, 410, 412, 0.33);
            assertThat(watch.look()).isEmpty();
        }
    }

    @Test
    void whatWasThereWhenTheServerStartedIsNotGoneThrough() {
        try (TestServer server = TestServer.start(TestServer.config(folder).withDrift(NEVER_BY_ITSELF));
                DriftWatch watch = watch(server, 420)) {
            calls(server, 0, 100, 0.33);
            calls(server, 100, 130, 0.75);
            calls(server, 400, 410, 0.33);
            watch.remember();
            assertThat(watch.look()).isEmpty();
        }
    }

    private static DriftWatch watch(TestServer server, int nowMinute) {
        return new DriftWatch(
                server.server().store(),
                new DriftAnalyzer(server.server().store(), DriftLimits.defaults()),
                DriftLimits.defaults(),
                NEVER_BY_ITSELF,
                () -> START.plus(Duration.ofMinutes(nowMinute)));
    }

    @Test
    void recordsOfTheFutureAreNotTakenForNow() {
        try (TestServer server = TestServer.start(TestServer.config(folder).withDrift(NEVER_BY_ITSELF));
                DriftWatch watch = new DriftWatch(
                        server.server().store(),
                        new DriftAnalyzer(server.server().store(), DriftLimits.defaults()),
                        DriftLimits.defaults(),
                        NEVER_BY_ITSELF,
                        () -> START.plus(Duration.ofMinutes(80)))) {
            calls(server, 0, 70, 0.33);
            calls(server, 70, 80, 0.75);
            calls(server, 6000, 6001, 0.33);
            assertThat(watch.look()).hasSize(1);
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DriftOptions(Duration.ofMinutes(-1), Duration.ofHours(1), Duration.ofHours(6)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DriftOptions(Duration.ZERO, Duration.ofHours(2), Duration.ofHours(1)))
                .withMessageContaining("drift.reference.minutes");
    }
}
