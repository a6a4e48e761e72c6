package dev.whence.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.server.TestServer.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What senders are told when the server cannot take more, and where else it listens. */
class OverloadTest {
    @TempDir
    Path folder;

    @Test
    void aBatchThatTheQueueCannotHoldIsToBeSentAgain() {
        ServerConfig config = TestServer.config(folder)
                .withStore(StoreOptions.defaults().withMinFreeBytes(0).withQueueBytes(64));
        try (TestServer server = TestServer.start(config)) {
            Reply first = fill(server);
            assertThat(first.status()).isEqualTo(429);
            assertThat(first.header("Retry-After")).isNotEmpty();
            assertThat(first.detail()).isNotBlank();
            Reply otlp = server.post(
                    "/v1/logs",
                    "application/json",
                    "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + otlpLogs(2000) + "]}]}]}");
            if (otlp.status() != 200) { // the queue may just have emptied
                assertThat(otlp.status()).isEqualTo(429);
                assertThat(otlp.header("Retry-After")).isNotEmpty();
                assertThat(otlp.json().path("code").asInt()).isEqualTo(8);
            }
        }
    }

    private static Reply fill(TestServer server) {
        String batch = "{\"message\":\"one of very many\",\"stage\":\"work\",\"duration\":0.1}\n".repeat(5000);
        Reply reply;
        do {
            reply = server.post("/api/v1/records", "application/x-ndjson", batch);
        } while (reply.status() == 200);
        return reply;
    }

    private static String otlpLogs(int count) {
        return "{\"body\":{\"stringValue\":\"one of many\"}},".repeat(count - 1)
                + "{\"body\":{\"stringValue\":\"last\"}}";
    }

    @Test
    void aDiskThatIsFullIsSaidSo() {
        ServerConfig config =
                TestServer.config(folder).withStore(StoreOptions.defaults().withMinFreeBytes(Long.MAX_VALUE));
        try (TestServer server = TestServer.start(config)) {
            Reply reply = server.post("/api/v1/records", "application/json", "{\"message\":\"a\"}");
            assertThat(reply.status()).isIn(429, 503);
            assertThat(reply.header("Retry-After")).isNotEmpty();
            assertThat(reply.detail()).contains("free");
        }
    }

    @Test
    void theSecondPortAnswersToo() throws Exception {
        try (TestServer server = TestServer.start(TestServer.config(folder).withOtlpPort(0))) {
            URI first = URI.create(server.url());
            int second = server.server().otlpPort().orElseThrow();
            assertThat(second).isNotEqualTo(first.getPort());
            Reply reply = server.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + second + "/v1/traces"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}")));
            assertThat(reply.status()).isEqualTo(200);
        }
    }
}
