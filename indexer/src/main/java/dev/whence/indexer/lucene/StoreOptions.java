package dev.whence.indexer.lucene;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a {@link LuceneTraceStore} behaves.
 *
 * @param queueBytes how much may wait between journal and index, measured as it stands in the journal; more is refused
 * @param segmentBytes the size from which the journal begins a new file
 * @param commitBytes after so much of the journal the index is committed and the journal trimmed
 * @param commitInterval after so long too
 * @param refreshInterval how long it takes at most until an indexed record can be found
 * @param indexThreads how many threads index
 * @param minFreeBytes while less than that is free on the disk, nothing is taken: a full disk would end the index
 * @param maxAge records older than that are forgotten; empty to keep them
 * @param maxIndexBytes when the index is larger than that, the oldest records are forgotten; empty to keep them
 * @param closeTimeout how long closing goes on indexing; what then still waits is in the journal for the next opening
 */
public record StoreOptions(
        long queueBytes,
        long segmentBytes,
        long commitBytes,
        Duration commitInterval,
        Duration refreshInterval,
        int indexThreads,
        long minFreeBytes,
        Optional<Duration> maxAge,
        OptionalLong maxIndexBytes,
        Duration closeTimeout) {
    private static final long MB = 1 << 20;
    private static final long MOST_DAYS = 36_500;

    /** Checks the ranges. */
    public StoreOptions {
        require(queueBytes > 0 && segmentBytes > 0 && commitBytes > 0, "sizes are larger than 0");
        require(minFreeBytes >= 0, "the bytes to be left free on the disk are 0 or more");
        require(isLonger(commitInterval) && isLonger(refreshInterval), "intervals are longer than 0");
        require(indexThreads > 0, "at least one thread indexes");
        require(
                maxAge.isEmpty() || isLonger(maxAge.get()) && maxAge.get().toDays() <= MOST_DAYS,
                "the time for which records are kept is longer than 0 and at most " + MOST_DAYS + " days");
        require(maxIndexBytes.orElse(1) > 0, "the largest size of the index is larger than 0");
    }

    private static boolean isLonger(Duration duration) {
        return duration.compareTo(Duration.ZERO) > 0;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** A queue of 64 MB, or a sixteenth of the heap when that is less; two index threads. */
    public static StoreOptions defaults() {
        return new StoreOptions(
                Math.min(64 * MB, Runtime.getRuntime().maxMemory() / 16),
                64 * MB,
                128 * MB,
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                2,
                256 * MB,
                Optional.empty(),
                OptionalLong.empty(),
                Duration.ofSeconds(30));
    }

    public StoreOptions withQueueBytes(long bytes) {
        return new StoreOptions(
                bytes,
                segmentBytes,
                commitBytes,
                commitInterval,
                refreshInterval,
                indexThreads,
                minFreeBytes,
                maxAge,
                maxIndexBytes,
                closeTimeout);
    }

    public StoreOptions withSegmentBytes(long bytes) {
        return new StoreOptions(
                queueBytes,
                bytes,
                commitBytes,
                commitInterval,
                refreshInterval,
                indexThreads,
                minFreeBytes,
                maxAge,
                maxIndexBytes,
                closeTimeout);
    }

    public StoreOptions withCommitBytes(long bytes) {
        return new StoreOptions(
                queueBytes,
                segmentBytes,
                bytes,
                commitInterval,
                refreshInterval,
                indexThreads,
                minFreeBytes,
                maxAge,
                maxIndexBytes,
                closeTimeout);
    }

    public StoreOptions withMinFreeBytes(long bytes) {
        return new StoreOptions(
                queueBytes,
                segmentBytes,
                commitBytes,
                commitInterval,
                refreshInterval,
                indexThreads,
                bytes,
                maxAge,
                maxIndexBytes,
                closeTimeout);
    }

    public StoreOptions withMaxAge(Duration age) {
        return new StoreOptions(
                queueBytes,
                segmentBytes,
                commitBytes,
                commitInterval,
                refreshInterval,
                indexThreads,
                minFreeBytes,
                Optional.of(age),
                maxIndexBytes,
                closeTimeout);
    }

    public StoreOptions withMaxIndexBytes(long bytes) {
        return new StoreOptions(
                queueBytes,
                segmentBytes,
                commitBytes,
                commitInterval,
                refreshInterval,
                indexThreads,
                minFreeBytes,
                maxAge,
                OptionalLong.of(bytes),
                closeTimeout);
    }

    public StoreOptions withCloseTimeout(Duration timeout) {
        return new StoreOptions(
                queueBytes,
                segmentBytes,
                commitBytes,
                commitInterval,
                refreshInterval,
                indexThreads,
                minFreeBytes,
                maxAge,
                maxIndexBytes,
                timeout);
    }
}
