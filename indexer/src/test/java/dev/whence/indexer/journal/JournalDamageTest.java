package dev.whence.indexer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.lucene.util.IOUtils;

/** What is left of a journal after its files were hurt. */
class JournalDamageTest {
    private static final long ONE_SEGMENT = 1 << 20;

    @Property(tries = 60)
    void everyFrameWhollyBeforeACutSurvives(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int frames, @ForAll @DoubleRange(max = 1) double at)
            throws IOException {
        onJournal(seed, frames, ONE_SEGMENT, (folder, payloads) -> {
            Path file = Segment.in(folder).getFirst().file();
            long cut = Math.round(at * Files.size(file));
            try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                channel.truncate(cut);
            }
            List<ByteBuffer> before = new ArrayList<>();
            long end = Segment.HEADER_BYTES;
            for (ByteBuffer payload : payloads) {
                end += Frame.size(payload.capacity());
                if (end <= cut) {
                    before.add(payload);
                }
            }
            assertThat(replayTwice(folder)).isEqualTo(before);
        });
    }

    @Property(tries = 60)
    void everyFrameThatAFlippedBitMissesSurvives(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int frames,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double at,
            @ForAll @IntRange(max = 7) int bit)
            throws IOException {
        onJournal(seed, frames, 200, (folder, payloads) -> {
            List<Segment> segments = Segment.in(folder);
            Segment hurt = segments.get((int) (at * segments.size()));
            byte[] content = Files.readAllBytes(hurt.file());
            int offset = new Random(seed).nextInt(content.length);
            content[offset] ^= (byte) (1 << bit);
            Files.write(hurt.file(), content);
            List<ByteBuffer> missed = new ArrayList<>();
            long position = 0;
            for (ByteBuffer payload : payloads) {
                long from = Segment.HEADER_BYTES + position - hurt.start();
                position += Frame.size(payload.capacity());
                long to = Segment.HEADER_BYTES + position - hurt.start();
                boolean elsewhere = from < Segment.HEADER_BYTES;
                if (elsewhere || offset < from || offset >= to) {
                    missed.add(payload);
                }
            }
            assertThat(replayTwice(folder)).isEqualTo(missed);
        });
    }

    @Property(tries = 60)
    void aTailOfWhateverIsCutOff(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int tail) throws IOException {
        onJournal(seed, 3, ONE_SEGMENT, (folder, payloads) -> {
            byte[] garbage = new byte[tail];
            new Random(seed).nextBytes(garbage);
            ByteBuffer.wrap(garbage, 0, Math.min(4, tail))
                    .put(new byte[] {0x57, 0x46, 0x4D, 0x31}, 0, Math.min(4, tail));
            Files.write(Segment.in(folder).getFirst().file(), garbage, StandardOpenOption.APPEND);
            assertThat(replayTwice(folder)).isEqualTo(payloads);
            try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
                journal.append(garbage, end -> {});
            }
            assertThat(replayTwice(folder)).hasSize(4).last().isEqualTo(ByteBuffer.wrap(garbage));
        });
    }

    @Property(tries = 20)
    void aPayloadThatLooksLikeAFrameIsNotTakenForOne(@ForAll long seed) throws IOException {
        onJournal(seed, 1, ONE_SEGMENT, (folder, payloads) -> {
            byte[] frame = Files.readAllBytes(Segment.in(folder).getFirst().file());
            byte[] after = {1, 2, 3};
            try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
                journal.append(frame, end -> {});
                journal.append(after, end -> {});
            }
            Path second = Segment.in(folder).get(1).file();
            byte[] content = Files.readAllBytes(second);
            content[Segment.HEADER_BYTES + 5] ^= 1;
            Files.write(second, content);
            assertThat(replayTwice(folder)).isEqualTo(List.of(payloads.getFirst(), ByteBuffer.wrap(after)));
        });
    }

    private interface Check {
        void on(Path folder, List<ByteBuffer> payloads) throws IOException;
    }

    private static void onJournal(long seed, int frames, long segmentBytes, Check check) throws IOException {
        Path folder = Files.createTempDirectory("journal");
        try {
            Random random = new Random(seed);
            List<ByteBuffer> payloads = new ArrayList<>();
            try (Journal journal = Journal.open(folder, segmentBytes, new FailingDisk().ignoringSyncs())) {
                for (int i = 0; i < frames; i++) {
                    byte[] payload = new byte[random.nextInt(150)];
                    random.nextBytes(payload);
                    payloads.add(ByteBuffer.wrap(payload));
                    journal.append(payload, end -> {});
                }
            }
            check.on(folder, payloads);
        } finally {
            IOUtils.rm(folder);
        }
    }

    /** The second time to see that the first opening mended what it had to. */
    private static List<ByteBuffer> replayTwice(Path folder) {
        List<ByteBuffer> first = replay(folder);
        assertThat(replay(folder)).isEqualTo(first);
        return first;
    }

    private static List<ByteBuffer> replay(Path folder) {
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            List<ByteBuffer> payloads = new ArrayList<>();
            journal.replay(0, (end, payload) -> payloads.add(ByteBuffer.wrap(payload)));
            return payloads;
        }
    }
}
