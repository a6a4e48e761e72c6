package dev.whence.analyzer.quality;

import dev.whence.analyzer.quality.BiasEntry.Outcome;
import dev.whence.analyzer.quality.BiasEntry.Verdict;
import dev.whence.analyzer.stats.Samples;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** Tests one group against the rest; two-sided, without a verdict yet. Stateless. */
final class Compared {
    /** Fewer say nothing about a group. */
    static final int LEAST = 30;

    /** Below this many expected in a cell the chi-square distribution is too rough (Cochran, 1954). */
    private static final double LEAST_EXPECTED = 5;

    private Compared() {}

    /** @param k how many of {@code n} have the outcome; {@code restK} and {@code restN} those of the rest */
    static BiasEntry rates(Outcome outcome, String group, long k, long n, long restK, long restN) {
        double rate = (double) k / n;
        double rest = restN == 0 ? Double.NaN : (double) restK / restN;
        if (n < LEAST || restN < LEAST) {
            return tooFew(outcome, "", group, n, rate, restN, rest);
        }
        long with = k + restK;
        long without = n + restN - with;
        double leastExpected = (double) Math.min(n, restN) * Math.min(with, without) / (n + restN);
        String test = leastExpected < LEAST_EXPECTED ? "fisher" : "chi_square";
        double p = with == 0 || without == 0
                ? 1
                : test.equals("fisher")
                        ? FisherExactTest.withDefaults()
                                .test(new int[][] {
                                    {Math.toIntExact(k), Math.toIntExact(n - k)},
                                    {Math.toIntExact(restK), Math.toIntExact(restN - restK)}
                                })
                                .getPValue()
                        : ChiSquareTest.withDefaults()
                                .test(new long[][] {{k, n - k}, {restK, restN - restK}})
                                .getPValue();
        double difference = rate - rest;
        double ratio = restK == 0 ? Double.NaN : rate / rest;
        return new BiasEntry(
                outcome, "", group, n, rate, restN, rest, difference, ratio, difference, test, p, p, Verdict.EVEN);
    }

    static BiasEntry scores(String score, String group, double[] values, double[] rest) {
        double mean = Samples.mean(values);
        double restMean = Samples.mean(rest);
        if (values.length < LEAST || rest.length < LEAST) {
            return tooFew(Outcome.SCORE, score, group, values.length, mean, rest.length, restMean);
        }
        MannWhitneyUTest.Result result = MannWhitneyUTest.withDefaults().test(values, rest);
        double p = Double.isNaN(result.getPValue()) ? 1 : result.getPValue(); // all values are the same
        double delta = 2 * result.getStatistic() / ((double) values.length * rest.length) - 1;
        return new BiasEntry(
                Outcome.SCORE,
                score,
                group,
                values.length,
                mean,
                rest.length,
                restMean,
                mean - restMean,
                Double.NaN,
                delta,
                "mann_whitney",
                p,
                p,
                Verdict.EVEN);
    }

    private static BiasEntry tooFew(
            Outcome outcome, String score, String group, long count, double rate, long restCount, double restRate) {
        double none = Double.NaN;
        return new BiasEntry(
                outcome,
                score,
                group,
                count,
                rate,
                restCount,
                restRate,
                none,
                none,
                none,
                "none",
                none,
                none,
                Verdict.TOO_FEW);
    }
}
