package dev.whence.anomaly.multivariate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.anomaly.series.Judgement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableDetectorTest {
    private static final List<String> NAMES = List.of("width", "height", "weight");

    private final Random random = new Random(1);

    @Test
    void oddRowIsFoundWhereverItStandsAndTheColumnIsNamed() {
        for (int place : new int[] {0, 150, 299}) {
            List<double[]> rows = plates(300);
            rows.set(place, new double[] {10, 900, 20});
            TableDetector table = table(rows);
            assertThat(table.judge(place).anomaly()).isTrue();
            assertThat(table.judge(place).reason()).contains("height is 900, ");
            assertThat(scores(table, 300))
                    .allMatch(score -> score <= table.judge(place).score());
        }
    }

    @Test
    void combinationOfOrdinaryValuesIsFound() {
        List<double[]> rows = plates(500);
        rows.set(77, new double[] {12, 22, 28}); // wide and high, but light
        Judgement odd = table(rows).judge(77);
        assertThat(odd.anomaly()).isTrue();
        assertThat(odd.reason()).contains("weight is 28, where the other columns let expect about 3");
    }

    @Test
    void rowBetweenGroupsIsFound() {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int group = i % 2 == 0 ? -1 : 1;
            rows.add(random.doubles(3, 8 * group - 1, 8 * group + 1).toArray());
        }
        rows.add(new double[] {0, 0.2, 0.1});
        TableDetector table = table(rows);
        assertThat(scores(table, 400))
                .allMatch(score -> score < table.judge(400).score());
    }

    @Test
    void fewRowsOfAnOrdinaryTableAreFlagged() {
        TableDetector table = table(plates(3000));
        long flags = IntStream.range(0, 3000)
                .filter(row -> table.judge(row).anomaly())
                .count();
        assertThat(flags).isLessThan(3000 * 2 / 100);
    }

    @Test
    void orderOfTheRowsDoesNotMatter() {
        List<double[]> rows = plates(200);
        List<Integer> order = new ArrayList<>(IntStream.range(0, 200).boxed().toList());
        Collections.shuffle(order, random);
        TableDetector ordered = table(rows);
        TableDetector shuffled = table(order.stream().map(rows::get).toList());
        for (int i = 0; i < 200; i++) {
            assertThat(shuffled.judge(i).score())
                    .isCloseTo(ordered.judge(order.get(i)).score(), within(1e-9));
        }
    }

    @Test
    void sameSeedGivesTheSameJudgements() {
        List<double[]> rows = plates(3000); // more than neighbours are looked for among
        assertThat(scores(table(rows), 3000)).isEqualTo(scores(table(rows), 3000));
    }

    @Test
    void furtherRowIsJudgedByTheTableAndChangesNothing() {
        TableDetector table = table(plates(500));
        Judgement usual = table.judge(new double[] {10, 20, 30});
        Judgement odd = table.judge(new double[] {10, 200, 30});
        assertThat(usual.anomaly()).isFalse();
        assertThat(usual.reason()).isEmpty();
        assertThat(odd.anomaly()).isTrue();
        assertThat(odd.reason()).contains("height is 200");
        assertThat(table.judge(new double[] {10, 20, 30})).isEqualTo(usual);
    }

    @Test
    void constantColumnsAndTheLargestNumbersAreTaken() {
        List<double[]> rows = plates(100);
        rows.forEach(row -> row[2] = 7);
        rows.set(3, new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, 7});
        TableDetector table = table(rows);
        assertThat(scores(table, 100)).allMatch(score -> score >= 0 && score <= 1);
        assertThat(table.judge(3).anomaly()).isTrue();
        assertThat(table.judge(new double[] {10, 20, 8}).score()).isBetween(0.0, 1.0);
    }

    @Test
    void tinyTableHasScoresButNoAnomalies() {
        for (int size : new int[] {1, 2, 3, 19}) {
            List<double[]> rows = plates(size);
            rows.set(0, new double[] {1e6, 1e6, 1e6});
            TableDetector table = table(rows);
            assertThat(scores(table, size)).allMatch(score -> score >= 0 && score <= 1);
            assertThat(table.judge(0).anomaly()).isFalse();
        }
    }

    @Test
    void wideTableIsJudgedWithoutRelations() {
        int columns = 600;
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(random.doubles(columns).toArray());
        }
        rows.get(5)[17] = 40;
        rows.get(5)[18] = 40;
        List<String> names = IntStream.range(0, columns).mapToObj(j -> "c" + j).toList();
        TableDetector table = new TableDetector(names, rows, new Random(1));
        assertThat(scores(table, 60)).allMatch(score -> score <= table.judge(5).score());
    }

    @Test
    void rowsOfAnotherLengthAndNoRowsAreRefused() {
        assertThatThrownBy(() -> table(List.of(new double[] {1, 2})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row has 3 values, not 2");
        assertThatThrownBy(() -> table(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** Plates whose weight is about the sum of width and height. */
    private List<double[]> plates(int rows) {
        List<double[]> plates = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double width = 10 + random.nextGaussian();
            double height = 20 + random.nextGaussian();
            plates.add(new double[] {width, height, width + height + 0.2 * random.nextGaussian()});
        }
        return plates;
    }

    private static TableDetector table(List<double[]> rows) {
        return new TableDetector(NAMES, rows, new Random(1));
    }

    private static List<Double> scores(TableDetector table, int rows) {
        return IntStream.range(0, rows)
                .mapToObj(row -> table.judge(row).score())
                .toList();
    }
}
