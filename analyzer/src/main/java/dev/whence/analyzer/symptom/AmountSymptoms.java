package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Sorted;
import dev.whence.analyzer.stats.Tails;
import dev.whence.analyzer.stats.Tests;
import java.util.List;

/** Tests whether amounts, durations or costs, rose from baseline to incident: in the middle and in the tail. */
final class AmountSymptoms {
    private static final int BLOCKS = 12;
    private static final int FEWEST = 8;
    private static final int STEPS = 40;
    private static final double[] FAR_UP = {0.9, 0.95, 0.99};

    /** Ratios below which a change is nobody's trouble. */
    private static final double SLOWER = 1.2;

    private static final double MORE_COST = 1.25;
    private static final double MANY_TIMES = 3;

    private final List<Felt> tested;

    /** @param tested takes what was tested, whether it stands or not */
    AmountSymptoms(List<Felt> tested) {
        this.tested = tested;
    }

    /** The slowest of the requests: some trouble hits only a few of them, hard. */
    private enum Tail {
        P95(0.95, 0.10, 1.05, FEWEST),
        P99(0.99, 0.02, 1.25, 50);

        private final double quantile;
        private final double share;
        private final double larger;
        private final int fewest;

        /**
         * @param share of the requests that must lie beyond the baseline's quantile
         * @param larger how much further than the middle the quantile itself must have moved
         * @param fewest requests of the baseline
         */
        Tail(double quantile, double share, double larger, int fewest) {
            this.quantile = quantile;
            this.share = share;
            this.larger = larger;
            this.fewest = fewest;
        }
    }

    /** What is told apart: amounts by time, and the bound which tells them apart best. */
    private record Sample(
            SymptomKind kind,
            int place,
            double[] before,
            Sorted sortedBefore,
            double[] after,
            Sorted sortedAfter,
            Split split,
            boolean atRoot) {
        static Sample of(SymptomKind kind, int place, double[] before, double[] after, boolean atRoot) {
            Sorted sortedBefore = Sorted.of(before);
            Sorted sortedAfter = Sorted.of(after);
            return new Sample(
                    kind, place, before, sortedBefore, after, sortedAfter, Split.of(sortedBefore, sortedAfter), atRoot);
        }
    }

    /**
     * The bound which tells two samples apart best.
     *
     * @param more how much more of the second lies above it
     */
    private record Split(double bound, double more) {
        static Split of(Sorted before, Sorted after) {
            double bestBound = before.quantile(0.95);
            double best = 0;
            for (int i = 0; i < STEPS; i++) {
                double bound = before.quantile(0.5 + 0.5 * i / (STEPS - 1));
                double difference = after.shareAbove(bound) - before.shareAbove(bound);
                if (difference >= best) {
                    best = difference;
                    bestBound = bound;
                }
            }
            return new Split(bestBound, best);
        }
    }

    /**
     * Tests the middle and the tail of durations.
     *
     * @param before seconds by time
     */
    void slower(int place, double[] before, double[] after, boolean atRoot) {
        if (before.length < FEWEST || after.length < FEWEST) {
            return;
        }
        Sample sample = Sample.of(SymptomKind.LATENCY, place, before, after, atRoot);
        double least = atRoot ? SLOWER : SLOWER * SLOWER;
        double p = Tests.widened(Tests.greater(before, after), Tests.dispersion(logs(before), BLOCKS));
        double middleBefore = sample.sortedBefore.median();
        double middleAfter = sample.sortedAfter.median();
        boolean middle = middleAfter >= middleBefore * least && middleAfter - middleBefore > 1e-3;
        tested.add(new Felt(
                SymptomKind.LATENCY,
                place,
                "duration.p50",
                middleBefore,
                middleAfter,
                sample.split.bound,
                false,
                p,
                middle ? sample.split.more : 0,
                atRoot));
        tails(sample, least);
    }

    /**
     * Tests whether a part of a stage's calls takes many times its usual own time; whole requests may differ too much
     * among themselves to show it.
     *
     * @param before own seconds of calls on the critical path, by time
     */
    void ownTime(int place, double[] before, double[] after) {
        if (before.length < FEWEST || after.length < FEWEST) {
            return;
        }
        Sorted usual = Sorted.of(before);
        Sorted since = Sorted.of(after);
        double high = usual.quantile(Tail.P95.quantile);
        double highAfter = since.quantile(Tail.P95.quantile);
        double beyond = since.shareAbove(high);
        if (beyond < Tail.P95.share || highAfter < MANY_TIMES * high) {
            return;
        }
        double[] exceeds = new double[before.length];
        for (int i = 0; i < before.length; i++) {
            exceeds[i] = before[i] > high ? 1 : 0;
        }
        double share = Samples.mean(exceeds);
        double p = Tests.widened(
                Tests.rateRose(share * before.length, before.length, beyond * after.length, after.length),
                Tests.dispersion(exceeds, BLOCKS));
        tested.add(new Felt(
                SymptomKind.LATENCY,
                place,
                Felt.OWN_TIME + ".p95",
                high,
                highAfter,
                high,
                false,
                p,
                beyond - share,
                false));
    }

    /**
     * Tests the mean and the tail of costs.
     *
     * @param before by request and time
     */
    void dearer(int place, double[] before, double[] after) {
        if (before.length < FEWEST || after.length < FEWEST || Samples.mean(before) <= 0) {
            return;
        }
        Sample sample = Sample.of(SymptomKind.COST, place, before, after, true);
        double p = Tests.widened(Tests.greater(before, after), Tests.dispersion(logs(before), BLOCKS));
        double ratio = Samples.mean(after) / Samples.mean(before);
        tested.add(new Felt(
                SymptomKind.COST,
                place,
                "cost.mean",
                Samples.mean(before),
                Samples.mean(after),
                sample.split.bound,
                false,
                p,
                ratio >= MORE_COST ? Math.max(sample.split.more, 0.05) : 0,
                true));
        tails(sample, MORE_COST);
    }

    private void tails(Sample sample, double least) {
        for (Tail tail : Tail.values()) {
            if (sample.before.length >= tail.fewest) {
                add(sample, tail, least);
            }
        }
    }

    private void add(Sample sample, Tail tail, double least) {
        double[] before = sample.before;
        double[] after = sample.after;
        double high = sample.sortedBefore.quantile(tail.quantile);
        double beyond = sample.sortedAfter.shareAbove(high);
        double p = Tests.widened(
                Tests.rateRose(
                        sample.sortedBefore.shareAbove(high) * before.length,
                        before.length,
                        beyond * after.length,
                        after.length),
                dispersion(sample, tail));
        if (tail == Tail.P99) {
            p = Math.min(1, 2 * Math.min(p, Tails.farther(before, after)));
        }
        double highAfter = sample.sortedAfter.quantile(tail.quantile);
        boolean isLatency = sample.kind == SymptomKind.LATENCY;
        boolean heavier = beyond >= tail.share
                && highAfter >= high * least * tail.larger
                && (!isLatency || highAfter - high > 1e-3);
        tested.add(new Felt(
                sample.kind,
                sample.place,
                (isLatency ? "duration." : "cost.") + (tail == Tail.P95 ? "p95" : "p99"),
                high,
                highAfter,
                sample.split.bound,
                false,
                p,
                heavier ? Math.max(sample.split.more, beyond - (1 - tail.quantile)) : 0,
                sample.atRoot));
    }

    /**
     * How much more than by chance it varies from one stretch of the baseline to the next how many amounts lie far up.
     * The few beyond the farthest bound cannot tell: calls that wait in one queue show in those beyond lower ones.
     */
    private static double dispersion(Sample sample, Tail tail) {
        double most = 1;
        for (double quantile : tail == Tail.P99 ? FAR_UP : new double[] {tail.quantile}) {
            double bound = sample.sortedBefore.quantile(quantile);
            double[] exceeds = new double[sample.before.length];
            for (int i = 0; i < exceeds.length; i++) {
                exceeds[i] = sample.before[i] > bound ? 1 : 0;
            }
            most = Math.max(most, Tests.dispersion(exceeds, BLOCKS));
        }
        return most;
    }

    static double[] logs(double[] values) {
        double[] logs = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            logs[i] = Math.log(Math.max(values[i], 1e-6));
        }
        return logs;
    }
}
