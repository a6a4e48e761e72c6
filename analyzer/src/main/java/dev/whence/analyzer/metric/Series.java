package dev.whence.analyzer.metric;

import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * One metric of one service in baseline and incident.
 *
 * @param name with its statistic, such as {@code duration.p95}
 * @param before by time
 * @param after by time
 * @param times of {@code after}, in nanoseconds since the epoch
 */
record Series(String service, String name, Role role, double[] before, double[] after, long[] times) {
    private static final int FEWEST_BEFORE = 6;
    private static final double RELATIVE_FLOOR = 0.03;

    /** What a metric tells about its service. */
    enum Role {
        LATENCY,
        /** Values are turned so that more is worse. */
        FAILURE,
        TRAFFIC,
        RESOURCE
    }

    boolean isComparable() {
        return before.length >= FEWEST_BEFORE && after.length >= 1;
    }

    double usual() {
        return Samples.median(before);
    }

    double now() {
        return Samples.median(after);
    }

    /** How far the points of the incident lie above the usual in spreads of the baseline: their upper decile. */
    double rise() {
        double[] scores = scores();
        return scores.length == 0 ? 0 : Samples.quantile(scores, scores.length < 10 ? 0.75 : 0.9);
    }

    /** How far the worst point of the incident lies above the usual, in spreads of the baseline. */
    double peak() {
        return Arrays.stream(scores()).max().orElse(0);
    }

    /** As {@link #rise} in either direction. */
    double change() {
        double[] scores = scores();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.abs(scores[i]);
        }
        return scores.length == 0 ? 0 : Samples.quantile(scores, scores.length < 10 ? 0.75 : 0.9);
    }

    /** When the incident was at least half as bad as at its worst. */
    Set<Long> worstTimes() {
        double usual = usual();
        double most = 0;
        for (double value : after) {
            most = Math.max(most, value - usual);
        }
        Set<Long> worst = new HashSet<>();
        for (int i = 0; i < after.length; i++) {
            if (after[i] - usual >= 0.5 * most) {
                worst.add(times[i]);
            }
        }
        return worst;
    }

    /** The median distance above the usual at those times, in spreads of the baseline; 0 when there is no point. */
    double distanceAt(Set<Long> instants) {
        double[] scores = scores();
        Doubles there = new Doubles();
        for (int i = 0; i < scores.length; i++) {
            if (instants.contains(times[i])) {
                there.add(scores[i]);
            }
        }
        return there.size() == 0 ? 0 : Samples.median(there.toArray());
    }

    private double[] scores() {
        double usual = usual();
        double scale = scale();
        return Arrays.stream(after).map(value -> (value - usual) / scale).toArray();
    }

    private double scale() {
        double[] sorted = before.clone();
        Arrays.sort(sorted);
        double spread = (Samples.sortedQuantile(sorted, 0.75) - Samples.sortedQuantile(sorted, 0.25)) / 1.35;
        double wide = (Samples.sortedQuantile(sorted, 0.98) - Samples.sortedQuantile(sorted, 0.02)) / 4.1;
        double floor = role == Role.FAILURE ? 0.002 : RELATIVE_FLOOR * Math.abs(usual());
        return Math.max(Math.max(spread, wide), Math.max(floor, 1e-9));
    }

    /**
     * Whether the incident as a whole lies above everything of its length in the baseline, by a quarter of what that
     * varies: the baseline's own stretches tell what chance does, whatever its distribution.
     */
    boolean isBeyondBaseline() {
        int length = Math.min(after.length, Math.max(1, before.length / 3));
        double highest = Double.NEGATIVE_INFINITY;
        double lowest = Double.POSITIVE_INFINITY;
        for (int from = 0; from + length <= before.length; from++) {
            double level = Samples.median(Arrays.copyOfRange(before, from, from + length));
            highest = Math.max(highest, level);
            lowest = Math.min(lowest, level);
        }
        double now = Samples.quantile(after, 0.5);
        return now > highest + 0.25 * (highest - lowest) && now - usual() > 3 * scale();
    }

    /** A bound on the probability that chance alone puts the incident above all of the baseline's stretches. */
    double pValue() {
        int length = Math.max(1, Math.min(after.length, before.length));
        double stretches = Math.max(1.0, before.length / (double) length);
        double byRank = 1 / (stretches + 1);
        double byDistance = Math.exp(-Math.min(30, Math.max(0, rise())));
        return Math.min(1, Math.min(byRank, byDistance));
    }

    /** The first point of the incident that lies well above the usual. */
    long startedAt() {
        double usual = usual();
        double scale = scale();
        for (int i = 0; i < after.length; i++) {
            if (Math.abs(after[i] - usual) > 3 * scale) {
                return times[i];
            }
        }
        return times[0];
    }
}
