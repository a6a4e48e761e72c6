package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Record;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A slow reader loses records and learns how many; it holds nobody up. */
class TailQueueTest {
    private final List<Record> thousand =
            Collections.nCopies(1000, Record.builder().put("message", "m").build());

    @Test
    void whatAReaderIsTooSlowForIsDroppedAndCounted() throws Exception {
        TailQueue queue = new TailQueue();
        for (int i = 0; i < 15; i++) {
            queue.offer(thousand);
        }
        TailQueue.Batch batch = queue.take(0);
        assertThat(batch.records()).hasSize(10_000);
        assertThat(batch.dropped()).isEqualTo(5000);
        queue.offer(thousand);
        assertThat(queue.take(0)).satisfies(next -> {
            assertThat(next.records()).hasSize(1000);
            assertThat(next.dropped()).isZero();
            assertThat(next.last()).isFalse();
        });
    }

    @Test
    void anEndWakesTheReader() throws Exception {
        TailQueue queue = new TailQueue();
        queue.offer(thousand);
        queue.end();
        TailQueue.Batch batch = queue.take(60_000);
        assertThat(batch.records()).hasSize(1000);
        assertThat(batch.last()).isTrue();
    }
}
