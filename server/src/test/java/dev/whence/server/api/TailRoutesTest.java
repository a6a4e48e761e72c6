package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whence.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records as they arrive, and a clean end. */
class TailRoutesTest {
    @TempDir
    Path folder;

    @Test
    void matchingRecordsAreSentAsTheyArriveUntilTheServerStops() {
        TestServer server = TestServer.start(folder);
        List<String> lines = new CopyOnWriteArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<Stream<String>>> reading = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/tail?q=stage:chat"))
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            HttpResponse<Stream<String>> response = reading.join();
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            CompletableFuture<Void> end =
                    CompletableFuture.runAsync(() -> response.body().forEach(lines::add));
            await().until(() -> lines.contains(": following"));
            server.take("{\"stage\":\"chat\",\"message\":\"seen\"}", "{\"stage\":\"other\",\"message\":\"not seen\"}");
            await().until(() -> lines.stream().anyMatch(line -> line.startsWith("data: {") && line.contains("seen")));
            server.close();
            end.join();
            assertThat(lines).contains("event: end").noneMatch(line -> line.contains("not seen"));
        }
    }
}
