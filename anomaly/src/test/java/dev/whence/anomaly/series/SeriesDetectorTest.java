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
                .matches("[67]\\d\\.\\d+ is higher than all before; the highest was 1\\d\\.\\d+");
    }

    @Test
    void levelShiftIsToldOnceAndNotForEachRow() {
        List<Judgement> judged = judge(3000, i -> noise() + (i >= 2000 ? 12 : 0));
        assertThat(judged.subList(2000, 2020)).anyMatch(Judgement::anomaly);
        assertThat(judged.subList(2100, 3000)).filteredOn(Judgement::anomaly).hasSizeLessThan(5);
    }

    @Test
    void levelShiftWithinTheRangeSeenIsFound() {
        IntToDoubleFunction wave = i -> 10 * Math.sin(2 * Math.PI * i / 50) + 0.3 * random.nextGaussian();
        List<Judgement> judged = judge(3000, i -> i < 2000 ? wave.applyAsDouble(i) : 5 + 0.3 * random.nextGaussian());
        assertThat(judged.subList(500, 2000)).filteredOn(Judgement::anomaly).hasSizeLessThan(5);
        assertThat(judged.subList(2000, 2100))
                .filteredOn(Judgement::anomaly)
                .extracting(Judgement::reason)
                .anyMatch(reason -> reason.startsWith("the last 64 values run unlike any before"));
    }

    @Test
    void wilderNoiseIsFound() {
        List<Judgement> judged = judge(3000, i -> 50 + (i >= 2000 ? 8 : 1) * random.nextGaussian());
        assertThat(judged.subList(2000, 2050)).anyMatch(Judgement::anomaly);
    }

    @Test
    void silenceIsFound() {
        List<Judgement> judged = judge(3000, i -> i >= 2000 ? 0 : 40 + 5 * random.nextGaussian());
        assertThat(judged.get(2000).anomaly()).isTrue();
        assertThat(judged.get(2000).reason()).startsWith("0 is lower than all before; the lowest was ");
    }

    @Test
    void usualNoiseIsRarelyFlagged() {
        List<Judgement> judged = judge(20_000, i -> noise());
        assertThat(judged).filteredOn(Judgement::anomaly).hasSizeLessThan(40);
    }

    @Test
    void dailyRhythmIsUsual() {
        IntToDoubleFunction daily = i -> 100 + 80 * Math.sin(2 * Math.PI * i / 288) + 3 * random.nextGaussian();
        List<Judgement> judged = judge(288 * 28, daily);
        assertThat(judged.subList(288 * 3, judged.size()))
                .filteredOn(Judgement::anomaly)
                .hasSizeLessThan(15);
    }

    @Test
    void valueWrongForItsHourIsFound() {
        int night = 288 * 10 + 30; // half past two in the eleventh night
        List<Judgement> judged =
                judge(night + 1, i -> (i == night || i % 288 >= 96 && i % 288 < 240 ? 80 : 20) + random.nextGaussian());
        assertThat(judged.get(night).anomaly()).isTrue();
        assertThat(judged.get(night).reason())
                .matches("\\d\\d(\\.\\d+)? is far from (19|2[01])(\\.\\d+)?, usual at this hour");
    }

    @Test
    void missingPeakIsFound() {
        List<Judgement> judged = judge(
                288 * 12, i -> (i % 288 >= 108 && i % 288 < 216 && i / 288 != 10 ? 80 : 20) + random.nextGaussian());
        assertThat(judged.subList(288 * 3, 288 * 10))
                .filteredOn(Judgement::anomaly)
                .hasSizeLessThan(5);
        assertThat(judged.subList(288 * 10 + 108, 288 * 10 + 216)).anyMatch(Judgement::anomaly);
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
    void oddestColumnSpeaksForTheRow() {
        SeriesDetector detector = new SeriesDetector(List.of("calm", "wild"));
        for (int i = 0; i < 1000; i++) {
            detector.add(OptionalLong.of(i * FIVE_MINUTES), new double[] {noise(), noise()});
        }
        Judgement judgement = detector.add(OptionalLong.of(1000 * FIVE_MINUTES), new double[] {10, -40});
        assertThat(judgement.anomaly()).isTrue();
        assertThat(judgement.reason()).startsWith("wild: -40 is lower than all before");
    }

    @Test
    void seriesWithoutTimesIsJudgedByWhatIsUsualLately() {
        SeriesDetector detector = new SeriesDetector(List.of("value"));
        List<Judgement> judged = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            judged.add(detector.add(OptionalLong.empty(), new double[] {noise() + (i == 1500 ? 60 : 0)}));
        }
        assertThat(judged.get(1500).anomaly()).isTrue();
        assertThat(judged.subList(200, 1500)).filteredOn(Judgement::anomaly).hasSizeLessThan(5);
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
