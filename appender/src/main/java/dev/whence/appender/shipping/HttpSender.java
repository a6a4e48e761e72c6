package dev.whence.appender.shipping;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/** Posts batches over HTTP/1.1 and reads what the server says to them; for one thread, which it never blocks. */
final class HttpSender {
    /** Smaller bodies gain nothing by compression. */
    private static final int WORTH_COMPRESSING = 1024;

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private final ShippingOptions options;
    private final InstantSource clock;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(work -> new ShipperThread(work, "whence-appender-http"));
    private final HttpClient client;

    HttpSender(ShippingOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(options.requestTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    /**
     * Sends the batch.
     *
     * @param whenAnswered called by any thread once the answer is there
     */
    Exchange send(Batch batch, Runnable whenAnswered) {
        HttpRequest.Builder request = HttpRequest.newBuilder(options.endpoint())
                .timeout(options.requestTimeout())
                .header("content-type", "application/x-ndjson");
        byte[] body = batch.lines();
        if (options.gzip() && body.length >= WORTH_COMPRESSING) {
            body = gzip(body);
            request.header("content-encoding", "gzip");
        }
        options.headers().forEach(request::setHeader);
        HttpRequest post =
                request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(post, ignored -> new BodyBeginning());
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        var unused = response.whenComplete((got, failure) -> {
            answer.complete(failure == null ? answer(got) : failed(failure));
            whenAnswered.run();
        });
        return new Exchange(response, answer);
    }

    /** A request on its way, and the answer it will have, which never fails. */
    record Exchange(CompletableFuture<?> request, CompletableFuture<Answer> answer) {
        void cancel() {
            request.cancel(true);
        }
    }

    void close() {
        threads.shutdown();
    }

    private Answer answer(HttpResponse<String> response) {
        OptionalLong retryAfter = response.headers()
                .firstValue("retry-after")
                .map(this::retryAfter)
                .orElse(OptionalLong.empty());
        return new Answer(response.statusCode(), retryAfter, response.body());
    }

    /** Seconds or an HTTP date (RFC 9110, 10.2.3); empty when it is neither. */
    private OptionalLong retryAfter(String value) {
        Duration wait;
        try {
            String text = value.strip();
            wait = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(text.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(text))
                    : Duration.between(
                            Instant.ofEpochMilli(clock.millis()),
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException notADate) {
            return OptionalLong.empty();
        }
        if (wait.isNegative()) {
            wait = Duration.ZERO;
        }
        return OptionalLong.of((wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait).toNanos());
    }

    private Answer failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectException) {
            return Answer.none("no connection");
        }
        if (cause instanceof HttpTimeoutException) {
            return Answer.late(options.requestTimeout());
        }
        String message = cause.getMessage();
        return Answer.none(cause.getClass().getSimpleName() + (message == null ? "" : ": " + message));
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4 + 64);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array takes everything
        }
        return out.toByteArray();
    }
}
