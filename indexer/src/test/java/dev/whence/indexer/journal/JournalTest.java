package dev.whence.indexer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.indexer.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final long ONE_SEGMENT = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasAppendedInOrder() {
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            append(journal, "one", "", "three");
        }
        assertThat(replay(0)).containsExactly("one", "", "three");
    }

    @Test
    void replaysFromThePositionBehindAPayload() {
        long behindOne;
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            behindOne = journal.append(bytes("one"), end -> {});
            append(journal, "two", "three");
        }
        assertThat(replay(behindOne)).containsExactly("two", "three");
    }

    @Test
    void positionsGoOnGrowingAfterEveryReopening() {
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            try (Journal journal = Journal.open(folder, 30)) {
                ends.add(journal.append(bytes("a" + i), end -> {}));
                ends.add(journal.append(bytes("b" + i), end -> {}));
                assertThat(journal.end()).isEqualTo(ends.getLast());
            }
        }
        assertThat(ends).isSorted().doesNotHaveDuplicates();
        assertThat(replay(0)).hasSize(10).startsWith("a0", "b0", "a1");
    }

    @Test
    void trimDeletesSegmentsThatHoldNothingBehindThePosition() throws IOException {
        try (Journal journal = Journal.open(folder, 100)) {
            List<Long> ends = IntStream.range(0, 10)
                    .mapToObj(i -> journal.append(new byte[80], end -> {}))
                    .toList();
            assertThat(segments()).hasSize(10);
            journal.trim(ends.get(4) - 1);
            assertThat(segments()).hasSize(6);
            journal.trim(ends.get(4));
            assertThat(segments()).hasSize(5);
            assertThat(journal.sizeBytes()).isEqualTo(5 * (24 + 20 + 80));
        }
        assertThat(replay(0)).hasSize(5);
    }

    @Test
    void positionsAreNotUsedAgainWhenTheFilesAreLost() throws IOException {
        long end;
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            end = journal.append(bytes("one"), position -> {});
        }
        for (Path segment : segments()) {
            Files.delete(segment);
        }
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            journal.advanceTo(end);
            append(journal, "two");
        }
        assertThat(replay(end)).containsExactly("two");
    }

    @Test
    void manyThreadsAppendAndEachPayloadIsKeptOnceInTheOrderTold() throws Exception {
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        try (Journal journal = Journal.open(folder, 10_000);
                ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (int t = 0; t < 8; t++) {
                int thread = t;
                pool.execute(() -> {
                    for (int i = 0; i < 200; i++) {
                        journal.append(bytes(thread + ":" + i), told::add);
                    }
                });
            }
        }
        assertThat(told).hasSize(1600).isSorted().doesNotHaveDuplicates();
        List<String> kept = replay(0);
        assertThat(kept).hasSize(1600).doesNotHaveDuplicates();
        for (int t = 0; t < 8; t++) {
            String prefix = t + ":";
            assertThat(kept.stream().filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 200).mapToObj(i -> prefix + i).toList());
        }
    }

    @Test
    void anInterruptedAppenderStillLearnsThatItsPayloadIsKept() {
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            Thread.currentThread().interrupt();
            append(journal, "one");
            assertThat(Thread.interrupted()).isTrue();
            append(journal, "two");
        }
        assertThat(replay(0)).containsExactly("one", "two");
    }

    @Test
    void aSecondOpeningOfTheFolderIsRefused() {
        try (Journal first = Journal.open(folder, ONE_SEGMENT)) {
            assertThatThrownBy(() -> Journal.open(folder, ONE_SEGMENT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another Whence process");
            append(first, "one");
        }
        assertThat(replay(0)).containsExactly("one");
    }

    @Test
    void aClosedJournalTakesNothing() {
        Journal journal = Journal.open(folder, ONE_SEGMENT);
        journal.close();
        assertThatThrownBy(() -> append(journal, "one")).isInstanceOf(StoreException.class);
    }

    @Test
    void aSegmentOfALaterVersionIsLeftAlone() throws IOException {
        Segment segment = Segment.named(folder, 0);
        byte[] header = segment.header().array();
        header[11] = 2;
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 20);
        ByteBuffer.wrap(header).putInt(20, (int) crc.getValue());
        Files.write(segment.file(), header);
        assertThatThrownBy(() -> Journal.open(folder, ONE_SEGMENT))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another version");
        assertThat(segment.file()).exists();
    }

    @Test
    void aDamagedSegmentCostsOnlyItsDamagedFrames() throws IOException {
        try (Journal journal = Journal.open(folder, 40)) {
            append(journal, "one", "two", "three", "four");
        }
        Path first = segments().getFirst();
        byte[] content = Files.readAllBytes(first);
        content[Segment.HEADER_BYTES + Frame.HEADER_BYTES] ^= 1;
        content[3] ^= 1; // and the header
        Files.write(first, content, StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(replay(0)).containsExactly("two", "three", "four");
    }

    private List<String> replay(long from) {
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            List<String> payloads = new ArrayList<>();
            journal.replay(from, (end, payload) -> payloads.add(new String(payload, UTF_8)));
            return payloads;
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        }
    }

    private static void append(Journal journal, String... payloads) {
        for (String payload : payloads) {
            journal.append(bytes(payload), end -> {});
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
