package dev.whence.server.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a server through its HTTP API. Safe for any thread. */
public final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int BAD_REQUEST = 400;
    private static final int RETRY_AFTER_SECONDS = 1;

    private final String base;
    private final HttpClient http;
    private final JsonMapper json = JsonMapper.shared();

    /** @param base the server's address without a slash at the end, such as {@code http://127.0.0.1:7070} */
    public ApiClient(String base) {
        this.base = base;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * What a server said.
     *
     * @param retryAfterSeconds after how long to try again, where it said that it has no time now
     * @param body the answer, or the problem
     */
    public record Reply(int status, int retryAfterSeconds, byte[] body) {
        /** Whether nothing was taken and the same may be sent again later. */
        public boolean isBusy() {
            return status == 429 || status == 503;
        }
    }

    /** The server's address, without a slash at the end. */
    public String base() {
        return base;
    }

    /**
     * The answer to a question.
     *
     * @throws Failure when the server cannot be reached or does not answer with success
     */
    public JsonNode get(String path, Map<String, String> parameters) {
        return answer(send(request(path, parameters).GET().build()));
    }

    /** As {@link #get}, with a question of an object. */
    public JsonNode post(String path, JsonNode question) {
        return answer(send(path, "application/json", json.writeValueAsBytes(question)));
    }

    /**
     * Sends a body and answers whatever the server says to it.
     *
     * @throws Failure when the server cannot be reached
     */
    public Reply send(String path, String contentType, byte[] body) {
        return send(request(path, Map.of())
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    /** The body as JSON, of a success. */
    public JsonNode answer(Reply reply) {
        if (reply.status() / 100 == 2) {
            return tree(reply);
        }
        String detail = detail(reply);
        if (reply.status() == BAD_REQUEST) {
            throw Failure.wrongUsage(detail);
        }
        throw new Failure(detail);
    }

    /** What the server refused one by one, where it took nothing of a batch for that reason. */
    public Optional<JsonNode> refusals(Reply reply) {
        if (reply.status() != BAD_REQUEST) {
            return Optional.empty();
        }
        JsonNode problem = tree(reply);
        return problem.path("rejected").isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    /** What the server says is wrong. */
    public String detail(Reply reply) {
        try (InputStream body = new ByteArrayInputStream(reply.body())) {
            String detail = json.readTree(body).path("detail").asString("");
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (JacksonException | IOException notAProblem) {
            return base + " answered with status " + reply.status() + "; is that a Whence server?";
        }
        return base + " answered with status " + reply.status();
    }

    private JsonNode tree(Reply reply) {
        try {
            return json.readTree(reply.body());
        } catch (JacksonException e) {
            throw new Failure(base + " does not answer with JSON; is that a Whence server?", e);
        }
    }

    private HttpRequest.Builder request(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(URI.create(base + path + (query.isEmpty() ? "" : "?" + query)))
                .timeout(TIMEOUT);
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), retryAfter(response), response.body());
        } catch (ConnectException e) {
            throw new Failure(
                    "nothing answers at " + base + "; start a server with whence serve, or name another with its"
                            + " address or a data folder with --data",
                    e);
        } catch (HttpTimeoutException e) {
            throw new Failure(base + " takes too long to answer", e);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new Failure("the connection to " + base + " broke: " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        }
    }

    private static int retryAfter(HttpResponse<?> response) {
        String value = response.headers().firstValue("Retry-After").orElse("");
        return value.matches("\\d{1,4}") ? Integer.parseInt(value) : RETRY_AFTER_SECONDS;
    }

    @Override
    public void close() {
        http.close();
    }
}
