package dev.whence.analyzer.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** Tests of differences between baseline and incident. All are one-sided unless said otherwise; p-values in [0, 1]. */
public final class Tests {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final int MOST = 5000;
    private static final int FISHER_MOST = 4000;

    private Tests() {}

    /** The probability, were nothing changed, that {@code after} lies above {@code before} as it does (Mann-Whitney). */
    public static double greater(double[] before, double[] after) {
        if (before.length < 3 || after.length < 3) {
            return 1;
        }
        return known(MannWhitneyUTest.withDefaults()
                .with(AlternativeHypothesis.GREATER_THAN)
                .test(Samples.thinned(after, MOST), Samples.thinned(before, MOST))
                .getPValue());
    }

    /** Where all values are the same the test has no answer, and there is no difference. */
    private static double known(double p) {
        return Double.isNaN(p) ? 1 : p;
    }

    /** Mann-Whitney, two-sided. */
    public static double differ(double[] before, double[] after) {
        if (before.length < 3 || after.length < 3) {
            return 1;
        }
        return known(MannWhitneyUTest.withDefaults()
                .test(Samples.thinned(after, MOST), Samples.thinned(before, MOST))
                .getPValue());
    }

    /** That a rate rose from {@code k0} of {@code n0} to {@code k1} of {@code n1} (Fisher's exact test, normal for many). */
    public static double rateRose(double k0, double n0, double k1, double n1) {
        if (n0 < 1 || n1 < 1) {
            return 1;
        }
        if (n0 + n1 <= FISHER_MOST) {
            int[][] table = {
                {(int) Math.round(k1), (int) Math.round(Math.max(0, n1 - k1))},
                {(int) Math.round(k0), (int) Math.round(Math.max(0, n0 - k0))}
            };
            if (table[0][0] + table[1][0] == 0 || table[0][1] + table[1][1] == 0) {
                return 1;
            }
            return FisherExactTest.withDefaults()
                    .with(AlternativeHypothesis.GREATER_THAN)
                    .test(table)
                    .getPValue();
        }
        return upperTail(rateScore(k0, n0, k1, n1));
    }

    /** The standard score of the difference of two rates. */
    public static double rateScore(double k0, double n0, double k1, double n1) {
        double pooled = (k0 + k1) / (n0 + n1);
        double error = Math.sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1));
        return error == 0 ? 0 : (k1 / n1 - k0 / n0) / error;
    }

    /** The probability of a standard score at least that high. */
    public static double upperTail(double score) {
        return NORMAL.survivalProbability(score);
    }

    /** The standard score with that upper tail; at most 37, where doubles end. */
    public static double scoreOf(double p) {
        return p < 1e-300 ? 37 : NORMAL.inverseSurvivalProbability(Math.min(p, 1));
    }

    /** A p-value as it is when variances are {@code factor} times as large as the test took them to be. */
    public static double widened(double p, double factor) {
        return p >= 0.5 || factor <= 1 ? p : upperTail(scoreOf(p) / Math.sqrt(factor));
    }

    /**
     * Which of the p-values stand when no more than the share {@code rate} of those may be false, however they depend on
     * each other, as those of quantiles of the same requests do (Benjamini and Yekutieli, 2001).
     */
    public static boolean[] discoveries(double[] p, double rate) {
        double[] sorted = p.clone();
        Arrays.sort(sorted);
        double harmonic = 0;
        for (int i = 1; i <= sorted.length; i++) {
            harmonic += 1.0 / i;
        }
        double bound = -1;
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] <= rate * (i + 1) / (sorted.length * harmonic)) {
                bound = sorted[i];
            }
        }
        boolean[] stand = new boolean[p.length];
        for (int i = 0; i < p.length; i++) {
            stand[i] = p[i] <= bound;
        }
        return stand;
    }

    /**
     * How many times larger the variance of a quantity between stretches of time is than independent values would
     * have: at least 1. Traffic is never quite independent; tests that think so find changes every day.
     *
     * @param values by time
     */
    public static double dispersion(double[] values, int blocks) {
        int size = values.length / blocks;
        double variance = Samples.variance(values);
        if (size < 4 || variance == 0) {
            return 1;
        }
        double mean = Samples.mean(values);
        double sum = 0;
        for (int block = 0; block < blocks; block++) {
            int from = (int) ((long) block * values.length / blocks);
            int to = (int) ((long) (block + 1) * values.length / blocks);
            double difference = Samples.mean(Arrays.copyOfRange(values, from, to)) - mean;
            sum += difference * difference * (to - from) / variance;
        }
        return Math.max(1, sum / (blocks - 1));
    }

    /**
     * The probability, were nothing changed, that so many more events come with each request, events taken as Poisson's.
     *
     * @param before events with {@code requestsBefore} requests
     */
    public static double moreEvents(double before, double requestsBefore, double after, double requestsAfter) {
        double n0 = Math.max(1, requestsBefore);
        double n1 = Math.max(1, requestsAfter);
        double spread = Math.sqrt(Math.max(before, 1) / (n0 * n0) + Math.max(after, 1) / (n1 * n1));
        double score = (after / n1 - before / n0) / spread;
        return score <= 0 ? 1 : upperTail(Math.min(37, score));
    }
}
