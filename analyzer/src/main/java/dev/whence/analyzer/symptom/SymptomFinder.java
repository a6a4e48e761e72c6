package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tails;
import dev.whence.analyzer.stats.Tests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what is felt to be wrong with some requests: at their roots first, inside when the roots look well.
 *
 * <p>A change counts when it is both improbable by chance (false discoveries controlled over everything that was
 * tested, variances widened by the baseline's own variation from one stretch of time to the next) and large enough for
 * somebody to care.
 */
public final class SymptomFinder {
    private static final double FALSE_DISCOVERIES = 0.002;
    private static final int BLOCKS = 12;
    private static final int FEWEST = 8;

    /** Ratios and differences below which a change is nobody's trouble. */
    private static final double SLOWER = 1.2;

    private static final double MORE_FAILURES = 0.01;
    private static final double MORE_COST = 1.25;

    /** What is wrong, the worst first; empty when nothing is. */
    public List<Felt> find(Comparison comparison, SymptomKind wanted) {
        List<Felt> tested = new ArrayList<>();
        Profile profile = comparison.profile();
        if (profile.requests(0) < FEWEST || profile.requests(1) < FEWEST) {
            return List.of();
        }
        if (asks(wanted, SymptomKind.LATENCY)) {
            latency(comparison, tested);
        }
        if (asks(wanted, SymptomKind.ERROR)) {
            failures(comparison, wanted == SymptomKind.ERROR, tested);
        }
        if (asks(wanted, SymptomKind.COST)) {
            cost(comparison, tested);
        }
        if (asks(wanted, SymptomKind.OUTPUT)) {
            new OutputSymptoms(comparison).addTo(tested);
        }
        if (asks(wanted, SymptomKind.LATENCY) || asks(wanted, SymptomKind.ERROR)) {
            inside(comparison, wanted, tested);
        }
        if (asks(wanted, SymptomKind.THROUGHPUT)) {
            new TrafficSymptoms(comparison).addTo(tested);
        }
        double[] p = tested.stream().mapToDouble(Felt::pValue).toArray();
        boolean[] stands = Tests.discoveries(p, FALSE_DISCOVERIES);
        List<Felt> found = new ArrayList<>();
        for (int i = 0; i < stands.length; i++) {
            if (stands[i] && tested.get(i).affected() > 0) {
                found.add(tested.get(i));
            }
        }
        found.sort(Comparator.comparing(Felt::atRoot)
                .reversed()
                .thenComparing(
                        Comparator.comparingDouble(SymptomFinder::severity).reversed()));
        return found;
    }

    /** Failures hurt more than slowness, slowness more than money. */
    private static double severity(Felt felt) {
        double weight =
                switch (felt.kind()) {
                    case ERROR -> 1.5;
                    case LATENCY -> 1.0;
                    case OUTPUT -> 0.9;
                    case COST -> 0.3;
                    case THROUGHPUT -> 0.5;
                    case AUTO -> 0;
                };
        return weight * felt.affected();
    }

    private static boolean asks(SymptomKind wanted, SymptomKind kind) {
        return wanted == SymptomKind.AUTO || wanted == kind;
    }

    private void latency(Comparison comparison, List<Felt> tested) {
        double[] before = rootDurations(comparison, Requests.BASELINE);
        double[] after = rootDurations(comparison, Requests.INCIDENT);
        addSlower(tested, rootPlace(comparison), before, after, true);
    }

    /** Tests the middle and the tail of durations. */
    static void addSlower(List<Felt> tested, int place, double[] before, double[] after, boolean atRoot) {
        if (before.length < FEWEST || after.length < FEWEST) {
            return;
        }
        double[] logs = logs(before);
        double least = atRoot ? SLOWER : SLOWER * SLOWER;
        double p = Tests.widened(Tests.greater(before, after), Tests.dispersion(logs, BLOCKS));
        double middleBefore = Samples.median(before);
        double middleAfter = Samples.median(after);
        double[] split = split(before, after);
        boolean middle = middleAfter >= middleBefore * least && middleAfter - middleBefore > 1e-3;
        tested.add(new Felt(
                SymptomKind.LATENCY,
                place,
                "duration.p50",
                middleBefore,
                middleAfter,
                split[0],
                false,
                p,
                middle ? split[1] : 0,
                atRoot));
        for (Tail tail : Tail.values()) {
            if (before.length >= tail.fewest) {
                addTail(tested, new Sample(SymptomKind.LATENCY, place, before, after, atRoot), tail, split, least);
            }
        }
    }

    private record Sample(SymptomKind kind, int place, double[] before, double[] after, boolean atRoot) {}

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

    private static void addTail(List<Felt> tested, Sample sample, Tail tail, double[] split, double least) {
        double[] before = sample.before;
        double[] after = sample.after;
        double high = Samples.quantile(before, tail.quantile);
        double[] exceeds = new double[before.length];
        for (int i = 0; i < before.length; i++) {
            exceeds[i] = before[i] > high ? 1 : 0;
        }
        double beyond = Samples.shareAbove(after, high);
        double p = Tests.rateRose(
                Samples.mean(exceeds) * before.length, before.length, beyond * after.length, after.length);
        if (tail == Tail.P99) {
            p = Math.min(1, 2 * Math.min(p, Tails.farther(before, after)));
        }
        p = Tests.widened(p, Tests.dispersion(exceeds, BLOCKS));
        double highAfter = Samples.quantile(after, tail.quantile);
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
                split[0],
                false,
                p,
                heavier ? Math.max(split[1], beyond - (1 - tail.quantile)) : 0,
                sample.atRoot));
    }

    /** The bound which tells the two samples apart best, and how much more of {@code after} lies above it. */
    static double[] split(double[] before, double[] after) {
        double[] all = new double[40];
        double bestBound = Samples.quantile(before, 0.95);
        double best = 0;
        for (int i = 0; i < all.length; i++) {
            double bound = Samples.quantile(before, 0.5 + 0.5 * i / (all.length - 1));
            double difference = Samples.shareAbove(after, bound) - Samples.shareAbove(before, bound);
            if (difference >= best) {
                best = difference;
                bestBound = bound;
            }
        }
        return new double[] {bestBound, best};
    }

    /** @param told whether somebody said that failures were felt: then any rise beyond chance is believed */
    private void failures(Comparison comparison, boolean told, List<Felt> tested) {
        Frame frame = comparison.frame();
        Requests requests = comparison.requests();
        double[] failed = new double[2];
        double[] all = new double[2];
        Doubles baseline = new Doubles();
        for (int i = 0; i < requests.size(); i++) {
            int period = requests.period()[i];
            if (period < 0) {
                continue;
            }
            int root = requests.roots()[i];
            failed[period] += frame.errors(root);
            all[period] += frame.count(root);
            if (period == Requests.BASELINE) {
                baseline.add(frame.errors(root) / frame.count(root));
            }
        }
        addFailing(tested, rootPlace(comparison), failed, all, baseline.toArray(), true);
        double before = failed[0] / Math.max(1, all[0]);
        double after = failed[1] / Math.max(1, all[1]);
        if (told && after > before && tested.get(tested.size() - 1).affected() == 0) {
            double p = Tests.rateRose(failed[0], all[0], failed[1], all[1]);
            tested.add(new Felt(
                    SymptomKind.ERROR,
                    rootPlace(comparison),
                    "error.rate",
                    before,
                    after,
                    0.5,
                    false,
                    p,
                    after - before,
                    true));
        }
    }

    private static void addFailing(
            List<Felt> tested, int place, double[] failed, double[] all, double[] baseline, boolean atRoot) {
        double before = failed[0] / Math.max(1, all[0]);
        double after = failed[1] / Math.max(1, all[1]);
        double p =
                Tests.widened(Tests.rateRose(failed[0], all[0], failed[1], all[1]), Tests.dispersion(baseline, BLOCKS));
        boolean matters = after - before >= MORE_FAILURES && after >= before * SLOWER && failed[1] >= 3;
        tested.add(new Felt(
                SymptomKind.ERROR,
                place,
                "error.rate",
                before,
                after,
                0.5,
                false,
                p,
                matters ? after - before : 0,
                atRoot));
    }

    private void cost(Comparison comparison, List<Felt> tested) {
        double[][] perRequest = new RequestTotals(comparison).of(dev.whence.model.Names.COST);
        double[] before = perRequest[0];
        double[] after = perRequest[1];
        if (before.length < FEWEST || after.length < FEWEST || Samples.mean(before) <= 0) {
            return;
        }
        double p = Tests.widened(Tests.greater(before, after), Tests.dispersion(logs(before), BLOCKS));
        double ratio = Samples.mean(after) / Samples.mean(before);
        double[] split = split(before, after);
        tested.add(new Felt(
                SymptomKind.COST,
                rootPlace(comparison),
                "cost.mean",
                Samples.mean(before),
                Samples.mean(after),
                split[0],
                false,
                p,
                ratio >= MORE_COST ? Math.max(split[1], 0.05) : 0,
                true));
        for (Tail tail : Tail.values()) {
            if (before.length >= tail.fewest) {
                Sample sample = new Sample(SymptomKind.COST, rootPlace(comparison), before, after, true);
                addTail(tested, sample, tail, split, MORE_COST);
            }
        }
    }

    /** Stages whose failures or slowness do not reach the root: caught, retried, or beside the critical path. */
    private void inside(Comparison comparison, SymptomKind wanted, List<Felt> tested) {
        Profile profile = comparison.profile();
        int root = rootPlace(comparison);
        for (int place = 0; place < profile.places(); place++) {
            if (place == root || profile.calls(0, place) < FEWEST || profile.calls(1, place) < FEWEST) {
                continue;
            }
            if (asks(wanted, SymptomKind.ERROR)) {
                double[] failed = {profile.failures(0, place), profile.failures(1, place)};
                double[] all = {profile.calls(0, place), profile.calls(1, place)};
                addFailing(tested, place, failed, all, failureSeries(comparison, place), false);
            }
            if (asks(wanted, SymptomKind.LATENCY)) {
                addSlower(tested, place, profile.durationSamples(0, place), profile.durationSamples(1, place), false);
            }
        }
    }

    private static double[] failureSeries(Comparison comparison, int place) {
        Frame frame = comparison.frame();
        Requests requests = comparison.requests();
        Doubles series = new Doubles();
        for (int i = 0; i < requests.size(); i++) {
            if (requests.period()[i] != Requests.BASELINE) {
                continue;
            }
            for (int m = requests.memberStart()[i]; m < requests.memberStart()[i + 1]; m++) {
                int row = requests.members()[m];
                if (frame.place()[row] == place) {
                    series.add(frame.errors(row) / frame.count(row));
                }
            }
        }
        return series.toArray();
    }

    private static double[] rootDurations(Comparison comparison, byte period) {
        Requests requests = comparison.requests();
        Doubles values = new Doubles();
        for (int i = 0; i < requests.size(); i++) {
            if (requests.period()[i] == period) {
                values.add(comparison.frame().forest().durationSeconds(requests.roots()[i]));
            }
        }
        return values.toArray();
    }

    static int rootPlace(Comparison comparison) {
        return comparison.frame().place()[comparison.requests().roots()[0]];
    }

    static double[] logs(double[] values) {
        double[] logs = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            logs[i] = Math.log(Math.max(values[i], 1e-6));
        }
        return logs;
    }
}
