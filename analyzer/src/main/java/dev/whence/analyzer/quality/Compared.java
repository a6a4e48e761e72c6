package dev.whence.analyzer.quality;

import dev.whence.analyzer.quality.BiasEntry.Outcome;
import dev.whence.analyzer.quality.BiasEntry.Verdict;
import dev.whence.analyzer.stats.Samples;
import java.util.Arrays;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** Tests one group against the rest; two-sided, without a verdict yet. Stateless. */
final class Compared {
    /** Fewer requests say nothing about a group. */
    static final int LEAST = 30;

    /** Between fewer sessions a variance is hardly known. */
    static final int LEAST_SESSIONS = 5;

    /** Below this many expected in a cell the chi-square distribution is too rough (Cochran, 1954). */
    private static final double LEAST_EXPECTED = 5;

    private Compared() {}

    /** Which group of which attribute, by what. */
    record Subject(Outcome outcome, String score, String groupBy, String group) {}

    /** @param group 1 for each request with the outcome, 0 for the others */
    static BiasEntry rates(Subject subject, Clusters group, Clusters rest) {
        if (areTooFew(group, rest)) {
            return tooFew(subject, group, rest);
        }
        long k = Math.round(group.sum());
        long n = group.count();
        long restK = Math.round(rest.sum());
        long restN = rest.count();
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
        double ratio = restK == 0 ? Double.NaN : (double) k / n / ((double) restK / restN);
        return tested(subject, group, rest, new Tested(test, p, effect(group, rest), ratio), group, rest);
    }

    private static double effect(Clusters group, Clusters rest) {
        return group.sum() / group.count() - rest.sum() / rest.count();
    }

    /** A sample of scores with the session of each. */
    record Valued(double[] values, long[] sessions) {}

    static BiasEntry scores(Subject subject, Valued group, Valued rest) {
        Clusters groups = clusters(group.values, group.sessions, 0);
        Clusters rests = clusters(rest.values, rest.sessions, 0);
        if (areTooFew(groups, rests)) {
            return tooFew(subject, groups, rests);
        }
        MannWhitneyUTest.Result result = MannWhitneyUTest.withDefaults().test(group.values, rest.values);
        double p = Double.isNaN(result.getPValue()) ? 1 : result.getPValue(); // all values are the same
        double delta = 2 * result.getStatistic() / ((double) group.values.length * rest.values.length) - 1;
        double[] both = Arrays.copyOf(group.values, group.values.length + rest.values.length);
        System.arraycopy(rest.values, 0, both, group.values.length, rest.values.length);
        double[] ranks = Samples.ranks(both);
        return tested(
                subject,
                groups,
                rests,
                new Tested("mann_whitney", p, delta, Double.NaN),
                clusters(ranks, group.sessions, 0),
                clusters(ranks, rest.sessions, group.values.length));
    }

    private static Clusters clusters(double[] values, long[] sessions, int from) {
        Clusters clusters = new Clusters();
        for (int i = 0; i < sessions.length; i++) {
            clusters.add(sessions[i], values[from + i]);
        }
        return clusters;
    }

    private static boolean areTooFew(Clusters group, Clusters rest) {
        return Math.min(group.count(), rest.count()) < LEAST
                || Math.min(group.sessions(), rest.sessions()) < LEAST_SESSIONS;
    }

    /** @param pValue of independent requests */
    private record Tested(String test, double pValue, double effect, double ratio) {}

    /** @param measured what the test compares the means of: the values themselves, or their ranks */
    private static BiasEntry tested(
            Subject subject, Clusters group, Clusters rest, Tested test, Clusters measured, Clusters measuredRest) {
        Clusters.Dependence dependence = Clusters.between(measured, measuredRest);
        double p = dependence.allowedFor(test.pValue);
        return new BiasEntry(
                subject.outcome,
                subject.score,
                subject.groupBy,
                subject.group,
                side(group),
                side(rest),
                effect(group, rest),
                test.ratio,
                test.effect,
                test.test,
                dependence.designEffect(),
                p,
                p,
                Verdict.EVEN);
    }

    private static BiasEntry.Side side(Clusters clusters) {
        return new BiasEntry.Side(
                clusters.count(),
                clusters.sessions(),
                clusters.count() == 0 ? Double.NaN : clusters.sum() / clusters.count());
    }

    private static BiasEntry tooFew(Subject subject, Clusters group, Clusters rest) {
        double none = Double.NaN;
        return new BiasEntry(
                subject.outcome,
                subject.score,
                subject.groupBy,
                subject.group,
                side(group),
                side(rest),
                none,
                none,
                none,
                "none",
                none,
                none,
                none,
                Verdict.TOO_FEW);
    }
}
