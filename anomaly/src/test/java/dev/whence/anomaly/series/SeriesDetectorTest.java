package dev.whence.anomaly.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SeriesDetectorTest {
    private static final long FIVE_MINUTES = 300_000_000_000L;

    private final Random random = new Random(1);

    @Test
    void spikeIsFound() {
        List<Judgement> judged = judge(2000, i -> noise() + (i == 1500 ? 60 : 0));
        assertThat(judged.get(1500).anomaly()).isTrue();
        assertThat(judged.get(1500).reason())
                .matches("[67]\\d\\.\\d+ is far from (9|1\\d)(\\.\\d+)?, usual at this hour");
    }

    @Test
    void levelShiftIsToldOnceAndNotForEachRow() {
        List<Judgement> judged = judge(3000, i -> noise() + (i >= 2000 ? 12 : 0));
        assertThat(judged.subList(2000, 2020)).anyMatch(Judgement::anomaly);
        assertThat(judged.subList(2100, 3000)).filteredOn(Judgement::anomaly).hasSizeLessThan(20);
    }

    @Test
    void usualNoiseIsRarelyFlagged() {
        List<Judgement> judged = judge(20_000, i -> noise());
        assertThat(judged).filteredOn(Judgement::anomaly).hasSizeLessThan(200);
    }

    @Test
    void valueWrongForItsHourIsFound() {
        IntToDoubleFunction daily = i -> 10 + 8 * Math.sin(2 * Math.PI * i / 288) + 0.3 * random.nextGaussian();
        int night = 288 * 10 + 216; // the trough of the eleventh day
        List<Judgement> judged = judge(night + 1, i -> i == night ? 17 : daily.applyAsDouble(i));
        assertThat(judged.get(night).anomaly()).isTrue();
        assertThat(judged.subList(288 * 4, night))
                .filteredOn(Judgement::anomaly)
                .hasSizeLessThan(30);
    }

    @Test
    void scoresStayInRangeAndNothingIsFlaggedDuringWarmUp() {
        List<Judgement> judged = judge(500, i -> i % 50 == 0 ? 1e12 : noise());
        assertThat(judged).allMatch(one -> one.score() >= 0 && one.score() <= 1);
        assertThat(judged.subList(0, 100)).allMatch(one -> one.score() == 0 && !one.anomaly());
    }

    @Test
    void constantSeriesIsUsualUntilItChanges() {
        List<Judgement> judged = judge(1000, i -> i == 900 ? 6 : 5);
        assertThat(judged.subList(0, 900)).allMatch(one -> one.score() == 0);
    }

    @Test
    void judgementDependsOnThePastAlone() {
        double[] values = random.doubles(600).toArray();
        List<Judgement> whole = judge(600, i -> values[i]);
        List<Judgement> part = judge(300, i -> values[i]);
        assertThat(whole.subList(0, 300)).isEqualTo(part);
    }

    private double noise() {
        return 10 + random.nextGaussian();
    }

    private static List<Judgement> judge(int rows, IntToDoubleFunction value) {
        SeriesDetector detector = new SeriesDetector(List.of("value"));
        List<Judgement> judged = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            judged.add(detector.add(OptionalLong.of(i * FIVE_MINUTES), new double[] {value.applyAsDouble(i)}));
        }
        return judged;
    }
}
