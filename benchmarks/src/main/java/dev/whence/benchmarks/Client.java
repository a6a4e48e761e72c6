package dev.whence.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with the server as a user's program does. Safe for any thread. */
final class Client {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ACCEPTED = 200;
    private static final int BUSY = 429;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final AtomicLong refusals = new AtomicLong();

    Client(String url) {
        this.url = url;
    }

    /** Sends lines until they are taken; waits as the server says when it is busy. */
    void ship(byte[] lines) {
        while (true) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/api/v1/records"))
                    .header("content-type", "application/x-ndjson")
                    .POST(BodyPublishers.ofByteArray(lines)));
            if (answer.statusCode() == ACCEPTED) {
                return;
            }
            if (answer.statusCode() != BUSY) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            refusals.incrementAndGet();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(
                    answer.headers().firstValueAsLong("retry-after").orElse(1)));
        }
    }

    /** How often the server was too busy to take a batch. */
    long refusals() {
        return refusals.get();
    }

    JsonNode get(String path) {
        return read(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    JsonNode post(String path, String json) {
        return read(HttpRequest.newBuilder(URI.create(url + path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private JsonNode read(HttpRequest.Builder request) {
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != ACCEPTED) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
