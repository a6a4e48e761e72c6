package dev.whence.appender.shipping;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How records are shipped.
 *
 * @param endpoint where batches are posted to
 * @param headers further request headers
 * @param gzip whether bodies are compressed
 * @param queueBytes heap that records waiting in memory may hold
 * @param batchBytes size at which a batch is sent without waiting for more, before compression
 * @param flushInterval how long a record waits for others to travel with
 * @param requestTimeout how long an answer may take
 * @param firstRetryDelay the pause after a first failure; it doubles from there
 * @param mostRetryDelay the longest pause
 * @param spoolDir folder for what finds no room in memory or can't be delivered; empty for none
 * @param spoolBytes room on disk that the spool may take
 */
public record ShippingOptions(
        URI endpoint,
        Map<String, String> headers,
        boolean gzip,
        long queueBytes,
        int batchBytes,
        Duration flushInterval,
        Duration requestTimeout,
        Duration firstRetryDelay,
        Duration mostRetryDelay,
        Optional<Path> spoolDir,
        long spoolBytes) {}
