package dev.whence.analyzer.rank;

import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Sorted;

/**
 * How a measure of some calls got worse: in the middle, or else in a part of them that lies far above the usual, or else
 * on average. What did not move is not to be told.
 *
 * @param before the median; a rate where the measure is one
 * @param bound what lies above it is far above the usual
 * @param farBefore the share of calls above the bound
 * @param typicalFar the median of those above it since
 */
record Worsening(
        double before,
        double after,
        double meanBefore,
        double meanAfter,
        double bound,
        double farBefore,
        double farAfter,
        double typicalFar) {
    private static final double TOLD = 1.2;
    private static final double PART = 0.02;
    private static final double FARTHEST_OF_ALL = 0.9;
    private static final int STEPS = 20;

    /** Of measures, in any order; of none on either side nothing is known. */
    static Worsening of(double[] before, double[] after) {
        if (before.length == 0 || after.length == 0) {
            return rate(middle(before), middle(after));
        }
        Sorted usual = Sorted.of(before);
        Sorted since = Sorted.of(after);
        double bound = usual.quantile(FARTHEST_OF_ALL);
        double most = -1;
        for (int i = 0; i <= STEPS; i++) {
            double candidate = usual.quantile(FARTHEST_OF_ALL + (1 - FARTHEST_OF_ALL) * i / STEPS);
            double more = since.shareAbove(candidate) - usual.shareAbove(candidate);
            if (more >= most) {
                most = more;
                bound = candidate;
            }
        }
        double far = since.shareAbove(bound);
        return new Worsening(
                usual.median(),
                since.median(),
                Samples.mean(before),
                Samples.mean(after),
                bound,
                usual.shareAbove(bound),
                far,
                since.quantile(1 - far / 2));
    }

    /** Of a rate, which is told as it is. */
    static Worsening rate(double before, double after) {
        return new Worsening(before, after, before, after, after, 0, 0, after);
    }

    private static double middle(double[] values) {
        return values.length == 0 ? 0 : Samples.median(values);
    }

    boolean inTheMiddle() {
        return after >= TOLD * before;
    }

    boolean inAPart() {
        return !inTheMiddle() && farAfter - farBefore >= PART;
    }

    boolean onAverage() {
        return !inTheMiddle() && !inAPart() && meanAfter >= TOLD * meanBefore;
    }

    /** Above it a call is one of those that got worse. */
    double threshold() {
        return inTheMiddle() ? before + (after - before) / 2 : bound;
    }
}
