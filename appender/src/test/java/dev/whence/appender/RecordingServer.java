package dev.whence.appender;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.model.RecordFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A real HTTP server that keeps what it was sent and answers as it is told; by default it takes everything. */
public final class RecordingServer implements AutoCloseable {
    static {
        // Without it, each answer waits for the client's delayed acknowledgement: 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Record> taken = new CopyOnWriteArrayList<>();
    private volatile Answering answering = request -> Reply.ok();

    /** One request as it came, its body inflated. */
    public record Request(Headers headers, String body, List<Record> records) {}

    /** What is answered; only with a status of 200 are the records taken. */
    public record Reply(int status, Map<String, String> headers, String body) {
        public static Reply ok() {
            return new Reply(200, Map.of(), "");
        }

        public static Reply of(int status) {
            return new Reply(status, Map.of(), "told to say " + status);
        }
    }

    /** Decides on the answer to a request; may wait. */
    @FunctionalInterface
    public interface Answering {
        Reply answer(Request request) throws InterruptedException;
    }

    public RecordingServer() throws IOException {
        this(0);
    }

    public RecordingServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/records", this::handle);
        server.start();
    }

    public void answer(Answering answering) {
        this.answering = answering;
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Request> requests() {
        return requests;
    }

    /** The records of all requests that were answered with 200, in the order they came. */
    public List<Record> taken() {
        return taken;
    }

    /** A port on which nobody listens now. */
    public static int freePort() throws IOException {
        try (RecordingServer server = new RecordingServer()) {
            return server.port();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
            InputStream in = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
            String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Request request = new Request(exchange.getRequestHeaders(), body, records(body));
            requests.add(request);
            Reply reply = answering.answer(request);
            if (reply.status() == 200) {
                taken.addAll(request.records());
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            String answer = reply.status() == 200 && reply.body().isEmpty()
                    ? "{\"accepted\":" + request.records().size() + ",\"rejected\":[]}"
                    : reply.body();
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Record> records(String body) {
        List<Record> records = new ArrayList<>();
        for (String line : body.split("\n")) {
            try {
                records.add(RecordCodec.read(line.getBytes(StandardCharsets.UTF_8), 0));
            } catch (RecordFormatException e) {
                throw new IllegalStateException("the appender sent a line that is no record: " + line, e);
            }
        }
        return records;
    }
}
