package dev.whence.appender.spool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    private static final long ROOMY = 10_000_000;

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private Spool open(long bound) throws IOException {
        return Spool.open(folder, bound, warnings::add);
    }

    private static Entry entry(String text) {
        return new Entry(text.getBytes(StandardCharsets.UTF_8), 1);
    }

    private static String text(Entry entry) {
        return new String(entry.bytes(), StandardCharsets.UTF_8);
    }

    private static List<String> drain(Spool spool) throws IOException {
        List<String> all = new ArrayList<>();
        for (Entry entry = spool.peek(); entry != null; entry = spool.peek()) {
            all.add(text(entry));
            spool.remove(entry);
        }
        return all;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void firstInIsFirstOut() throws IOException {
        try (Spool spool = open(ROOMY)) {
            for (int i = 0; i < 100; i++) {
                assertThat(spool.append(entry("entry " + i))).isZero();
            }
            assertThat(spool.records()).isEqualTo(100);
            List<String> all = drain(spool);
            assertThat(all).hasSize(100).startsWith("entry 0", "entry 1").endsWith("entry 99");
            assertThat(spool.isEmpty()).isTrue();
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void restGoesOnWhereTheLastHolderStopped() throws IOException {
        try (Spool spool = open(ROOMY)) {
            for (int i = 0; i < 10; i++) {
                spool.append(entry("entry " + i));
            }
            for (int i = 0; i < 4; i++) {
                Entry oldest = requireNonNull(spool.peek());
                spool.remove(oldest);
            }
        }
        try (Spool spool = open(ROOMY)) {
            assertThat(spool.records()).isEqualTo(6);
            spool.append(entry("new"));
            assertThat(drain(spool))
                    .containsExactly("entry 4", "entry 5", "entry 6", "entry 7", "entry 8", "entry 9", "new");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void entryCutShortByACrashIsPassedOverAndTheOthersStay() throws IOException {
        try (Spool spool = open(ROOMY)) {
            spool.append(entry("one"));
            spool.append(entry("two"));
            spool.append(entry("three"));
        }
        Path file = files().get(0);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = bytes.length - 1; length > bytes.length - Frame.HEADER_BYTES - 5; length--) {
            Files.write(file, Arrays.copyOf(bytes, length));
            try (Spool spool = open(ROOMY)) {
                assertThat(spool.records()).isEqualTo(2);
            }
        }
        assertThat(warnings).isNotEmpty().allSatisfy(warning -> assertThat(warning)
                .contains("cut short"));
        try (Spool spool = open(ROOMY)) {
            assertThat(drain(spool)).containsExactly("one", "two");
        }
    }

    @Test
    void damagedByteIsNoticed() throws IOException {
        try (Spool spool = open(ROOMY)) {
            spool.append(entry("one"));
            spool.append(entry("two"));
        }
        Path file = files().get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        try (Spool spool = open(ROOMY)) {
            assertThat(drain(spool)).containsExactly("one");
        }
        assertThat(warnings).hasSize(1);
    }

    @Test
    void damagedCursorMeansTwiceRatherThanNever() throws IOException {
        try (Spool spool = open(ROOMY)) {
            spool.append(entry("one"));
            spool.append(entry("two"));
            Entry oldest = requireNonNull(spool.peek());
            spool.remove(oldest);
        }
        Files.write(folder.resolve("slot-0").resolve("cursor"), new byte[] {1}, StandardOpenOption.WRITE);
        try (Spool spool = open(ROOMY)) {
            assertThat(drain(spool)).containsExactly("one", "two");
        }
    }

    @Test
    void fullRingLetsOldFilesGoAndSaysHowMuchWasInThem() throws IOException {
        long bound = 400_000;
        String payload = "y".repeat(10_000);
        long dropped = 0;
        try (Spool spool = open(bound)) {
            for (int i = 0; i < 200; i++) {
                dropped += spool.append(entry(payload + i));
            }
            long size = 0;
            for (Path file : files()) {
                size += Files.size(file);
            }
            assertThat(size).isLessThanOrEqualTo(bound);
            assertThat(spool.records() + dropped).isEqualTo(200);
            assertThat(drain(spool)).hasSize((int) (200 - dropped)).endsWith(payload + 199);
        }
    }

    @Test
    void oldestEntryStaysWhileItIsOnItsWay() throws IOException {
        try (Spool spool = open(400_000)) {
            spool.append(entry("on its way"));
            Entry oldest = requireNonNull(spool.peek());
            long dropped = 0;
            for (int i = 0; i < 200; i++) {
                dropped += spool.append(entry("y".repeat(10_000)));
            }
            spool.remove(oldest);
            assertThat(spool.records() + dropped).isEqualTo(200);
        }
    }

    @Test
    void entryThatCouldNeverFitIsRefused() throws IOException {
        try (Spool spool = open(100_000)) {
            assertThat(spool.append(new Entry(new byte[60_000], 7))).isEqualTo(7);
            assertThat(spool.isEmpty()).isTrue();
        }
    }

    @Test
    void twoHoldersHaveTwoFoldersAndTheSurvivorInherits() throws IOException {
        try (Spool first = open(ROOMY)) {
            try (Spool second = open(ROOMY)) {
                assertThat(second.path()).isNotEqualTo(first.path());
                second.append(entry("of the second"));
            }
            first.append(entry("of the first"));
        }
        try (Spool third = open(ROOMY)) {
            assertThat(drain(third)).containsExactly("of the first", "of the second");
        }
    }

    @Test
    void folderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Spool.open(file, ROOMY, warnings::add)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyRecordIsTakenOutOnceInOrderOrReportedAsDropped(long seed) throws IOException {
        Random random = new Random(seed);
        long bound = random.nextBoolean() ? ROOMY : 250_000;
        List<String> out = new ArrayList<>();
        long in = 0;
        long dropped = 0;
        Spool spool = open(bound);
        for (int step = 0; step < 400; step++) {
            int what = random.nextInt(100);
            if (what < 65) {
                dropped += spool.append(entry(in + " " + "z".repeat(random.nextInt(6_000))));
                in++;
            } else if (what < 97) {
                Entry oldest = spool.peek();
                if (oldest != null) {
                    out.add(text(oldest));
                    spool.remove(oldest);
                }
            } else {
                spool.close();
                spool = open(bound);
            }
        }
        out.addAll(drain(spool));
        spool.close();
        List<Long> numbers = out.stream()
                .map(text -> Long.parseLong(text.substring(0, text.indexOf(' '))))
                .toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(out.size() + dropped).isEqualTo(in);
        assertThat(warnings).isEmpty();
    }
}
