package dev.whence.indexer.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final long START_SECONDS = 1_764_000_000L;

    @TempDir
    Path folder;

    @Test
    void recordsOlderThanTheirTimeAreForgotten() {
        keepHours(0, 10);
        StoreOptions options = StoreOptions.defaults().withMaxAge(Duration.ofHours(4));
        try (TraceStore store = open(options, 10)) {
            assertThat(hours(store)).containsExactly(9L, 8L, 7L, 6L);
            assertThat(store.stats().records()).isEqualTo(4);
        }
        try (TraceStore store = open(options, 11)) {
            assertThat(hours(store)).containsExactly(9L, 8L, 7L);
        }
    }

    @Test
    void nothingIsForgottenWithoutALimit() {
        keepHours(0, 3);
        try (TraceStore store = open(StoreOptions.defaults(), 1_000_000)) {
            assertThat(hours(store)).hasSize(3);
        }
    }

    @Test
    void theOldestRecordsGoWhenTheIndexIsTooLarge() {
        for (int hour = 0; hour < 6; hour++) {
            keepHours(hour, hour + 1); // each in a segment of its own
        }
        long all = size(StoreOptions.defaults());
        StoreOptions half = StoreOptions.defaults().withMaxIndexBytes(all / 2);
        try (TraceStore store = open(half, 10)) {
            List<Long> kept = hours(store);
            assertThat(kept).isNotEmpty().hasSizeLessThan(6);
            assertThat(kept)
                    .containsExactlyElementsOf(LongStream.range(0, kept.size())
                            .mapToObj(i -> 5 - i)
                            .toList());
        }
    }

    private long size(StoreOptions options) {
        try (TraceStore store = open(options, 10)) {
            return store.stats().indexBytes();
        }
    }

    private void keepHours(int from, int to) {
        try (TraceStore store = open(StoreOptions.defaults(), to)) {
            store.append(
                    LongStream.range(from, to).mapToObj(RetentionTest::record).toList());
        }
    }

    private LuceneTraceStore open(StoreOptions options, long hoursLater) {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(START_SECONDS + hoursLater * 3600));
        return LuceneTraceStore.open(folder, options, Enricher.NONE, clock);
    }

    private static Record record(long hour) {
        return Record.builder()
                .timestampNanos((START_SECONDS + hour * 3600) * 1_000_000_000L)
                .put("hour", hour)
                .put(Names.MESSAGE, "something happened in that hour")
                .build();
    }

    private static List<Long> hours(TraceStore store) {
        return store.search(SearchRequest.newest(Selection.EVERYTHING, 100)).records().stream()
                .map(record -> (Long) record.value("hour").orElseThrow())
                .toList();
    }
}
