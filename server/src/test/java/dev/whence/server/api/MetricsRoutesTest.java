package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server counts of itself. */
class MetricsRoutesTest {
    @TempDir
    Path folder;

    @Test
    void requestsRecordsStoreDetectorsAndMachineAreCounted() {
        try (TestServer server = TestServer.start(folder)) {
            server.post(
                    "/api/v1/records",
                    "application/json",
                    "{\"message\":\"a\",\"password\":\"x\"}\nbad\n{\"message\":\"b\"}");
            server.get("/api/v1/traces/none");
            server.get("/api/v1/search?limit=x");
            server.get("/nothing");
            server.server().store().refresh();
            Reply reply = server.get("/metrics");
            assertThat(reply.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            assertThat(reply.text())
                    .contains("whence_records_accepted_total{protocol=\"ndjson\"} 2.0")
                    .contains("whence_records_rejected_total{protocol=\"ndjson\"} 1.0")
                    .contains("whence_store_records 2.0")
                    .contains("whence_store_queue_bytes 0.0")
                    .contains("whence_store_index_bytes")
                    .contains("whence_redactions_total 1.0")
                    .containsPattern("whence_detector_state\\{detector=\"[a-z_]+\",state=\"warming_up\"} 1")
                    .contains(
                            "http_server_requests_seconds_count{method=\"GET\",route=\"/api/v1/traces/{trace_id}\",status=\"404\"} 1")
                    .contains(
                            "http_server_requests_seconds_count{method=\"GET\",route=\"/api/v1/search\",status=\"400\"} 1")
                    .contains("http_server_requests_seconds_count{method=\"GET\",route=\"other\",status=\"404\"} 1")
                    .contains("jvm_memory_used_bytes");
        }
    }
}
