package dev.whence.anomaly.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Stretch REFERENCE = new Stretch(0, 3600 * SECOND);
    private static final Stretch WINDOW = new Stretch(3600 * SECOND, 4200 * SECOND);

    private final SplittableRandom random = new SplittableRandom(5);

    private static <T> Sample<T> sample(Stretch stretch, int count, IntFunction<T> value) {
        long[] nanos = new long[count];
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nanos[i] = stretch.fromNanos() + stretch.lengthNanos() / count * i;
            values.add(value.apply(i));
        }
        return new Sample<>(stretch, nanos, values);
    }

    @Test
    void numbersOfOneDistributionAreNoDrift() {
        int below = 0;
        for (int trial = 0; trial < 200; trial++) {
            Comparison compared = NumberDrift.compare(
                    sample(REFERENCE, 600, i -> random.nextGaussian()),
                    sample(WINDOW, 100, i -> random.nextGaussian()));
            below += compared.pValue() < 0.05 ? 1 : 0;
        }
        assertThat(below).isLessThanOrEqualTo(10);
    }

    @Test
    void aShiftOfHalfADeviationIsFoundAndDated() {
        Comparison compared = NumberDrift.compare(
                sample(REFERENCE, 1200, i -> random.nextGaussian()),
                sample(WINDOW, 200, i -> random.nextGaussian() + (i < 80 ? 0 : 1)));
        assertThat(compared.pValue()).isLessThan(2e-3);
        assertThat(compared.effect()).isBetween(0.15, 0.45);
        assertThat(compared.test()).isEqualTo("kolmogorov_smirnov");
        assertThat(compared.changedAtNanos().orElseThrow() / 1e9).isCloseTo(3600 + 240, within(90.0));
        assertThat(((Summary.Level) compared.after()).median()).isCloseTo(0.6, within(0.3));
    }

    @Test
    void aChangeOfSpreadIsDatedToo() {
        Comparison compared = NumberDrift.compare(
                sample(REFERENCE, 1200, i -> random.nextGaussian()),
                sample(WINDOW, 300, i -> random.nextGaussian() * 4));
        assertThat(compared.pValue()).isLessThan(1e-4);
        assertThat(compared.changedAtNanos().orElseThrow() / 1e9).isCloseTo(3600, within(60.0));
    }

    @Test
    void wavesThatTheReferenceHasAreNoDrift() {
        int plainBelow = 0;
        int below = 0;
        for (int trial = 0; trial < 40; trial++) {
            double[] level = random.doubles(100, -1, 1).toArray();
            Sample<Double> before = sample(REFERENCE, 3600, i -> level[i / 200] + random.nextGaussian());
            Sample<Double> after = sample(WINDOW, 600, i -> level[20 + i / 200] + random.nextGaussian());
            Comparison compared = NumberDrift.compare(before, after);
            below += compared.pValue() < 0.05 ? 1 : 0;
            plainBelow += compared.effect() > 1.36 * Math.sqrt(1 / 3600.0 + 1 / 600.0) ? 1 : 0;
            assertThat(compared.designEffect()).isGreaterThan(5);
        }
        assertThat(plainBelow).isGreaterThan(24);
        assertThat(below).isLessThanOrEqualTo(5);
    }

    @Test
    void sharesOfNamesAreCompared() {
        Comparison same = CategoryDrift.compare(
                sample(REFERENCE, 600, i -> random.nextDouble() < 0.7 ? "small" : "large"),
                sample(WINDOW, 200, i -> random.nextDouble() < 0.7 ? "small" : "large"));
        Comparison other = CategoryDrift.compare(
                sample(REFERENCE, 600, i -> random.nextDouble() < 0.7 ? "small" : "large"),
                sample(WINDOW, 200, i -> random.nextDouble() < 0.3 ? "small" : "large"));
        assertThat(same.pValue()).isGreaterThan(0.001);
        assertThat(other.pValue()).isLessThan(1e-6);
        assertThat(other.test()).isEqualTo("chi_square");
        assertThat(other.effect()).isBetween(0.2, 0.5);
        assertThat(((Summary.Shares) other.after()).shares().get("small")).isCloseTo(0.3, within(0.1));
        assertThat(other.changedAtNanos().orElseThrow() / 1e9).isCloseTo(3600, within(60.0));
    }

    @Test
    void rareNamesCountTogether() {
        Comparison compared = CategoryDrift.compare(
                sample(REFERENCE, 600, i -> i % 10 == 0 ? "rare " + i : "usual"),
                sample(WINDOW, 200, i -> i % 10 == 0 ? "rare " + i : "usual"));
        assertThat(compared.pValue()).isGreaterThan(0.5);
        assertThat(((Summary.Shares) compared.before()).shares()).containsKeys("usual", "others");
    }

    @Test
    void theDistanceOfDistributionsLiesBetweenNoneAndOne() {
        Divergence none = Divergence.ofCounts(new long[] {50, 50}, new long[] {5, 5});
        assertThat(none.jensenShannon()).isZero();
        assertThat(none.populationStability()).isCloseTo(0, within(1e-9));
        assertThat(Divergence.ofCounts(new long[] {70, 0}, new long[] {0, 30}).jensenShannon())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void theStabilityIndexIsThatOfTheTextbook() {
        // (0.7 - 0.5) ln(0.7 / 0.5) + (0.3 - 0.5) ln(0.3 / 0.5)
        assertThat(Divergence.ofCounts(new long[] {500_000, 500_000}, new long[] {700_000, 300_000})
                        .populationStability())
                .isCloseTo(0.1695, within(1e-4));
        // a third of a standard deviation is where a shift conventionally begins to matter
        double[] before = random.doubles(20_000)
                .map(any -> random.nextGaussian())
                .sorted()
                .toArray();
        double[] after = random.doubles(20_000)
                .map(any -> random.nextGaussian() + 0.32)
                .sorted()
                .toArray();
        assertThat(Divergence.ofNumbers(before, after).populationStability()).isCloseTo(0.1, within(0.02));
        assertThat(Divergence.ofNumbers(new double[] {3, 3, 3, 4}, new double[] {3, 3, 3, 9})
                        .populationStability())
                .isPositive();
    }

    @Test
    void textsAboutSomethingElseAreFoundWithTheirWords() {
        String[] old = {"how do I export invoices to excel", "where is the audit log of my workspace"};
        String[] fresh = {"where is my parcel and when does it arrive", "how do I export invoices to excel"};
        Comparison compared = TextDrift.compare(
                sample(REFERENCE, 300, i -> old[random.nextInt(2)]),
                sample(WINDOW, 100, i -> fresh[random.nextInt(2)]));
        assertThat(compared.pValue()).isLessThan(2e-3);
        assertThat(compared.test()).isEqualTo("hashed_terms");
        assertThat(((Summary.Words) compared.after()).words()).contains("parcel");
        assertThat(((Summary.Words) compared.before()).words()).contains("audit");
    }

    @Test
    void textsOfManyWordsByChanceAreNoDrift() {
        int below = 0;
        for (int trial = 0; trial < 40; trial++) {
            Comparison compared =
                    TextDrift.compare(sample(REFERENCE, 200, i -> words()), sample(WINDOW, 80, i -> words()));
            below += compared.pValue() < 0.05 ? 1 : 0;
        }
        assertThat(below).isLessThanOrEqualTo(5);
    }

    private String words() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            char letter = (char) ('a' + random.nextInt(26));
            text.append("word")
                    .append(letter)
                    .append((char) ('a' + random.nextInt(10)))
                    .append(' ');
        }
        return text.toString();
    }

    @Test
    void scriptsWithoutSpacesHaveWordsToo() {
        Comparison compared = TextDrift.compare(
                sample(REFERENCE, 200, i -> "監査ログを見られるのは誰ですか？"), sample(WINDOW, 80, i -> "荷物の配達はいつですか？"));
        assertThat(compared.effect()).isEqualTo(1);
        assertThat(((Summary.Words) compared.after()).words()).contains("荷物");
    }

    @Test
    void falseDiscoveriesAreControlled() {
        assertThat(Significance.adjusted(new double[] {0.01, 0.04, 0.03, 0.5}))
                .containsExactly(new double[] {0.04, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5}, within(1e-12));
        assertThat(Significance.adjusted(new double[0])).isEmpty();
    }

    @Test
    void fewDegreesOfFreedomMakeUncertain() {
        assertThat(Significance.studentised(0.05, 5)).isCloseTo(0.107, within(0.005));
        assertThat(Significance.studentised(0, 5)).isLessThan(1e-5);
        assertThat(Significance.studentised(1, 5)).isCloseTo(1, within(1e-9));
    }

    @Test
    void aConstantMeanHasNoChange() {
        int changes = 0;
        for (int trial = 0; trial < 50; trial++) {
            changes += Adwin.change(random.doubles(1000).toArray(), 0.002).isPresent() ? 1 : 0;
        }
        assertThat(changes).isLessThanOrEqualTo(2);
    }

    @Test
    void aStepOfTheMeanIsFoundWhereItIs() {
        double[] values = new double[2000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() * 0.6 + (i < 1500 ? 0 : 0.4);
        }
        assertThat(Adwin.change(values, 0.002).orElseThrow()).isCloseTo(1500, within(40));
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DriftLimits(0, 0.1, 40));
        assertThatIllegalArgumentException().isThrownBy(() -> new DriftLimits(0.01, 1, 40));
        assertThatIllegalArgumentException().isThrownBy(() -> new DriftLimits(0.01, 0.1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Stretch(2, 2));
    }
}
