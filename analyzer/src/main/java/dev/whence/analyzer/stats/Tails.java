package dev.whence.analyzer.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/**
 * Tests whether the upper tail of a sample got heavier, which trouble that hits only a few does: by how many values exceed
 * the baseline's upper quantiles, and by how far. For the second the tail of the logarithms is taken as exponential, that of
 * the values as Pareto's (Hill, <i>Annals of Statistics</i> 1975), since ranks cannot tell a value just above the largest
 * one known from one twenty times as large. Far values that follow each other closely, as in a queue that fills for a few
 * seconds, count once (runs declustering: Smith and Weissman, <i>J. R. Stat. Soc. B</i> 1994). And since a baseline may just have missed
 * a second, rarer kind of call that is far slower, how far and how many are weighed together (the geometric mean of
 * p-values, times e, is one: Vovk and Wang, <i>Biometrika</i> 2020).
 */
public final class Tails {
    private static final double[] QUANTILES = {0.9, 0.95, 0.99};
    private static final int FEWEST = 50;
    private static final double TAIL = 0.1;

    /** The tail counts as this many standard errors heavier than it looks. */
    private static final double CAUTION = 2;

    /** Tails lighter than this in the logarithm are a matter of luck. */
    private static final double LIGHTEST = 0.15;

    private static final double[] FAR = {1.5, 3};

    /** So many other values must lie between two far ones for them to be two occasions. */
    private static final int APART = 3;

    private Tails() {}

    /**
     * The probability, were nothing changed, that so many of {@code after} lie beyond the upper quantiles of {@code
     * before}, or beyond its largest value.
     *
     * @param before in any order
     * @param after by time
     */
    public static double greater(double[] before, double[] after) {
        double p = farther(before, after);
        for (double quantile : QUANTILES) {
            if (before.length * (1 - quantile) >= 0.4 && after.length >= 8) {
                double high = Samples.quantile(before, quantile);
                p = Math.min(
                        p,
                        Tests.rateRose(
                                Samples.shareAbove(before, high) * before.length,
                                before.length,
                                Samples.shareAbove(after, high) * after.length,
                                after.length));
            }
        }
        return Math.min(1, (1 + QUANTILES.length) * p);
    }

    /**
     * The probability, were nothing changed, that so many of {@code after} lie so far beyond the largest of {@code
     * before}.
     *
     * @param before positive values, in any order
     * @param after positive values, by time
     * @return 1 below 50 values
     */
    public static double farther(double[] before, double[] after) {
        if (before.length < FEWEST || after.length == 0) {
            return 1;
        }
        double[] sorted = before.clone();
        Arrays.sort(sorted);
        int beyond = (int) Math.max(10, before.length * TAIL);
        double start = Math.log(Math.max(1e-9, sorted[sorted.length - beyond - 1]));
        double scale = 0;
        for (int i = sorted.length - beyond; i < sorted.length; i++) {
            scale += (Math.log(Math.max(1e-9, sorted[i])) - start) / beyond;
        }
        scale = Math.max(LIGHTEST, scale) * (1 + CAUTION / Math.sqrt(beyond));
        double p = 1;
        for (double times : FAR) {
            double bound = sorted[sorted.length - 1] * times;
            int count = episodes(after, bound);
            double each = Math.exp(-(Math.log(bound) - start) / scale) * beyond / before.length;
            if (count > 0) {
                double byDistance = PoissonDistribution.of(Math.max(1e-12, each * after.length))
                        .survivalProbability(count - 1);
                double byNumber = Tests.rateRose(0, before.length, count, after.length);
                p = Math.min(p, Math.E * Math.sqrt(byDistance * byNumber));
            }
        }
        return Math.min(1, FAR.length * p);
    }

    /** How many times in a row values came to lie above the bound: those which follow closely are one occasion. */
    private static int episodes(double[] byTime, double bound) {
        int episodes = 0;
        int since = APART;
        for (double value : byTime) {
            if (value > bound) {
                episodes += since >= APART ? 1 : 0;
                since = 0;
            } else {
                since++;
            }
        }
        return episodes;
    }
}
