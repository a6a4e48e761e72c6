package dev.whence.indexer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.indexer.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal does when its disk fails it. */
class JournalFailureTest {
    private static final long ONE_SEGMENT = 1 << 20;

    @TempDir
    Path folder;

    private final FailingDisk disk = new FailingDisk();
    private final List<Long> told = new ArrayList<>();

    @Test
    void afterAFailedSyncNothingIsTakenUntilItIsOpenedAnew() {
        try (Journal journal = Journal.open(folder, ONE_SEGMENT, disk)) {
            append(journal, 1);
            disk.failSyncs(true);
            assertThatThrownBy(() -> append(journal, 2))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("until Whence is restarted")
                    .hasMessageContaining("sync failed");
            disk.failSyncs(false);
            assertThatThrownBy(() -> append(journal, 3)).isInstanceOf(StoreException.class);
        }
        assertThat(told).hasSize(1);
        assertThat(replay()).containsExactly(1);
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            append(journal, 4);
        }
        assertThat(replay()).containsExactly(1, 4);
    }

    @Test
    void aFullDiskRefusesTheBatchWhollyAndTakesOthersOnceThereIsSpace() {
        try (Journal journal = Journal.open(folder, ONE_SEGMENT, disk)) {
            append(journal, 1);
            disk.spaceLeft(30); // a header and a piece of the payload still fit
            assertThatThrownBy(() -> append(journal, 2))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("nothing was taken")
                    .hasMessageContaining("No space left");
            disk.spaceLeft(Long.MAX_VALUE);
            append(journal, 3);
        }
        assertThat(replay()).containsExactly(1, 3);
    }

    @Test
    void aFullDiskWhereANewSegmentIsDueRefusesTheBatchToo() {
        try (Journal journal = Journal.open(folder, 10, disk)) {
            append(journal, 1);
            disk.spaceLeft(5);
            assertThatThrownBy(() -> append(journal, 2)).isInstanceOf(StoreException.class);
            disk.spaceLeft(Long.MAX_VALUE);
            append(journal, 3);
        }
        assertThat(replay()).containsExactly(1, 3);
    }

    private void append(Journal journal, int mark) {
        byte[] payload = new byte[1000];
        payload[0] = (byte) mark;
        journal.append(payload, told::add);
    }

    private List<Integer> replay() {
        List<Integer> marks = new ArrayList<>();
        try (Journal journal = Journal.open(folder, ONE_SEGMENT)) {
            journal.replay(0, (end, payload) -> marks.add((int) payload[0]));
        }
        return marks;
    }
}
