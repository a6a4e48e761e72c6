package dev.whence.indexer.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.indexer.AggregateRequest;
import dev.whence.indexer.Bucket;
import dev.whence.indexer.Columns;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.StoreException;
import dev.whence.indexer.Table;
import dev.whence.model.Ids;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneIndexTest {
    private static final long T0 = 1_764_000_000_000_000_000L;

    @TempDir
    Path folder;

    private static Record span(int i) {
        return Record.builder()
                .kind(Kind.SPAN)
                .timestampNanos(T0 + i * 1_000_000_000L)
                .put("trace_id", String.format("%032x", i / 4 + 1))
                .put("span_id", String.format("%016x", i + 1))
                .put("service", i % 2 == 0 ? "gateway" : "vectordb")
                .put("stage", "stage-" + i % 4)
                .put("duration", 0.1 * (i % 10))
                .put("status", i % 5 == 0 ? "error" : "ok")
                .build();
    }

    private static List<Record> spans(int n) {
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            records.add(span(i));
        }
        return records;
    }

    private LuceneIndex open() {
        return LuceneIndex.open(folder, LuceneIndexOptions.defaults());
    }

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        try (LuceneIndex index = open()) {
            assertThat(index.committedPosition()).isZero();
            index.add(spans(100));
            index.commit(4711);
            index.add(spans(10));
        }
        try (LuceneIndex index = open()) {
            assertThat(index.committedPosition()).isEqualTo(4711);
            assertThat(index.records()).isEqualTo(100);
            assertThat(index.sizeBytes()).isPositive();
        }
    }

    @Test
    void pagesThroughRecordsOfTheSameTimeWhileMoreArrive() {
        try (LuceneIndex index = open()) {
            List<Record> same = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                same.add(Record.builder()
                        .timestampNanos(T0)
                        .put("message", "line " + i)
                        .build());
            }
            index.add(same);
            index.refresh();
            List<Record> seen = new ArrayList<>();
            SearchRequest request = SearchRequest.newest(Selection.EVERYTHING, 7);
            SearchPage page = index.search(request);
            while (true) {
                seen.addAll(page.records());
                index.add(spans(3));
                index.refresh();
                if (page.cursor().isEmpty()) {
                    break;
                }
                page = index.search(new SearchRequest(request.selection(), request.order(), 7, page.cursor()));
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(same);
        }
    }

    @Test
    void pagesThroughManyRecordsInBurstsFromTheNewestOn() {
        try (LuceneIndex index = open()) {
            List<Record> records = new ArrayList<>();
            Random random = new Random(11);
            for (int i = 0; i < 20_000; i++) {
                long burst = random.nextInt(5) * 86_400L + random.nextInt(10);
                records.add(Record.builder()
                        .timestampNanos(T0 + burst * 1_000_000_000L)
                        .put("number", i)
                        .build());
            }
            index.add(records.subList(0, 9_000));
            index.refresh();
            index.add(records.subList(9_000, 20_000));
            index.refresh();
            SearchRequest request = SearchRequest.newest(Selection.EVERYTHING, 999);
            List<Record> seen = new ArrayList<>();
            SearchPage page = index.search(request);
            seen.addAll(page.records());
            while (page.cursor().isPresent()) {
                page = index.search(new SearchRequest(request.selection(), request.order(), 999, page.cursor()));
                assertThat(page.total()).isEqualTo(20_000);
                seen.addAll(page.records());
            }
            assertThat(seen).hasSize(20_000).doesNotHaveDuplicates();
            assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(b.timestampNanos(), a.timestampNanos()));
        }
    }

    @Test
    void scansColumnsInOrderOfTime() {
        try (LuceneIndex index = open()) {
            List<Record> shuffled = new ArrayList<>(spans(1000));
            Collections.shuffle(shuffled, new Random(1));
            for (int i = 0; i < 1000; i += 100) {
                index.add(shuffled.subList(i, i + 100));
                index.refresh();
            }
            Table table = index.scan(
                    Selection.EVERYTHING,
                    new Columns(List.of("service", "absent"), List.of("duration", "none"), true),
                    5000);
            assertThat(table.rows()).isEqualTo(1000);
            assertThat(table.sampledFraction()).isEqualTo(1);
            for (int i = 0; i < 1000; i++) {
                Record record = span(i);
                assertThat(table.timestampNanos()[i]).isEqualTo(record.timestampNanos());
                assertThat(table.texts("service").get(i)).isEqualTo(record.service());
                assertThat(table.texts("absent").codes()[i]).isEqualTo(-1);
                assertThat(table.numbers("duration")[i]).isEqualTo(record.durationSeconds());
                assertThat(table.numbers("none")[i]).isNaN();
                assertThat(table.traceKeys()[i]).isEqualTo(Ids.key(record.traceId()));
                assertThat(table.spanKeys()[i]).isEqualTo(Ids.key(record.spanId()));
                assertThat(table.parentSpanKeys()[i]).isZero();
            }
        }
    }

    @Test
    void countsOverTimeAndByFields() {
        try (LuceneIndex index = open()) {
            index.add(spans(100));
            index.refresh();
            List<Bucket> buckets = index.aggregate(new AggregateRequest(
                    Selection.of("kind:span"), List.of("service", "status"), OptionalLong.empty(), "duration", 10));
            assertThat(buckets).hasSize(4);
            assertThat(buckets.stream().mapToDouble(Bucket::count).sum()).isEqualTo(100);
            assertThat(buckets.stream().mapToDouble(Bucket::errors).sum()).isEqualTo(20);
            List<Bucket> overTime = index.aggregate(new AggregateRequest(
                    Selection.of(""), List.of(), OptionalLong.of(10_000_000_000L), "duration", 10));
            assertThat(overTime).hasSize(10).allSatisfy(bucket -> assertThat(bucket.count())
                    .isEqualTo(10));
        }
    }

    @Test
    void refusesAFolderOfAnotherProgram() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("segments_1"), "this is not an index");
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining(folder.toString());
    }

    @Test
    void refusesAnIndexOfAnotherProgram() throws IOException {
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.addDocument(new Document());
            writer.commit();
        }
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("another program");
    }

    @Test
    void refusesAFolderThatIsInUse() {
        try (LuceneIndex index = open()) {
            assertThat(index.records()).isZero();
            assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("in use");
        }
    }

    @Test
    void saysWhichFileIsDamaged() throws IOException {
        try (LuceneIndex index = open()) {
            index.add(spans(100));
            index.commit(1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            Path segment = files.filter(file -> file.toString().endsWith(".cfs"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            Files.write(segment, Arrays.copyOf(bytes, bytes.length / 2));
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("delete it");
    }

    @Test
    void keysOfForgottenTracesAreUnknown() {
        try (LuceneIndex index = open()) {
            index.add(spans(100));
            index.refresh();
            long first = Ids.key(span(0).traceId());
            long last = Ids.key(span(99).traceId());
            assertThat(index.traceIds(List.of(first, last))).hasSize(2);
            index.forgetBefore(T0 + 50_000_000_000L);
            index.refresh();
            assertThat(index.traceIds(List.of(first, last))).containsOnlyKeys(last);
        }
    }

    @Test
    void saysThatItIsClosed() {
        LuceneIndex index = open();
        index.close();
        assertThatThrownBy(() -> index.search(SearchRequest.newest(Selection.EVERYTHING, 1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
    }
}
