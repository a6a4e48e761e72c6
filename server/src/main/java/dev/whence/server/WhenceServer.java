package dev.whence.server;

import dev.whence.analyzer.RootCauseAnalyzer;
import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyException;
import dev.whence.anomaly.drift.DriftLimits;
import dev.whence.indexer.StoreException;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.Redactor;
import dev.whence.server.api.HttpApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

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
    private final AnomalyEngine engine;
    private final TraceStore store;
    private final DriftWatch drift;
    private final BiasWatch bias;
    private final HttpApi http;
    private volatile boolean ready;

    private WhenceServer(ServerConfig config, InstantSource clock) {
        this.config = config;
        this.engine = AnomalyEngine.open(config.dataDir().resolve("anomaly"), config.anomaly());
        try {
            this.store = LuceneTraceStore.open(config.dataDir(), config.store(), new EngineEnricher(engine));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        DriftLimits limits = DriftLimits.defaults();
        DriftAnalyzer analyzer = new DriftAnalyzer(store, limits);
        this.drift = new DriftWatch(store, analyzer, limits, config.drift(), clock);
        this.bias = new BiasWatch(store, config.bias(), clock);
        try {
            this.http = HttpApi.start(
                    new HttpApi.Address(config.host(), config.port(), config.otlpPort()),
                    new HttpApi.Parts(
                            store,
                            new RootCauseAnalyzer(store),
                            analyzer,
                            new Redactor(config.redaction()),
                            config.bodyLimitBytes(),
                            config.bias().groups(),
                            engine::states,
                            () -> ready,
                            clock));
        } catch (RuntimeException e) {
            drift.close();
            bias.close();
            store.close();
            engine.close();
            throw e;
        }
        try {
            store.refresh();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        drift.start();
        bias.start();
        this.ready = true;
    }

    /**
     * Starts a server; when this returns, it answers, and everything taken before the last stop can be found.
     *
     * @throws ServerException when it cannot listen or its folder cannot be used; the message says what to change
     */
    public static WhenceServer start(ServerConfig config) {
        try {
            Files.createDirectories(config.dataDir());
            return new WhenceServer(config, Clock.systemUTC());
        } catch (IOException e) {
            throw new ServerException(
                    "the data folder " + config.dataDir() + " cannot be made (" + e.getMessage()
                            + "); name another one",
                    e);
        } catch (StoreException | AnomalyException | UncheckedIOException e) {
            throw new ServerException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Where it answers, such as {@code http://127.0.0.1:7070}, without a slash at the end. */
    public String url() {
        String host = config.host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
    }

    /** The second port, where it listens on one. */
    public OptionalInt otlpPort() {
        return http.otlpPort();
    }

    /** What it answers, as {@code GET /path}, apart from the files of the pages. */
    public List<String> routes() {
        return http.routes();
    }

    /** What it stores into; do not close it. */
    public TraceStore store() {
        return store;
    }

    /**
     * Calls the listener with every record that the detectors flag, on one thread of the store: it must be quick.
     * Closing the answer ends it.
     */
    public TraceStore.Listening onAnomaly(Consumer<Record> listener) {
        return store.listen(batch ->
                batch.stream().filter(record -> record.has(Names.ANOMALY_SCORE)).forEach(listener));
    }

    /** Ends requests under way, makes everything permanent and gives all resources back. */
    @Override
    public void close() {
        ready = false;
        try {
            http.close();
        } finally {
            drift.close();
            bias.close();
            try {
                store.close();
            } finally {
                engine.close();
            }
        }
    }
}
