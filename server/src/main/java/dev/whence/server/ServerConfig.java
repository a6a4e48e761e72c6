package dev.whence.server;

import dev.whence.anomaly.AnomalyOptions;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.RedactionOptions;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What an operator may set of a server. Immutable; the {@code with…} methods give changed copies.
 *
 * @param host the address to listen on; only loopback addresses are reached from this machine alone
 * @param port 0 for a free one
 * @param otlpPort a second port to listen on, for clients that send OTLP to 4318 by default
 * @param dataDir where everything is kept; made when missing
 * @param bodyLimitBytes the largest request body, after inflating
 * @param redaction what is taken out of records before they are stored
 * @param anomaly how sensitive the detectors are
 * @param store how the store behaves
 * @param drift how the server looks for drift by itself
 * @param bias between which groups it compares outcomes by itself
 */
public record ServerConfig(
        String host,
        int port,
        OptionalInt otlpPort,
        Path dataDir,
        long bodyLimitBytes,
        RedactionOptions redaction,
        AnomalyOptions anomaly,
        StoreOptions store,
        DriftOptions drift,
        BiasOptions bias) {
    public static final int DEFAULT_PORT = 7070;
    private static final long DEFAULT_BODY_LIMIT = 16L << 20;
    private static final int MAX_PORT = 65_535;

    /** Checks the ranges. */
    public ServerConfig {
        require(!host.isBlank(), "host is an address to listen on, such as 127.0.0.1 or 0.0.0.0");
        require(port >= 0 && port <= MAX_PORT, "port lies between 0 and 65535; 0 takes a free one");
        require(
                otlpPort.isEmpty() || otlpPort.getAsInt() >= 0 && otlpPort.getAsInt() <= MAX_PORT,
                "otlp.port lies between 0 and 65535");
        require(
                bodyLimitBytes >= 1024 && bodyLimitBytes <= 1L << 30,
                "bodyLimitBytes lies between 1024 and 1073741824 (1 GiB)");
    }

    /** Loopback, port 7070, bodies up to 16 MiB, secrets redacted. */
    public static ServerConfig of(Path dataDir) {
        return new ServerConfig(
                "127.0.0.1",
                DEFAULT_PORT,
                OptionalInt.empty(),
                dataDir,
                DEFAULT_BODY_LIMIT,
                RedactionOptions.defaults(),
                AnomalyOptions.defaults(),
                StoreOptions.defaults(),
                DriftOptions.defaults(),
                BiasOptions.defaults());
    }

    public ServerConfig withHost(String address) {
        return new ServerConfig(
                address, port, otlpPort, dataDir, bodyLimitBytes, redaction, anomaly, store, drift, bias);
    }

    public ServerConfig withPort(int number) {
        return new ServerConfig(
                host, number, otlpPort, dataDir, bodyLimitBytes, redaction, anomaly, store, drift, bias);
    }

    public ServerConfig withOtlpPort(int number) {
        return new ServerConfig(
                host, port, OptionalInt.of(number), dataDir, bodyLimitBytes, redaction, anomaly, store, drift, bias);
    }

    public ServerConfig withDataDir(Path folder) {
        return new ServerConfig(host, port, otlpPort, folder, bodyLimitBytes, redaction, anomaly, store, drift, bias);
    }

    public ServerConfig withBodyLimitBytes(long bytes) {
        return new ServerConfig(host, port, otlpPort, dataDir, bytes, redaction, anomaly, store, drift, bias);
    }

    public ServerConfig withRedaction(RedactionOptions options) {
        return new ServerConfig(host, port, otlpPort, dataDir, bodyLimitBytes, options, anomaly, store, drift, bias);
    }

    public ServerConfig withAnomaly(AnomalyOptions options) {
        return new ServerConfig(host, port, otlpPort, dataDir, bodyLimitBytes, redaction, options, store, drift, bias);
    }

    public ServerConfig withStore(StoreOptions options) {
        return new ServerConfig(
                host, port, otlpPort, dataDir, bodyLimitBytes, redaction, anomaly, options, drift, bias);
    }

    public ServerConfig withDrift(DriftOptions options) {
        return new ServerConfig(
                host, port, otlpPort, dataDir, bodyLimitBytes, redaction, anomaly, store, options, bias);
    }

    public ServerConfig withBias(BiasOptions options) {
        return new ServerConfig(
                host, port, otlpPort, dataDir, bodyLimitBytes, redaction, anomaly, store, drift, options);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
