package dev.whence.analyzer.single;

import dev.whence.analyzer.stats.Samples;
import java.util.Arrays;

/**
 * What a quantity usually is, by its median and its quartiles, on a logarithmic scale. What lies above is measured by how far
 * values spread below the median, and the other way round: up to a half of the peers may share the trouble of the one
 * in question and hide nothing.
 *
 * @param middle the median
 * @param below logarithmic spread of the values below it, as of a standard deviation
 * @param above that of the values above it
 * @param scale added before logarithms are taken, so that nothing has one too
 */
record Usual(double middle, double below, double above, double scale) {
    /** A quartile's distance from the median of a normal distribution, in standard deviations. */
    private static final double QUARTILE = 0.6745;

    private static final double LEAST_SPREAD = 0.1;

    /** Of durations in seconds, which have no nought. */
    static Usual ofSeconds(double[] values) {
        return of(values, 1e-6);
    }

    /** Of counts and sizes. */
    static Usual ofAmounts(double[] values) {
        return of(values, 1);
    }

    private static Usual of(double[] values, double scale) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double middle = Samples.sortedQuantile(sorted, 0.5);
        double low = Math.log((middle + scale) / (Samples.sortedQuantile(sorted, 0.25) + scale));
        double high = Math.log((Samples.sortedQuantile(sorted, 0.75) + scale) / (middle + scale));
        return new Usual(
                middle, Math.max(LEAST_SPREAD, low / QUARTILE), Math.max(LEAST_SPREAD, high / QUARTILE), scale);
    }

    /** How many spreads the value lies above the median; negative below it. */
    double distance(double value) {
        double ratio = Math.log((value + scale) / (middle + scale));
        return ratio > 0 ? ratio / below : ratio / above;
    }

    /** How many times the median the value is, or the median the value, whichever is more than once. */
    double times(double value) {
        return Math.exp(Math.abs(Math.log((value + scale) / (middle + scale))));
    }

    /** The value so many spreads above the median. */
    double bound(double distance) {
        return (middle + scale) * Math.exp(distance * below) - scale;
    }
}
