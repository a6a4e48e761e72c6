package dev.whence.analyzer.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BesideTest {
    @Test
    void resultsComeInTheOrderAskedFor() {
        List<Integer> things = IntStream.range(0, 500).boxed().toList();

        assertThat(Beside.all(things, thing -> thing * thing))
                .isEqualTo(things.stream().map(thing -> thing * thing).toList());
    }

    @Test
    void workIsDividedAgainInsideWithoutWaitingForAFreeCore() {
        List<Integer> things = IntStream.range(0, 50).boxed().toList();

        List<Integer> sums = Beside.all(things, thing -> Beside.all(things, other -> thing + other).stream()
                .mapToInt(Integer::intValue)
                .sum());

        assertThat(sums).hasSize(50).startsWith(1225, 1275);
    }

    @Test
    void whatTheWorkThrowsReachesWhoeverAsks() {
        IllegalStateException thrown = new IllegalStateException("the store is closed");

        try (Beside<Integer> beside = Beside.of(() -> {
            throw thrown;
        })) {
            assertThatThrownBy(beside::get).isSameAs(thrown);
        }
    }

    @Test
    void nothingGoesOnAfterClosing() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        int[] ended = {0};
        Thread letsGo = Thread.ofVirtual().unstarted(mayEnd::countDown);

        try (Beside<Integer> beside = Beside.of(() -> {
            begun.countDown();
            letsGo.start();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return ++ended[0];
        })) {
            assertThat(beside).isNotNull();
        }

        assertThat(ended[0]).isEqualTo(begun.getCount() == 0 ? 1 : 0);
    }

    @Test
    void eachRowIsWorkedOnOnce() {
        int rows = 300_001;
        AtomicIntegerArray visits = new AtomicIntegerArray(rows);

        Ranges.each(rows, (from, to) -> IntStream.range(from, to).forEach(visits::incrementAndGet));

        assertThat(IntStream.range(0, rows).map(visits::get)).containsOnly(1);
    }
}
