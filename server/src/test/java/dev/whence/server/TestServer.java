package dev.whence.server;

import dev.whence.indexer.lucene.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server on a free port of this machine, and a client for it. */
public final class TestServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final WhenceServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(WhenceServer server) {
        this.server = server;
    }

    /** What is asked for small machines: a test needs no room on the disk. */
    public static ServerConfig config(Path folder) {
        return ServerConfig.of(folder)
                .withPort(0)
                .withStore(StoreOptions.defaults().withMinFreeBytes(0));
    }

    public static TestServer start(Path folder) {
        return start(config(folder));
    }

    public static TestServer start(ServerConfig config) {
        return new TestServer(WhenceServer.start(config));
    }

    public WhenceServer server() {
        return server;
    }

    public String url() {
        return server.url();
    }

    /** An answer; its body as text and, where it is JSON, as a tree. */
    public record Reply(int status, HttpResponse<byte[]> response) {
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String detail() {
            return json().path("detail").asString("");
        }
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    public Reply post(String path, String contentType, String body) {
        return post(path, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public Reply post(String path, String contentType, byte[] body) {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path));
    }

    public Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError("the server did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Posts NDJSON, which must be taken whole, and waits until it can be found. */
    public void take(String... lines) {
        Reply reply = post("/api/v1/records", "application/x-ndjson", String.join("\n", lines));
        if (reply.status() != 200 || reply.json().path("accepted").asInt() != lines.length) {
            throw new AssertionError(reply.text());
        }
        server.store().refresh();
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
