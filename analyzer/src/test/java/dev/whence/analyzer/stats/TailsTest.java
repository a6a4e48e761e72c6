package dev.whence.analyzer.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TailsTest {
    private static final int SAMPLES = 2000;

    private final RandomGenerator random = new SplittableRandom(7);

    @Test
    void aFewValuesFarBeyondAllOthersAreNoChance() {
        double[] before = values(150, this::logNormal);
        double[] after = values(80, this::logNormal);
        for (int i = 0; i < 8; i++) {
            after[i * 10] = 20 * after[i * 10];
        }
        assertThat(Tails.greater(before, after)).isLessThan(1e-6);
        assertThat(Tests.greater(before, after)).as("ranks alone").isGreaterThan(1e-3);
    }

    @Test
    void valuesBeyondAnUpperQuantileCountThoughOneOfTheBaselineWasAsLarge() {
        double[] before = values(400, this::logNormal);
        before[17] = 1000;
        double[] after = values(200, this::logNormal);
        for (int i = 0; i < 50; i++) {
            after[i * 4] = 500;
        }
        assertThat(Tails.greater(before, after)).isLessThan(1e-12);
    }

    @Test
    void aQueueThatFillsOnceIsOneOccasion() {
        double[] before = values(150, this::logNormal);
        double[] scattered = values(80, this::logNormal);
        double[] inARow = scattered.clone();
        for (int i = 0; i < 8; i++) {
            scattered[i * 10] = 20;
            inARow[30 + i] = 20;
        }
        assertThat(Tails.farther(before, scattered)).isLessThan(1e-6);
        assertThat(Tails.farther(before, inARow)).isGreaterThan(1e-3);
    }

    @Test
    void aRareSlowKindOfCallThatTheBaselineMissedIsNoChange() {
        double alarms = falseAlarms(() -> random.nextDouble() < 0.01 ? 10 * logNormal() : logNormal());
        assertThat(alarms).isLessThanOrEqualTo(0.01);
    }

    @Test
    void heavyTailsAloneAreNotTakenForChanges() {
        assertThat(falseAlarms(this::logNormal)).isLessThanOrEqualTo(0.002);
        assertThat(falseAlarms(() -> Math.pow(1 - random.nextDouble(), -1 / 1.5)))
                .as("Pareto with shape 1.5")
                .isLessThanOrEqualTo(0.004);
    }

    @Test
    void nothingIsSaidOfAHandfulOfValues() {
        assertThat(Tails.farther(values(10, this::logNormal), new double[] {1000}))
                .isEqualTo(1);
        assertThat(Tails.greater(new double[0], new double[] {1})).isEqualTo(1);
    }

    /** How often p falls below 0.001 between samples of the same kind. */
    private double falseAlarms(DoubleSupplier kind) {
        int alarms = 0;
        for (int i = 0; i < SAMPLES; i++) {
            if (Tails.greater(values(150, kind), values(80, kind)) < 0.001) {
                alarms++;
            }
        }
        return alarms / (double) SAMPLES;
    }

    private double logNormal() {
        return Math.exp(0.4 * random.nextGaussian());
    }

    private static double[] values(int count, DoubleSupplier kind) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = kind.getAsDouble();
        }
        return values;
    }
}
