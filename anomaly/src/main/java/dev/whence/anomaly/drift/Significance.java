package dev.whence.anomaly.drift;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Corrections of p-values. */
public final class Significance {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    /** Beyond it, probabilities of the normal distribution are 0 as doubles. */
    private static final double FARTHEST = 37;

    private Significance() {}

    /**
     * A p-value whose variance was estimated with few degrees of freedom: what is as unlikely under the normal
     * distribution has this probability under Student's.
     */
    static double studentised(double pValue, int degrees) {
        return clustered(pValue, 1, degrees);
    }

    /**
     * A two-sided p-value of values that were taken for independent, where each counts less.
     *
     * @param designEffect how many values count as one, at least 1
     * @param degrees degrees of freedom that was estimated with
     */
    public static double clustered(double pValue, double designEffect, int degrees) {
        double z = (pValue <= 0 ? FARTHEST : NORMAL.inverseSurvivalProbability(Math.min(1, pValue) / 2))
                / Math.sqrt(designEffect);
        return Math.min(1, 2 * TDistribution.of(Math.max(1, degrees)).survivalProbability(Math.clamp(z, 0, FARTHEST)));
    }

    /**
     * The p-values adjusted so that, where those below a level are believed, the level bounds the expected share of
     * false ones among them (Benjamini and Hochberg, <i>J. R. Stat. Soc. B</i> 57, 1995). Where nothing has changed at
     * all, the level bounds the probability of any false one.
     */
    public static double[] adjusted(double[] pValues) {
        Integer[] largestFirst = new Integer[pValues.length];
        Arrays.setAll(largestFirst, i -> i);
        Arrays.sort(
                largestFirst,
                Comparator.comparingDouble((Integer i) -> pValues[i]).reversed());
        double[] adjusted = new double[pValues.length];
        double least = 1;
        for (int i = 0; i < largestFirst.length; i++) {
            int rank = largestFirst.length - i;
            least = Math.min(least, pValues[largestFirst[i]] * pValues.length / rank);
            adjusted[largestFirst[i]] = least;
        }
        return adjusted;
    }
}
