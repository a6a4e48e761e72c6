package dev.whence.anomaly.multivariate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.anomaly.baseline.SeriesKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallModelTest {
    private static final SeriesKey KEY = new SeriesKey("assistant", "chat", "gpt-4o");
    private static final long TIME = 1_795_500_000_000_000_000L;

    private final Random random = new Random(1);

    @Test
    void savedModelKeepsItsProvenanceAndItsAnswers() throws IOException {
        CallModel model = CallModel.train(KEY, calls(400), TIME).orElseThrow();
        CallModel restored = CallModel.read(new DataInputStream(new ByteArrayInputStream(written(model))));
        double[] odd = call(0, 2);
        assertThat(restored.oddity(odd)).isEqualTo(model.oddity(odd));
        assertThat(restored.provenance())
                .contains("LibSVMAnomalyTrainer", "calls of assistant / chat / gpt-4o", "2026-11-24");
    }

    @Test
    void sameCallsGiveTheSameModel() throws IOException {
        double[][] calls = calls(400);
        double[] odd = call(0, 2);
        assertThat(CallModel.train(KEY, calls, TIME).orElseThrow().oddity(odd))
                .isEqualTo(CallModel.train(KEY, calls, TIME).orElseThrow().oddity(odd));
    }

    @Test
    void featureThatManyCallsLackIsLeftOutAndCallThatLacksOneIsNotCovered() throws IOException {
        double[][] calls = calls(400);
        for (int i = 0; i < calls.length; i += 3) {
            calls[i][CallFeature.COST.place()] = Double.NaN;
        }
        CallModel model = CallModel.train(KEY, calls, TIME).orElseThrow();
        double[] withoutCost = call(0, 0);
        withoutCost[CallFeature.COST.place()] = Double.NaN;
        double[] withoutTokens = call(0, 0);
        withoutTokens[CallFeature.OUTPUT_TOKENS.place()] = Double.NaN;
        assertThat(model.covers(withoutCost)).isTrue();
        assertThat(model.covers(withoutTokens)).isFalse();
        assertThat(CallModel.train(KEY, new double[][] {withoutTokens, call(0, 0)}, TIME))
                .isEmpty();
    }

    @Test
    void boundaryHoldsMostOfWhatItLearnedAndNothingFarAway() throws IOException {
        double[][] rows = new double[200][];
        Arrays.setAll(rows, i -> new double[] {random.nextGaussian(), random.nextGaussian()});
        Boundary boundary = Boundary.train("rows", rows, TIME);
        long outside =
                Arrays.stream(rows).filter(row -> boundary.outside(row) > 1e-6).count();
        assertThat(outside).isBetween(1L, 15L);
        assertThat(boundary.outside(new double[] {0, 0})).isNegative();
        assertThat(boundary.outside(new double[] {0, 5})).isPositive();
    }

    @Test
    void damagedModelIsRefusedAndSeriesLearnsAnotherFromItsCalls() throws IOException {
        byte[] bytes = written(CallModel.train(KEY, calls(400), TIME).orElseThrow());
        byte[] damagedModel = bytes.clone();
        Arrays.fill(damagedModel, bytes.length - 400, bytes.length - 100, (byte) 0xFF);
        assertThatThrownBy(() -> CallModel.read(new DataInputStream(new ByteArrayInputStream(damagedModel))))
                .isInstanceOf(IOException.class);

        CallSeries series = series();
        for (double[] call : calls(700)) {
            series.learn(call, TIME);
        }
        assertThat(series.model()).isPresent();
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        series.write(new DataOutputStream(state));
        byte[] damaged = state.toByteArray();
        int name = new String(damaged, StandardCharsets.ISO_8859_1).indexOf("org.tribuo");
        damaged[name] = 'X'; // no class is named like this
        CallSeries restored = series();
        restored.read(new DataInputStream(new ByteArrayInputStream(damaged)));
        double[] odd = call(0, 2);
        assertThat(restored.model().orElseThrow().oddity(odd))
                .isCloseTo(series.model().orElseThrow().oddity(odd), within(8.0));
        assertThat(restored.surprise(restored.model().orElseThrow().oddity(odd)))
                .isGreaterThan(5);
    }

    private static CallSeries series() {
        return new CallSeries(KEY, Runnable::run, 7);
    }

    private static byte[] written(CallModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private double[][] calls(int count) {
        double[][] calls = new double[count][];
        Arrays.setAll(calls, i -> call(random.nextGaussian(), 0));
        return calls;
    }

    /** A call of a size; all features but the cost follow from it, and so does the cost but for what is added. */
    private double[] call(double size, double dearer) {
        double[] logs = new double[CallFeature.count()];
        Arrays.setAll(logs, j -> j + 0.5 * size + 0.1 * random.nextGaussian());
        logs[CallFeature.COST.place()] += dearer;
        return logs;
    }
}
