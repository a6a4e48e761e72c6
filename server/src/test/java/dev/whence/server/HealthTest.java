package dev.whence.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server starts, says that it is ready, and stops. */
class HealthTest {
    @TempDir
    Path folder;

    @Test
    void aStartedServerIsAliveAndReady() throws Exception {
        try (WhenceServer server = WhenceServer.start(ServerConfig.of(folder).withPort(0));
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, server.url() + "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(client, server.url() + "/readyz").body()).contains("ready");
            assertThat(get(client, server.url() + "/").body()).contains("<title>Whence</title>");
            assertThat(get(client, server.url() + "/healthy").body()).contains("did you mean /healthz?");
        }
    }

    @Test
    void aPortInUseIsSaidSo() {
        try (WhenceServer first = WhenceServer.start(ServerConfig.of(folder).withPort(0))) {
            int port = URI.create(first.url()).getPort();
            assertThatThrownBy(() -> WhenceServer.start(
                            ServerConfig.of(folder.resolve("other")).withPort(port)))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining(String.valueOf(port))
                    .hasMessageContaining("another port");
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
