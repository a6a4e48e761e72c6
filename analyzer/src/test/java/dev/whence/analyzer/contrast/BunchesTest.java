package dev.whence.analyzer.contrast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.analyzer.stats.Samples;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BunchesTest {
    @Test
    void tracesThatComeOnceEachCountEach() {
        Bunches once = new Bunches(30, 30, 100, 40);
        assertThat(once.atOtherTimes(30, 100)).isEqualTo(1, within(1e-9));
        assertThat(once.inIncident(30, 100, 40)).isEqualTo(1, within(1e-9));
    }

    @Test
    void traceThatGoesTenTimesTheSameWayCountsOnce() {
        Bunches tens = new Bunches(3 * 100, 3 * 100, 10 * 100, 4 * 100);
        assertThat(tens.atOtherTimes(30, 100)).isEqualTo(10, within(1e-9));
        assertThat(tens.inIncident(30, 100, 40)).isEqualTo(10, within(1e-9));
    }

    @Test
    void traceIsOneOccasionWhereNothingTellsWhetherItGoesTheSameWay() {
        Bunches unknown = new Bunches(30, 30, 100, 4 * 100);
        assertThat(unknown.inIncident(30, 100, 40)).isEqualTo(10, within(1e-9));
    }

    @Test
    void varianceOfWhatIsLeftOfNormalValuesIsKnown() {
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        for (int run = 0; run < 20_000; run++) {
            double[] values = new double[12];
            Arrays.setAll(values, i -> random.nextGaussian());
            Arrays.sort(values);
            for (double value : Arrays.copyOfRange(values, 1, 11)) {
                sum += value * value / (9 * 20_000.0);
            }
        }
        assertThat(Samples.trimmedVariance(12, 1)).isEqualTo(sum, within(0.03));
        assertThat(Samples.trimmedVariance(12, 0)).isEqualTo(1);
    }
}
