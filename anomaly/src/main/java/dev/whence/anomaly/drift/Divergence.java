package dev.whence.anomaly.drift;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * How far two distributions lie apart, as two conventions measure it; neither knows chance.
 *
 * @param jensenShannon the distance of Jensen and Shannon in [0, 1]: the square root of the divergence in bits (Endres and
 *     Schindelin, <i>IEEE Trans. Inf. Theory</i> 49, 2003)
 * @param populationStability the population stability index, at least 0: the sum over all bins of the difference of their
 *     shares times the logarithm of their ratio, which is the symmetric divergence of Kullback and Leibler (Jeffreys,
 *     1946). By convention a shift matters from 0.1 on and is large from 0.25 on
 */
public record Divergence(double jensenShannon, double populationStability) {
    private static final int DECILES = 10;
    /** Added to each count, so that a bin which one side lacks is no infinite surprise. */
    private static final double PRIOR = 0.5;

    /** Of how often each name was counted on either side; in the same order. */
    static Divergence ofCounts(long[] before, long[] after) {
        return new Divergence(
                jensenShannon(shares(before, 0), shares(after, 0)),
                populationStability(shares(before, PRIOR), shares(after, PRIOR)));
    }

    /** Of numbers: by value where there are ten values at most, otherwise between the deciles of those before. */
    static Divergence ofNumbers(double[] sortedBefore, double[] sortedAfter) {
        double[] edges = edges(sortedBefore, sortedAfter);
        return ofCounts(counts(sortedBefore, edges), counts(sortedAfter, edges));
    }

    /** Where the bins but the first begin. */
    private static double[] edges(double[] before, double[] after) {
        TreeSet<Double> values = new TreeSet<>();
        for (double[] side : new double[][] {before, after}) {
            for (int i = 0; i < side.length && values.size() <= DECILES; i++) {
                values.add(side[i]);
            }
        }
        if (values.size() > DECILES) {
            values.clear();
            for (int decile = 1; decile < DECILES; decile++) {
                values.add(Ranks.quantile(before, (double) decile / DECILES));
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static long[] counts(double[] values, double[] edges) {
        long[] counts = new long[edges.length + 1];
        for (double value : values) {
            int found = Arrays.binarySearch(edges, value);
            counts[found >= 0 ? found + 1 : -found - 1]++;
        }
        return counts;
    }

    private static double[] shares(long[] counts, double prior) {
        double all = Arrays.stream(counts).sum() + prior * counts.length;
        return Arrays.stream(counts).mapToDouble(count -> (count + prior) / all).toArray();
    }

    private static double jensenShannon(double[] before, double[] after) {
        double divergence = 0;
        for (int i = 0; i < before.length; i++) {
            double middle = (before[i] + after[i]) / 2;
            divergence += part(before[i], middle) / 2 + part(after[i], middle) / 2;
        }
        return Math.sqrt(Math.clamp(divergence / Math.log(2), 0, 1));
    }

    private static double part(double share, double middle) {
        return share > 0 ? share * Math.log(share / middle) : 0;
    }

    private static double populationStability(double[] before, double[] after) {
        double index = 0;
        for (int i = 0; i < before.length; i++) {
            index += (after[i] - before[i]) * Math.log(after[i] / before[i]);
        }
        return index;
    }
}
