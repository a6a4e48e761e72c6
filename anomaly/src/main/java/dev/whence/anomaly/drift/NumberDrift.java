package dev.whence.anomaly.drift;

import java.util.Arrays;
import java.util.OptionalLong;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * Compares numbers by the two-sample Kolmogorov–Smirnov test. Its effect is the test's D: the largest difference between
 * the shares of values below any bound. Where values depend on each other, each sample counts as fewer values, by its
 * {@link DesignEffect}. Stateless.
 */
public final class NumberDrift {
    static final String TEST = "kolmogorov_smirnov";

    private static final int DECILES = 10;
    private static final int FEWEST = 4;

    private NumberDrift() {}

    /**
     * Compares two samples of finite numbers.
     *
     * @throws IllegalArgumentException when one of them has fewer than two values
     */
    public static Comparison compare(Sample<Double> reference, Sample<Double> window) {
        return compare(TEST, Sample.numbers(reference), reference, Sample.numbers(window), window);
    }

    /** As {@link #compare}, of numbers that belong to the values of the samples. */
    static Comparison compare(String test, double[] before, Sample<?> reference, double[] after, Sample<?> window) {
        if (before.length < 2 || after.length < 2) {
            throw new IllegalArgumentException("a comparison needs two values on either side");
        }
        double[] sortedBefore = Ranks.sorted(before);
        double[] sortedAfter = Ranks.sorted(after);
        double distance = KolmogorovSmirnovTest.withDefaults().statistic(sortedBefore, sortedAfter);
        DesignEffect effect = dependence(before, sortedBefore, reference, window.stretch());
        return new Comparison(
                test,
                distance,
                pValue(sortedBefore, sortedAfter, effect),
                distance,
                Divergence.ofNumbers(sortedBefore, sortedAfter),
                new Summary.Level(Ranks.quantile(sortedBefore, 0.5)),
                new Summary.Level(Ranks.quantile(sortedAfter, 0.5)),
                onset(before, reference, after, window),
                effect.factor());
    }

    /** By how the shares below the deciles, and the mean rank, differ between blocks of time of the reference. */
    private static DesignEffect dependence(double[] values, double[] sorted, Sample<?> sample, Stretch window) {
        double[][] columns = new double[DECILES][values.length];
        for (int i = 0; i < values.length; i++) {
            double rank = Ranks.rank(sorted, values[i]);
            columns[0][i] = rank;
            for (int decile = 1; decile < DECILES; decile++) {
                columns[decile][i] = rank * DECILES < decile ? 1 : 0;
            }
        }
        return DesignEffect.of(
                sample.stretch(),
                sample.nanos(),
                window.lengthNanos(),
                columns,
                factors -> Math.max(
                        factors[0],
                        Arrays.stream(factors, 1, factors.length).average().orElse(1)));
    }

    private static double pValue(double[] before, double[] after, DesignEffect effect) {
        double plain = KolmogorovSmirnovTest.withDefaults()
                .test(counting(before, effect.factor()), counting(after, effect.factor()))
                .getPValue();
        return Significance.studentised(plain, effect.degrees());
    }

    /** So many evenly spread values of the sample as it counts for; their distribution is the sample's. */
    private static double[] counting(double[] sorted, double factor) {
        int count = (int) Math.round(sorted.length / factor);
        if (count >= sorted.length) {
            return sorted;
        }
        double[] fewer = new double[Math.min(sorted.length, Math.max(FEWEST, count))];
        for (int i = 0; i < fewer.length; i++) {
            fewer[i] = sorted[(int) ((i + 0.5) * sorted.length / fewer.length)];
        }
        return fewer;
    }

    /** Each value by the share that its decile has of the window, so that changes of shape are seen as well. */
    private static OptionalLong onset(double[] before, Sample<?> reference, double[] after, Sample<?> window) {
        double[] all = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, all, before.length, after.length);
        double[] sorted = Ranks.sorted(all);
        int[] decile = new int[all.length];
        double[] seenBefore = new double[DECILES];
        double[] seenAfter = new double[DECILES];
        for (int i = 0; i < all.length; i++) {
            decile[i] = (int) Math.min(DECILES - 1.0, Ranks.rank(sorted, all[i]) * DECILES);
            if (i < before.length) {
                seenBefore[decile[i]] += 1.0 / before.length;
            } else {
                seenAfter[decile[i]] += 1.0 / after.length;
            }
        }
        double[] windowlike = new double[all.length];
        for (int i = 0; i < all.length; i++) {
            windowlike[i] = seenAfter[decile[i]] / (seenBefore[decile[i]] + seenAfter[decile[i]]);
        }
        return Onsets.of(reference.nanos(), window.nanos(), windowlike);
    }
}
