package dev.whence.server;

import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Record;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Tells the time of the newest record: that is now, for what looks back. Stateless. */
final class Latest {
    /** Clocks of senders go wrong; what is farther in the future than that is not taken for now. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private Latest() {}

    /** Of those that match the query, in nanoseconds since the epoch; empty when there are none. */
    static OptionalLong nanos(TraceStore store, String query, InstantSource clock) {
        Instant latest = clock.instant().plus(AHEAD);
        long end = latest.getEpochSecond() * 1_000_000_000L + latest.getNano();
        return store.search(SearchRequest.newest(new Selection(query, Long.MIN_VALUE, end), 1)).records().stream()
                .mapToLong(Record::timestampNanos)
                .findFirst();
    }
}
