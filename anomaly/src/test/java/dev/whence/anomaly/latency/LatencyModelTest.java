package dev.whence.anomaly.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.anomaly.baseline.SeriesKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyModelTest {
    private static final SeriesKey KEY = new SeriesKey("assistant", "chat", "gpt-4o");
    private static final long TIME = 1_795_500_000_000_000_000L;

    @Test
    void learnsFixedCostPlusTimePerToken() throws IOException {
        LatencyModel model = LatencyModel.train(KEY, calls(0.2, 0), TIME);
        for (double[] size : new double[][] {{200, 40}, {600, 150}, {2000, 150}, {600, 600}, {1500, 30}}) {
            assertThat(Math.exp(model.expectedLogSeconds(size[0], size[1])))
                    .isCloseTo(seconds(size[0], size[1]), within(0.25 * seconds(size[0], size[1])));
        }
    }

    @Test
    void someSlowCallsDoNotPullIt() throws IOException {
        LatencyModel clean = LatencyModel.train(KEY, calls(0.2, 0), TIME);
        LatencyModel pulled = LatencyModel.train(KEY, calls(0.2, 20), TIME);
        assertThat(pulled.expectedLogSeconds(600, 150)).isCloseTo(clean.expectedLogSeconds(600, 150), within(0.15));
    }

    @Test
    void largerCallThanAnySeenMayTakeTimeInProportion() throws IOException {
        LatencyModel model = LatencyModel.train(KEY, calls(0.2, 0), TIME);
        double huge = Math.exp(model.expectedLogSeconds(600, 100_000));
        assertThat(huge).isGreaterThan(seconds(600, 100_000) * 0.7);
    }

    @Test
    void sameCallsGiveTheSameModel() throws IOException {
        assertThat(written(LatencyModel.train(KEY, calls(0.2, 0), TIME)).length)
                .isEqualTo(written(LatencyModel.train(KEY, calls(0.2, 0), TIME)).length);
        assertThat(LatencyModel.train(KEY, calls(0.2, 0), TIME).expectedLogSeconds(500, 90))
                .isEqualTo(LatencyModel.train(KEY, calls(0.2, 0), TIME).expectedLogSeconds(500, 90));
    }

    @Test
    void savedModelKeepsItsProvenanceAndItsAnswers() throws IOException {
        LatencyModel model = LatencyModel.train(KEY, calls(0.2, 0), TIME);
        LatencyModel restored = LatencyModel.read(new DataInputStream(new ByteArrayInputStream(written(model))));
        assertThat(restored.expectedLogSeconds(812, 95)).isEqualTo(model.expectedLogSeconds(812, 95));
        assertThat(restored.provenance())
                .contains("LinearSGDTrainer", "calls of assistant / chat / gpt-4o", "2026-11-24");
    }

    @Test
    void damagedModelIsRefusedAndSeriesTrainsAnotherFromItsCalls() throws IOException {
        byte[] bytes = written(LatencyModel.train(KEY, calls(0.2, 0), TIME));
        for (int i = 4; i < 300; i++) {
            bytes[i] = (byte) 0xFF;
        }
        assertThatThrownBy(() -> LatencyModel.read(new DataInputStream(new ByteArrayInputStream(bytes))))
                .isInstanceOf(IOException.class);

        SizedSeries series = series();
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            series.learn(500 + i, 100, Math.log(seconds(500 + i, 100)) + 0.1 * random.nextGaussian(), TIME);
        }
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        series.write(new DataOutputStream(state));
        byte[] damaged = state.toByteArray();
        int model = indexOf(damaged, "org.tribuo");
        damaged[model - 1] = 0; // no class is named like this any more
        damaged[model] = 'X';
        SizedSeries restored = series();
        restored.read(new DataInputStream(new ByteArrayInputStream(damaged)));
        assertThat(restored.ready()).isTrue();
        assertThat(Math.exp(restored.expectedLogSeconds(600, 100))).isCloseTo(seconds(600, 100), within(0.3));
    }

    private static SizedSeries series() {
        return new SizedSeries(KEY, Runnable::run, 50, 6);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static byte[] written(LatencyModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static double seconds(double input, double output) {
        return 0.3 + input * 0.00015 + output * 0.012;
    }

    private static Calls calls(double sigma, int slow) {
        Random random = new Random(7);
        Calls calls = new Calls();
        for (int i = 0; i < 400; i++) {
            double input = Math.round(600 * Math.exp(0.8 * random.nextGaussian()));
            double output = Math.round(150 * Math.exp(0.9 * random.nextGaussian()));
            double log = Math.log(seconds(input, output)) + sigma * random.nextGaussian();
            calls.add(input, output, i < slow ? log + Math.log(20) : log);
        }
        return calls;
    }
}
