package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** How the detectors are doing, over HTTP. */
class DetectorRoutesTest {
    @TempDir
    Path folder;

    @Test
    void freshServerTellsOfAllDetectorsThatNothingIsLearnedYet() {
        try (TestServer server = TestServer.start(folder)) {
            Reply reply = server.get("/api/v1/detectors");
            assertThat(reply.status()).isEqualTo(200);
            List<JsonNode> detectors = all(reply);
            assertThat(detectors).hasSizeGreaterThan(15);
            assertThat(detectors).allSatisfy(one -> {
                assertThat(one.path("records").asLong()).isZero();
                assertThat(one.path("series").asInt()).isZero();
                assertThat(one.path("flags")).isEmpty();
                assertThat(one.path("state").asString()).isIn("warming_up", "ready");
                assertThat(one.has("reason")).isFalse();
            });
            assertThat(named(detectors, "length").path("learns_per"))
                    .extracting(JsonNode::asString)
                    .containsExactly("service", "stage", "model", "prompt", "prompt_version");
        }
    }

    @Test
    void flagsAreCountedByKindAmongTheMetricsToo() {
        try (TestServer server = TestServer.start(folder)) {
            server.take(orders(0, 120));
            server.take("{\"timestamp\":\"2026-11-24T11:00:00Z\",\"kind\":\"span\",\"trace_id\":\"" + "f".repeat(32)
                    + "\",\"service\":\"shop\",\"stage\":\"take order\",\"duration\":0.1,\"items\":\"many\"}");

            JsonNode quality = named(all(server.get("/api/v1/detectors")), "input_quality");
            assertThat(quality.path("state").asString()).isEqualTo("ready");
            assertThat(quality.path("series").asInt()).isEqualTo(1);
            assertThat(quality.path("warming_up").asInt()).isZero();
            assertThat(quality.path("records").asLong()).isEqualTo(121);
            assertThat(quality.path("flags").path("type_change").asLong()).isEqualTo(1);
            assertThat(quality.path("flags").path("data_quality").asLong()).isEqualTo(1);
            assertThat(server.get("/metrics").text())
                    .contains("whence_detector_flags_total{detector=\"input_quality\",kind=\"type_change\"} 1.0")
                    .contains("whence_detector_flags_total{detector=\"input_quality\",kind=\"encoding\"} 0.0")
                    .contains("whence_detector_off{detector=\"input_quality\"} 0")
                    .contains("whence_detector_state{detector=\"input_quality\",state=\"ready\"} 1")
                    .contains("whence_detector_series_warming_up{detector=\"input_quality\"} 0")
                    .contains("whence_detector_skipped_total{detector=\"series_watch\",reason=\"late\"} 0.0");

            JsonNode anomaly = server.get("/api/v1/anomalies?kind=type_change")
                    .json()
                    .path("anomalies")
                    .path(0);
            assertThat(anomaly.path("reason").asString())
                    .isEqualTo("take order has text in the field items, \"many\", where a number is usual");
        }
    }

    @Test
    void spansThatComeTooLateAreCounted() {
        try (TestServer server = TestServer.start(folder)) {
            server.take(orders(600, 1200));
            server.take(orders(0, 1));
            assertThat(named(all(server.get("/api/v1/detectors")), "series_watch")
                            .path("skipped")
                            .path("late")
                            .asLong())
                    .isEqualTo(1);
        }
    }

    private static String[] orders(int from, int to) {
        String[] lines = new String[to - from];
        for (int i = from; i < to; i++) {
            lines[i - from] = String.format(
                    "{\"timestamp\":\"2026-11-24T10:%02d:%02dZ\",\"kind\":\"span\",\"trace_id\":\"%032x\",\"service\":\"shop\","
                            + "\"stage\":\"take order\",\"duration\":0.1,\"items\":%d}",
                    i / 60, i % 60, i + 1, 1 + i % 7);
        }
        return lines;
    }

    private static List<JsonNode> all(Reply reply) {
        return StreamSupport.stream(reply.json().path("detectors").spliterator(), false)
                .toList();
    }

    private static JsonNode named(List<JsonNode> detectors, String name) {
        return detectors.stream()
                .filter(one -> one.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
