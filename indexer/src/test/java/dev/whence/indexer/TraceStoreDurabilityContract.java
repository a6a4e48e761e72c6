package dev.whence.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store must hold to about taking records: durability, order, back-pressure, failures around it. */
public abstract class TraceStoreDurabilityContract {
    private static final long START_NANOS = 1_764_000_000_000_000_000L;

    @TempDir
    protected Path folder;

    /** Opens the store which keeps its records under the folder, or the one that was there before. */
    protected abstract TraceStore open(Path folder, Enricher enricher);

    /** As {@link #open}, with place for about so many bytes of waiting records. */
    protected abstract TraceStore openSmall(Path folder, long queueBytes, Enricher enricher);

    @Test
    void anAppendedBatchIsSeenAfterRefresh() {
        try (TraceStore store = open(folder, Enricher.NONE)) {
            List<Record> batch = records("a", 100);
            store.append(batch);
            store.refresh();
            assertThat(all(store)).containsExactlyInAnyOrderElementsOf(batch);
            assertThat(store.stats().records()).isEqualTo(100);
            assertThat(store.stats().waitingBytes()).isZero();
        }
    }

    @Test
    void anAppendedBatchIsSeenSoonWithoutRefresh() {
        try (TraceStore store = open(folder, Enricher.NONE)) {
            store.append(records("a", 3));
            await().until(() -> all(store).size() == 3);
        }
    }

    @Test
    void anEmptyBatchIsNothing() {
        try (TraceStore store = open(folder, Enricher.NONE)) {
            store.append(List.of());
            store.refresh();
            assertThat(all(store)).isEmpty();
        }
    }

    @Test
    void reopeningKeepsEverythingOnce() {
        List<Record> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            try (TraceStore store = open(folder, Enricher.NONE)) {
                List<Record> batch = records("open-" + i, 25);
                store.append(batch);
                expected.addAll(batch);
            }
        }
        try (TraceStore store = open(folder, Enricher.NONE)) {
            assertThat(all(store)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theSameRecordAppendedTwiceIsKeptTwice() {
        try (TraceStore store = open(folder, Enricher.NONE)) {
            store.append(records("a", 1));
            store.append(records("a", 1));
            store.refresh();
            assertThat(all(store)).hasSize(2);
        }
    }

    @Test
    void threadsAppendAtTheSameTimeAndNothingIsLostOrDoubled() throws Exception {
        try (TraceStore store = open(folder, Enricher.NONE)) {
            try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
                List<Future<?>> appending = new ArrayList<>();
                for (int t = 0; t < 8; t++) {
                    String name = "thread-" + t;
                    appending.add(pool.submit(() -> {
                        for (int i = 0; i < 20; i++) {
                            store.append(records(name + "-" + i, 10));
                        }
                    }));
                }
                for (Future<?> each : appending) {
                    each.get();
                }
            }
            store.refresh();
            List<String> spans = all(store).stream().map(Record::spanId).toList();
            assertThat(spans).hasSize(1600).doesNotHaveDuplicates();
        }
    }

    @Test
    void listenersHearEveryBatchInOrderOnceItIsEnriched() throws Exception {
        Enricher marking = record -> record.toBuilder().put("marked", true).build();
        List<Record> heard = Collections.synchronizedList(new ArrayList<>());
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        List<Record> enriched = Collections.synchronizedList(new ArrayList<>());
        Enricher noting = record -> {
            Record after = marking.enrich(record);
            enriched.add(after);
            return after;
        };
        try (TraceStore store = open(folder, noting)) {
            try (TraceStore.Listening listening = store.listen(batch -> {
                heard.addAll(batch);
                threads.add(Thread.currentThread());
            })) {
                try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
                    for (int t = 0; t < 4; t++) {
                        String name = "t" + t;
                        pool.execute(
                                () -> IntStream.range(0, 30).forEach(i -> store.append(records(name + "-" + i, 5))));
                    }
                }
                store.refresh();
                assertThat(listening).isNotNull();
            }
            store.append(records("later", 1));
            store.refresh();
        }
        assertThat(heard).hasSize(600).containsExactlyElementsOf(enriched.subList(0, 600));
        assertThat(heard).allMatch(record -> record.has("marked"));
        assertThat(threads).hasSize(1);
    }

    @Test
    void aListenerThatThrowsHindersNobody() {
        Set<String> heard = Collections.synchronizedSet(new HashSet<>());
        try (TraceStore store = open(folder, Enricher.NONE);
                TraceStore.Listening bad = store.listen(batch -> {
                    throw new IllegalStateException("a broken listener");
                });
                TraceStore.Listening good =
                        store.listen(batch -> batch.forEach(record -> heard.add(record.spanId())))) {
            store.append(records("a", 1));
            store.append(records("b", 1));
            store.refresh();
            assertThat(heard).containsExactlyInAnyOrder("a-0", "b-0");
            assertThat(List.of(bad, good)).doesNotContainNull();
            assertThat(all(store)).hasSize(2);
        }
    }

    @Test
    void anEnricherThatThrowsHindersNothing() {
        AtomicInteger calls = new AtomicInteger();
        Enricher broken = record -> {
            if (calls.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("a broken enricher");
            }
            return record.toBuilder().put("enriched", true).build();
        };
        try (TraceStore store = open(folder, broken)) {
            store.append(records("a", 10));
            store.refresh();
            assertThat(all(store))
                    .hasSize(10)
                    .filteredOn(record -> record.has("enriched"))
                    .hasSize(5);
        }
    }

    @Test
    void overloadRefusesWholeBatchesAndKeepsEveryAcceptedOne() {
        CountDownLatch mayEnrich = new CountDownLatch(1);
        Enricher stuck = record -> {
            awaitQuietly(mayEnrich);
            return record;
        };
        ConcurrentLinkedQueue<Record> accepted = new ConcurrentLinkedQueue<>();
        try (TraceStore store = openSmall(folder, 20_000, stuck)) {
            int refused = 0;
            for (int i = 0; i < 200 && refused < 5; i++) {
                List<Record> batch = records("batch-" + i, 10);
                try {
                    store.append(batch);
                    accepted.addAll(batch);
                } catch (OverloadedException e) {
                    assertThat(e).hasMessageContaining("again");
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(5);
            assertThat(accepted).isNotEmpty();
            assertThat(store.stats().waitingBytes()).isBetween(1L, 20_000L);
            mayEnrich.countDown();
            store.refresh();
            List<Record> again = records("again", 10);
            store.append(again);
            accepted.addAll(again);
            store.refresh();
            assertThat(all(store)).containsExactlyInAnyOrderElementsOf(accepted);
        }
    }

    @Test
    void aBatchLargerThanTheWholeQueueIsTakenWhenNothingElseWaits() {
        try (TraceStore store = openSmall(folder, 1_000, Enricher.NONE)) {
            store.append(records("large", 500));
            store.refresh();
            assertThat(all(store)).hasSize(500);
        }
    }

    @Test
    void oddRecordsComeThroughARestartAsTheyWere() {
        List<Record> odd = List.of(
                Record.builder().timestampNanos(0).kind(Kind.LOG).put("x", "y").build(),
                Record.builder()
                        .timestampNanos(START_NANOS)
                        .put(Names.TRACE_ID, "NOT-HEX")
                        .put("list", List.of("a", 1L, 2.5, true))
                        .put("large", Long.MAX_VALUE)
                        .put("tiny", Double.MIN_VALUE)
                        .put("words", "ünï\u0000 😀 \n\t\"")
                        .put("long", "x".repeat(100_000))
                        .build());
        try (TraceStore store = open(folder, Enricher.NONE)) {
            store.append(odd);
        }
        try (TraceStore store = open(folder, Enricher.NONE)) {
            assertThat(all(store)).hasSize(2);
        }
    }

    @Test
    void aClosedStoreTakesNothingAndSaysSo() {
        TraceStore store = open(folder, Enricher.NONE);
        store.close();
        store.close();
        assertThatThrownBy(() -> store.append(records("a", 1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(store::refresh).isInstanceOf(StoreException.class);
    }

    /** Records which are all different, with span ids of that name and a running number. */
    protected static List<Record> records(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Record.builder()
                        .timestampNanos(START_NANOS + i)
                        .kind(Kind.SPAN)
                        .put(Names.SPAN_ID, name + "-" + i)
                        .put(Names.SERVICE, "gateway")
                        .put(Names.STAGE, "generate")
                        .put(Names.DURATION, 0.25 * i)
                        .put(Names.OUTPUT, "An answer that is as long as answers of models are, number " + i)
                        .build())
                .toList();
    }

    protected static List<Record> all(TraceStore store) {
        return store.search(SearchRequest.newest(Selection.EVERYTHING, 10_000)).records();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
