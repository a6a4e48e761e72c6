package dev.whence.indexer.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.StoreException;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.journal.Journal;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the store after the process, the machine or the disk has failed. */
class CrashRecoveryTest {
    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedBatchSurvivesKillExactlyOnce() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < 3; kill++) {
            acknowledged.addAll(appendUntilKilled("kill" + kill, 150 + 170 * kill));
        }
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            Map<String, Integer> kept = new HashMap<>();
            List<Record> records = all(store);
            records.forEach(record -> kept.merge(record.text(Names.SESSION_ID), 1, Integer::sum));
            assertThat(kept.keySet()).containsAll(acknowledged);
            assertThat(kept.values()).as("batches are whole and there once").containsOnly(AppendingProcess.BATCH);
            assertThat(records.stream().map(Record::spanId)).doesNotHaveDuplicates();
        }
    }

    private List<String> appendUntilKilled(String prefix, int batches) throws Exception {
        Process process = AppendingProcess.start(folder, prefix);
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                if (line.matches(prefix + "-\\d-\\d+")) { // all but log lines, and one cut by the kill
                    acknowledged.add(line);
                }
                if (acknowledged.size() == batches) {
                    process.toHandle().destroyForcibly(); // the process itself would close its output
                }
                line = lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(batches);
        return acknowledged;
    }

    @Test
    void anotherProcessCannotOpenTheFolder() throws Exception {
        Process process = AppendingProcess.start(folder, "first");
        try {
            assertThat(process.getInputStream().read()).isPositive();
            assertThatThrownBy(() -> LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another Whence process");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.35, 0.5, 0.77, 0.999, 1})
    void powerLossCostsNothingThatWasWhollyWritten(double where) throws IOException {
        Path image = folder.resolve("image");
        List<Long> ends = new ArrayList<>();
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            for (int i = 0; i < 20; i++) {
                store.append(List.of(record(i)));
                ends.add(journalBytes(folder));
            }
            store.refresh();
            DiskImage.take(folder, image);
        }
        Path segment = segments(image).getFirst();
        long cut = Math.round(Files.size(segment) * where);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(cut);
        }
        try (TraceStore store = LuceneTraceStore.open(image, StoreOptions.defaults(), Enricher.NONE)) {
            long whole = ends.stream().filter(end -> end <= cut).count();
            assertThat(numbers(store))
                    .isEqualTo(LongStream.range(0, whole).boxed().toList());
        }
    }

    @Test
    void aDamagedPlaceInTheJournalCostsOnlyItsBatch() throws IOException {
        Path image = folder.resolve("image");
        long damaged;
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(List.of(record(0)));
            damaged = journalBytes(folder) + 30;
            for (int i = 1; i < 5; i++) {
                store.append(List.of(record(i)));
            }
            DiskImage.take(folder, image);
        }
        Path segment = segments(image).getFirst();
        byte[] content = Files.readAllBytes(segment);
        content[Math.toIntExact(damaged)] ^= 4;
        Files.write(segment, content);
        try (TraceStore store = LuceneTraceStore.open(image, StoreOptions.defaults(), Enricher.NONE)) {
            assertThat(numbers(store)).containsExactly(0L, 2L, 3L, 4L);
        }
    }

    @Test
    void replayGoesOnFromTheEnrichersCheckpoint() throws IOException {
        Path image = folder.resolve("image");
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), new Counting(folder))) {
            store.append(numbered(0, 10));
        }
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), new Counting(folder))) {
            store.append(numbered(10, 15));
            store.refresh();
            DiskImage.take(folder, image);
        }
        assertThatAllIsCountedOnce(image);
    }

    @Test
    void aCrashBetweenCheckpointAndCommitLearnsAndDerivesNothingTwice() throws IOException {
        Path image = folder.resolve("image");
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), new Counting(folder))) {
            store.append(numbered(0, 10));
        }
        Counting crashing = new Counting(folder, () -> DiskImage.take(folder, image));
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), crashing)) {
            store.append(numbered(10, 15));
        }
        assertThatAllIsCountedOnce(image);
    }

    @Test
    void whatWasLearnedSinceAnEarlierSaveIsLearnedAgain() throws IOException {
        Path image = folder.resolve("image");
        StoreOptions committingOften =
                StoreOptions.defaults().withCommitBytes(1).withSegmentBytes(1);
        Seldom seldom = new Seldom(folder, () -> {});
        try (TraceStore store = LuceneTraceStore.open(folder, committingOften, seldom)) {
            for (int i = 0; i < 15; i++) {
                store.append(numbered(i, i + 1));
                store.refresh();
            }
            DiskImage.take(folder, image);
        }
        assertThat(seldom.saves).isLessThan(15);
        assertThatAllIsCountedOnce(image, new Seldom(image, () -> {}));
    }

    @Test
    void aCrashBetweenASeldomSaveAndItsCommitLearnsAndDerivesNothingTwice() throws IOException {
        StoreOptions committingOften =
                StoreOptions.defaults().withCommitBytes(1).withSegmentBytes(1);
        List<Path> images = new ArrayList<>();
        Runnable copying = () -> {
            Path image = folder.resolve("image-" + images.size());
            images.add(image);
            DiskImage.take(folder, image);
        };
        try (TraceStore store = LuceneTraceStore.open(folder, committingOften, new Seldom(folder, copying))) {
            for (int i = 0; i < 15; i++) {
                store.append(numbered(i, i + 1));
            }
        }
        Path crashed = images.getLast(); // all 15 are in the journal, the last of them not in the index
        assertThatAllIsCountedOnce(crashed, new Seldom(crashed, () -> {}));
    }

    private static void assertThatAllIsCountedOnce(Path image) {
        assertThatAllIsCountedOnce(image, new Counting(image));
    }

    /** Of 15 records in the folder, and five that follow. */
    private static void assertThatAllIsCountedOnce(Path image, Enricher enricher) {
        try (TraceStore store = LuceneTraceStore.open(image, StoreOptions.defaults(), enricher)) {
            store.append(numbered(15, 20));
            store.refresh();
            List<Record> all = all(store);
            assertThat(all)
                    .filteredOn(record -> record.has("number"))
                    .hasSize(20)
                    .allSatisfy(record -> assertThat(record.value("seen")).isEqualTo(record.value("number")));
            assertThat(all)
                    .filteredOn(record -> record.kind() == Kind.METRIC)
                    .extracting(record -> record.number(Names.METRIC_VALUE))
                    .containsExactlyInAnyOrder(0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0);
        }
    }

    @Test
    void anIndexThatFailsEndsTakingButLosesNothing() throws IOException {
        StoreOptions committingOften = StoreOptions.defaults().withCommitBytes(1);
        List<Long> acknowledged = new ArrayList<>();
        try (TraceStore store = LuceneTraceStore.open(folder, committingOften, Enricher.NONE)) {
            store.append(List.of(record(0)));
            acknowledged.add(0L);
            store.refresh();
            IOUtils.rm(folder.resolve("index"));
            assertThatThrownBy(() -> {
                        for (long i = 1; i < 10_000; i++) {
                            store.append(List.of(record(i)));
                            acknowledged.add(i);
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("safe in the journal");
            assertThatThrownBy(store::refresh).isInstanceOf(StoreException.class);
        }
        try (TraceStore store = LuceneTraceStore.open(folder, committingOften, Enricher.NONE)) {
            assertThat(numbers(store)).containsExactlyElementsOf(acknowledged);
        }
    }

    @Test
    void anOpeningThatFailsLeavesNothingBehind() throws IOException {
        Files.createDirectories(folder.resolve("index"));
        Files.writeString(folder.resolve("index/segments_1"), "this is no index");
        assertThatThrownBy(() -> LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("index");
        Journal.open(folder.resolve("journal"), 1000).close();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("whence-"));
    }

    @Test
    void aLostIndexIsBuiltAgainFromWhatTheJournalStillHolds() throws IOException {
        Path image = folder.resolve("image");
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(numbered(0, 10));
            store.refresh();
            DiskImage.take(folder, image);
        }
        try (Stream<Path> files = Files.list(image.resolve("index"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (TraceStore store = LuceneTraceStore.open(image, StoreOptions.defaults(), Enricher.NONE)) {
            assertThat(numbers(store)).hasSize(10);
        }
    }

    @Test
    void aLostJournalDoesNotMakeTheIndexForgetItsPlace() throws IOException {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(numbered(0, 10));
        }
        for (Path segment : segments(folder)) {
            Files.delete(segment);
        }
        Path image = folder.resolve("image");
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(numbered(10, 11));
            DiskImage.take(folder, image); // as after a crash: not committed
        }
        try (TraceStore store = LuceneTraceStore.open(image, StoreOptions.defaults(), Enricher.NONE)) {
            assertThat(numbers(store)).hasSize(11);
        }
    }

    @Test
    void theJournalIsTrimmedOnceTheIndexHasItsRecords() throws IOException {
        StoreOptions options = StoreOptions.defaults().withSegmentBytes(1_000).withCommitBytes(5_000);
        try (TraceStore store = LuceneTraceStore.open(folder, options, Enricher.NONE)) {
            for (int i = 0; i < 200; i++) {
                store.append(List.of(record(i)));
            }
        }
        assertThat(segments(folder)).hasSize(1);
        try (TraceStore store = LuceneTraceStore.open(folder, options, Enricher.NONE)) {
            assertThat(numbers(store)).hasSize(200);
        }
    }

    @Test
    void nothingIsTakenWhileTheDiskIsNearlyFull() {
        StoreOptions options = StoreOptions.defaults().withMinFreeBytes(Long.MAX_VALUE);
        try (TraceStore store = LuceneTraceStore.open(folder, options, Enricher.NONE)) {
            assertThatThrownBy(() -> store.append(List.of(record(0))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("free some");
            store.refresh();
            assertThat(all(store)).isEmpty();
        }
    }

    /**
     * Numbers records in the order it sees them, derives one of every third, and keeps its count as detectors keep what
     * they learned.
     */
    private static class Counting implements Enricher {
        final Path dataDir;
        final Runnable onCheckpoint;
        private final List<Record> derived = new ArrayList<>();
        long count;

        Counting(Path dataDir) {
            this(dataDir, () -> {});
        }

        Counting(Path dataDir, Runnable onCheckpoint) {
            this.dataDir = dataDir;
            this.onCheckpoint = onCheckpoint;
        }

        @Override
        public Record enrich(Record record) {
            if (count % 3 == 0) {
                derived.add(Record.builder()
                        .timestampNanos(record.timestampNanos())
                        .put(Names.METRIC_NAME, "whence.third")
                        .put(Names.METRIC_VALUE, (double) count)
                        .build());
            }
            return record.toBuilder().put("seen", count++).build();
        }

        @Override
        public List<Record> derived() {
            List<Record> taken = List.copyOf(derived);
            derived.clear();
            return taken;
        }

        @Override
        public long checkpoint(long position, boolean last) {
            try {
                Files.writeString(dataDir.resolve("count-" + position), Long.toString(count));
                onCheckpoint.run();
                return position;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long resume(long position) {
            try {
                Path file = dataDir.resolve("count-" + position);
                count = Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
                return position;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Saves at every fourth commit only, and goes back to the last save before a position. */
    private static final class Seldom extends Counting {
        private int commits;
        private int saves;
        private long saved;

        Seldom(Path dataDir, Runnable onCheckpoint) {
            super(dataDir, onCheckpoint);
        }

        @Override
        public long checkpoint(long position, boolean last) {
            if (commits++ % 4 == 0) {
                super.checkpoint(position, last);
                saves++;
                saved = position;
            } else {
                onCheckpoint.run();
            }
            return saved;
        }

        @Override
        public long resume(long position) {
            try (Stream<Path> files = Files.list(dataDir)) {
                saved = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith("count-"))
                        .mapToLong(name -> Long.parseLong(name.substring("count-".length())))
                        .filter(place -> place <= position)
                        .max()
                        .orElse(0);
                super.resume(saved);
                return saved;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Record record(long number) {
        return Record.builder()
                .timestampNanos(1_764_000_000_000_000_000L + number)
                .put("number", number)
                .put(Names.STAGE, "retrieve")
                .put(Names.DURATION, 0.01)
                .build();
    }

    private static List<Record> numbered(long from, long to) {
        return LongStream.range(from, to).mapToObj(CrashRecoveryTest::record).toList();
    }

    private static List<Long> numbers(TraceStore store) {
        return all(store).stream()
                .map(record -> (Long) record.value("number").orElseThrow())
                .sorted()
                .toList();
    }

    private static List<Record> all(TraceStore store) {
        List<Record> records = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SearchPage page =
                    store.search(new SearchRequest(Selection.EVERYTHING, SearchRequest.Order.NEWEST, 10_000, cursor));
            records.addAll(page.records());
            cursor = page.cursor();
        } while (cursor.isPresent());
        return records;
    }

    private static List<Path> segments(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        }
    }

    private static long journalBytes(Path dataDir) throws IOException {
        return Files.size(segments(dataDir).getLast());
    }
}
