package dev.whence.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What was acknowledged is there again, however the server ended. */
class DurabilityTest {
    private static final int SENDERS = 6;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 300;

    @TempDir
    Path folder;

    @Test
    void aRestartKeepsRecordsTracesAndWhatTheDetectorsLearned() {
        String span =
                "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"trace_id\":\"a1\",\"span_id\":\"a2\",\"service\":\"s\","
                        + "\"stage\":\"chat\",\"duration\":1.25,\"tenant.id\":\"t-7\"}";
        JsonNode before;
        try (TestServer server = TestServer.start(folder)) {
            server.take(span);
            before = server.get("/api/v1/search?q=tenant.id:t-7").json().path("records");
        }
        try (TestServer server = TestServer.start(folder)) {
            assertThat(server.get("/api/v1/search?q=tenant.id:t-7").json().path("records"))
                    .isEqualTo(before)
                    .hasSize(1);
            assertThat(server.get("/api/v1/traces/a1").json().path("span_count").asInt())
                    .isEqualTo(1);
            assertThat(folder.resolve("anomaly")).isDirectoryContaining("glob:**/anomaly-*.state");
        }
    }

    @Test
    void killingTheServerLosesNothingAcknowledged() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        folder.toString())
                .redirectError(Redirect.DISCARD)
                .start();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String url = out.readLine();
            AtomicBoolean dead = new AtomicBoolean();
            List<Thread> senders = IntStream.range(0, SENDERS)
                    .mapToObj(sender -> Thread.ofVirtual().start(() -> send(url, sender, acknowledged, dead)))
                    .toList();
            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= ACKNOWLEDGED_BEFORE_KILL);
            process.destroyForcibly().waitFor();
            dead.set(true);
            for (Thread sender : senders) {
                sender.join();
            }
        } finally {
            process.destroyForcibly();
        }
        try (TestServer server = TestServer.start(folder)) {
            List<String> found = new ArrayList<>();
            server.get("/api/v1/search?q=service:sender&limit=10000")
                    .json()
                    .path("records")
                    .forEach(record -> found.add(record.path("span_id").asString()));
            assertThat(found).containsAll(acknowledged).doesNotHaveDuplicates();
        }
    }

    private static void send(String url, int sender, Set<String> acknowledged, AtomicBoolean dead) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int batch = 0; !dead.get(); batch++) {
                List<String> ids = new ArrayList<>();
                StringBuilder body = new StringBuilder();
                for (int i = 0; i < 3; i++) {
                    String id = "%04x%08x%04x".formatted(sender + 1, batch, i);
                    ids.add(id);
                    body.append("{\"service\":\"sender\",\"stage\":\"work\",\"duration\":0.1,\"span_id\":\"")
                            .append(id)
                            .append("\"}\n");
                }
                HttpResponse<String> reply = client.send(
                        HttpRequest.newBuilder(URI.create(url + "/api/v1/records"))
                                .header("Content-Type", "application/x-ndjson")
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (reply.statusCode() == 200) {
                    acknowledged.addAll(ids);
                }
            }
        } catch (IOException e) {
            dead.set(true); // The server is gone: what it had not answered does not count.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
