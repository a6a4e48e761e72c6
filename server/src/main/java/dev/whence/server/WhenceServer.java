package dev.whence.server;

import dev.whence.indexer.TraceStore;
import dev.whence.server.api.HttpApi;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A running server: the store, the detectors, the analyzer, and HTTP in front of them. Safe for any thread.
 *
 * <pre>{@code
 * try (WhenceServer server = WhenceServer.start(ServerConfig.of(Path.of("data")).withPort(0))) {
 *     System.out.println(server.url());
 * }
 * }</pre>
 */
public final class WhenceServer implements AutoCloseable {
    private final ServerConfig config;
    private final HttpApi http;
    private final Optional<TraceStore> store = Optional.empty();
    private volatile boolean ready;

    private WhenceServer(ServerConfig config, InstantSource clock) {
        this.config = config;
        try {
            this.http = HttpApi.start(
                    new HttpApi.Address(config.host(), config.port(), config.otlpPort()), () -> ready, clock);
        } catch (UncheckedIOException e) {
            throw new ServerException(String.valueOf(e.getMessage()), e);
        }
        this.ready = true;
    }

    /**
     * Starts a server; when this returns, it answers and everything taken before the last stop can be found.
     *
     * @throws ServerException when it cannot listen or its folder cannot be used; the message says what to change
     */
    public static WhenceServer start(ServerConfig config) {
        return new WhenceServer(config, Clock.systemUTC());
    }

    /** Where it answers, such as {@code http://127.0.0.1:7070}, without a slash at the end. */
    public String url() {
        String host = config.host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
    }

    /** What it stores into. */
    public TraceStore store() {
        return store.orElseThrow(() -> new ServerException("this server has no store"));
    }

    /** Ends requests under way, makes everything permanent and gives all resources back. */
    @Override
    public void close() {
        ready = false;
        http.close();
    }
}
