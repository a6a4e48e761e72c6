package dev.whence.server.rca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whence.fixtures.Fault;
import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every simulated fault in every pipeline, over HTTP: shipped, then asked about. The figures and the misses stand in
 * {@code target/rca-accuracy.md} afterwards. {@code -Drca.seeds=5} asks about more of each kind, {@code -Drca.pipelines}
 * and {@code -Drca.faults} (joined by commas) about fewer kinds, {@code -Drca.pairs} about so many pairs of faults at once.
 */
class RootCauseAccuracyTest {
    private static final Duration HEALTHY = Duration.ofSeconds(210);
    private static final Duration FAULTY = Duration.ofSeconds(150);
    private static final int BODY_BYTES = 4_000_000;
    private static final int HEALTHY_WINDOWS = 3;

    @TempDir
    Path folder = Path.of(".");

    @Test
    void findsWhereFaultsSitAndInventsNoneInHealthyTraffic() throws IOException {
        List<Incident> incidents = new ArrayList<>();
        try (TestServer server = TestServer.start(folder)) {
            List<Scenario> scenarios = scenarios();
            scenarios.forEach(scenario -> ship(server, scenario));
            server.server().store().refresh();
            scenarios.forEach(scenario -> incidents.add(ask(server, scenario)));
        }
        Accuracy accuracy = new Accuracy(incidents);
        Files.writeString(Path.of("target", "rca-accuracy.md"), accuracy.table() + "\n" + accuracy.misses() + "\n");
        assertThat(incidents)
                .allSatisfy(one -> assertThat(one.status()).as(one.told()).isEqualTo(200));
        assertThat(accuracy.stages()).as(accuracy.table() + accuracy.misses()).isGreaterThanOrEqualTo(0.9);
        assertThat(accuracy.attributes()).as(accuracy.misses()).isGreaterThanOrEqualTo(0.9);
        assertThat(accuracy.eitherOfTwo()).as(accuracy.misses()).isGreaterThanOrEqualTo(0.75);
        assertThat(accuracy.healthy()).as(accuracy.misses()).isEqualTo(1);
    }

    /** One after the other, days apart, so that each has the store to itself as far as time goes. */
    private static List<Scenario> scenarios() {
        List<String> wantedPipelines =
                List.of(System.getProperty("rca.pipelines", "rag,agent").split(","));
        List<String> wantedFaults = List.of(System.getProperty("rca.faults", "").split(","));
        int seeds = Integer.getInteger("rca.seeds", 1);
        int pairs = Integer.getInteger("rca.pairs", 4);
        List<Scenario> scenarios = new ArrayList<>();
        for (Pipeline pipeline : Pipelines.all()) {
            if (!wantedPipelines.contains(pipeline.name())) {
                continue;
            }
            for (int seed = 1; seed <= seeds * HEALTHY_WINDOWS; seed++) {
                scenarios.add(placed(Scenario.healthy(pipeline).withSeed(100 + seed), scenarios.size()));
            }
            for (int seed = 1; seed <= pairs * seeds; seed++) {
                scenarios.add(placed(
                        Scenario.healthy(pipeline)
                                .withFaults(Faults.pair(pipeline, seed))
                                .withSeed(seed),
                        scenarios.size()));
            }
            for (Fault fault : Faults.of(pipeline)) {
                for (int seed = 1; seed <= seeds && isWanted(fault, wantedFaults); seed++) {
                    scenarios.add(
                            placed(Scenario.healthy(pipeline).withFault(fault).withSeed(seed), scenarios.size()));
                }
            }
        }
        return scenarios;
    }

    private static boolean isWanted(Fault fault, List<String> names) {
        return names.contains("") || names.contains(fault.name());
    }

    private static Scenario placed(Scenario scenario, int days) {
        return scenario.withRate(1.5)
                .lasting(HEALTHY, FAULTY)
                .withStart(Instant.parse("2026-09-01T09:00:00Z").plus(Duration.ofDays(days)));
    }

    private static void ship(TestServer server, Scenario scenario) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(BODY_BYTES + 100_000);
        for (Iterator<Record> records = scenario.records(); records.hasNext(); ) {
            body.writeBytes(RecordCodec.write(records.next()));
            body.write('\n');
            if (body.size() >= BODY_BYTES || !records.hasNext()) {
                await().atMost(Duration.ofMinutes(2)).until(() -> isTaken(server, body.toByteArray()));
                body.reset();
            }
        }
    }

    /** False when the server asks to come again later. */
    private static boolean isTaken(TestServer server, byte[] body) {
        TestServer.Reply reply = server.post("/api/v1/records", "application/x-ndjson", body);
        assertThat(reply.status()).as(reply.text()).isIn(200, 429, 503);
        if (reply.status() != 200) {
            return false;
        }
        assertThat(reply.json().path("rejected")).isEmpty();
        return true;
    }

    private static Incident ask(TestServer server, Scenario scenario) {
        String question = "{\"from\": \"" + scenario.onset() + "\", \"to\": \"" + scenario.end() + "\"}";
        TestServer.Reply reply =
                server.post("/api/v1/rca", "application/json", question.getBytes(StandardCharsets.UTF_8));
        return new Incident(scenario, reply.status(), reply.json());
    }
}
