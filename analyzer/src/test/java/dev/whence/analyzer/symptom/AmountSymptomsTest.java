package dev.whence.analyzer.symptom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** That chance is not taken for a change where calls wait for each other, and that changes are felt beside it. */
class AmountSymptomsTest {
    private static final int WINDOWS = 1500;
    private static final double SURELY = 1e-4;

    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void aQueueNowAndThenIsNoChangeOfTheSlowest() {
        int alarms = 0;
        for (int i = 0; i < WINDOWS; i++) {
            double[] waits = queue(380, 0.5);
            for (Felt felt : felt(part(waits, 0, 250), part(waits, 250, 380))) {
                boolean slowest = felt.signal().equals("duration.p99");
                alarms += slowest && felt.pValue() < SURELY && felt.affected() > 0 ? 1 : 0;
            }
        }
        assertThat(alarms).isLessThanOrEqualTo(WINDOWS / 100);
    }

    @Test
    void aFewCallsThatTakeManyTimesAsLongAreFeltBesideAQueue() {
        double[] waits = queue(380, 0.5);
        for (int i = 250; i < 380; i += 10) {
            waits[i] *= 20;
        }
        assertThat(felt(part(waits, 0, 250), part(waits, 250, 380)))
                .anyMatch(felt -> felt.pValue() < 1e-6 && felt.affected() > 0);
    }

    private static List<Felt> felt(double[] before, double[] after) {
        List<Felt> tested = new ArrayList<>();
        new AmountSymptoms(tested).slower(0, before, after, true);
        return tested;
    }

    /** Seconds that calls take of one worker who serves them in order (Lindley's recursion). */
    private double[] queue(int calls, double busy) {
        double[] seconds = new double[calls];
        double waits = 0;
        for (int i = 0; i < calls; i++) {
            double served = Math.exp(0.4 * random.nextGaussian());
            seconds[i] = waits + served;
            waits = Math.max(0, seconds[i] + Math.log(random.nextDouble()) * 1.08 / busy);
        }
        return seconds;
    }

    private static double[] part(double[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
