package dev.whence.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Fault;
import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Simulated faults, sent and asked about over HTTP: every other kind, the pipelines by turns. Each has a day of its own in
 * one store.
 */
class FaultsOverHttpTest {
    private static final Instant FIRST_DAY = Instant.parse("2026-10-01T09:00:00Z");
    private static final Duration HEALTHY = Duration.ofMinutes(12);
    private static final Duration FAULTY = Duration.ofMinutes(5);
    private static final double REQUESTS_PER_SECOND = 1.5;
    private static final int BATCH_BYTES = 2 << 20;

    @TempDir
    Path folder;

    @Test
    void theFaultyStageIsTheFirstCauseAndHealthyWindowsHaveNone() {
        try (TestServer server = TestServer.start(folder)) {
            List<Scenario> scenarios = scenarios();
            for (Scenario scenario : scenarios) {
                send(server, scenario.records());
            }
            server.server().store().refresh();
            List<String> wrong = new ArrayList<>();
            List<String> invented = new ArrayList<>();
            for (Scenario scenario : scenarios) {
                Truth truth = scenario.truth().orElseThrow();
                JsonNode answer = ask(server, scenario.onset(), scenario.end());
                JsonNode first = answer.path("causes").path(0);
                if (!truth.isPlace(
                        first.path("service").asString(""), first.path("stage").asString(""))) {
                    wrong.add(scenario.pipeline().name() + ": " + truth + " but " + first.path("statement"));
                }
                JsonNode healthy = ask(server, scenario.onset().minus(FAULTY), scenario.onset());
                if (!healthy.path("causes").isEmpty()) {
                    invented.add(scenario.pipeline().name() + ": " + healthy.at("/causes/0/statement"));
                }
            }
            assertThat(scenarios).hasSizeGreaterThan(12);
            assertThat(wrong).hasSizeLessThanOrEqualTo(scenarios.size() / 10);
            // Each window passes several tests at a small but finite chance of a false alarm.
            assertThat(invented).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Half of the kinds, so that the suite stays short. */
    private static List<Scenario> scenarios() {
        List<Scenario> scenarios = new ArrayList<>();
        int day = 0;
        for (Fault fault : Faults.all()) {
            Optional<Pipeline> pipeline = pipeline(fault, day);
            if (pipeline.isPresent()) {
                if (day % 2 == 0) {
                    scenarios.add(Scenario.healthy(pipeline.get())
                            .withFault(fault)
                            .withSeed(day)
                            .withStart(FIRST_DAY.plus(Duration.ofDays(day)))
                            .lasting(HEALTHY, FAULTY)
                            .withRate(REQUESTS_PER_SECOND));
                }
                day++;
            }
        }
        return scenarios;
    }

    /** The next pipeline in turn that the fault can befall. */
    private static Optional<Pipeline> pipeline(Fault fault, int turn) {
        List<Pipeline> all = Pipelines.all();
        return IntStream.range(0, all.size())
                .mapToObj(step -> all.get((turn + step) % all.size()))
                .filter(pipeline -> Faults.of(pipeline).contains(fault))
                .findFirst();
    }

    private static void send(TestServer server, Iterator<Record> records) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (records.hasNext()) {
            body.writeBytes(RecordCodec.write(records.next()));
            body.write('\n');
            if (body.size() > BATCH_BYTES || !records.hasNext()) {
                while (server.post("/api/v1/records", "application/x-ndjson", body.toByteArray())
                                .status()
                        == 429) {
                    server.server().store().refresh();
                }
                body.reset();
            }
        }
    }

    private static JsonNode ask(TestServer server, Instant from, Instant to) {
        return server.post("/api/v1/rca", "application/json", "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"}")
                .json();
    }
}
