package dev.whence.analyzer.rank;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.evidence.CostBlame;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.evidence.OutputBlame;
import dev.whence.analyzer.evidence.TrafficBlame;
import dev.whence.analyzer.onset.Arrivals;
import dev.whence.analyzer.onset.Onset;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.analyzer.trace.SpanForest;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** Tells when something began: of the calls that matter, the first of the stretch in which they go wrong. */
public final class Timing {
    private static final int STEPS = 40;
    private static final double BY_CHANCE = 0.1;

    private Timing() {}

    /** When the symptom began to be felt; empty when its series shows no clear start. Nanoseconds since the epoch. */
    public static OptionalLong of(Inquiry inquiry, Felt felt) {
        return of(inquiry, felt, inquiry.comparison().incident().fromNanos());
    }

    /**
     * As {@link #of(Inquiry, Felt)}.
     *
     * @param windowFromNanos where the window begins that was asked about; what was over by then is not what was felt
     */
    public static OptionalLong of(Inquiry inquiry, Felt felt, long windowFromNanos) {
        if (felt.signal().equals("requests.per_minute")) {
            return arrivals(inquiry);
        }
        Outcome outcome = outcome(inquiry, felt);
        boolean[] all = new boolean[outcome.size()];
        Arrays.fill(all, true);
        return of(inquiry, outcome, all, windowFromNanos);
    }

    /** When the calls that match began to go wrong; empty when they show no clear start. */
    static OptionalLong of(Inquiry inquiry, Outcome outcome, boolean[] matches) {
        return of(inquiry, outcome, matches, inquiry.comparison().incident().fromNanos());
    }

    private static OptionalLong of(Inquiry inquiry, Outcome outcome, boolean[] matches, long windowFromNanos) {
        int[] kept = new int[outcome.size()];
        int n = 0;
        for (int i = 0; i < kept.length; i++) {
            if (matches[i]) {
                kept[n++] = i;
            }
        }
        return of(inquiry, outcome, Arrays.copyOf(kept, n), windowFromNanos);
    }

    private static OptionalLong of(Inquiry inquiry, Outcome outcome, int[] kept, long windowFromNanos) {
        int n = kept.length;
        double bound = bound(outcome, kept);
        boolean[] bad = new boolean[n];
        double[] count = new double[2];
        double[] all = new double[2];
        for (int i = 0; i < n; i++) {
            bad[i] = value(outcome, kept[i]) > bound;
            int period = outcome.incident()[kept[i]] ? 1 : 0;
            all[period]++;
            count[period] += bad[i] ? 1 : 0;
        }
        double before = all[0] == 0 ? 0 : count[0] / all[0];
        double after = all[1] == 0 ? 0 : count[1] / all[1];
        Optional<Onset.Stretch> stretch = Onset.of(bad, before, after);
        if (stretch.isEmpty()) {
            return OptionalLong.empty();
        }
        long[] start = inquiry.frame().startNanos();
        long at = start[outcome.rows()[kept[stretch.get().first()]]];
        long from = inquiry.comparison().incident().fromNanos();
        if (start[outcome.rows()[kept[stretch.get().last()]]] < windowFromNanos) {
            return OptionalLong.empty();
        }
        if (at > windowFromNanos
                && mayHaveBegunAt(windowFromNanos, bad, stretch.get(), i -> start[outcome.rows()[kept[i]]])) {
            return OptionalLong.of(windowFromNanos);
        }
        // What lies between baseline and incident is known to be neither: a start before it is a stray.
        boolean apart = inquiry.comparison().baseline().toNanos() < from;
        return OptionalLong.of(apart ? Math.max(at, from) : at);
    }

    /** When requests began to come at another rate; empty when that can't be told. */
    static OptionalLong arrivals(Inquiry inquiry) {
        int[] roots = inquiry.comparison().requests().roots();
        long[] times = Arrays.stream(roots)
                .filter(row -> inquiry.periodOf(row) >= 0)
                .mapToLong(row -> inquiry.frame().startNanos()[row])
                .toArray();
        double usual = inquiry.profile().requests(0)
                / Math.max(1e-9, inquiry.comparison().baseline().seconds());
        double since = inquiry.profile().requests(1)
                / Math.max(1e-9, inquiry.comparison().incident().seconds());
        return Arrivals.changed(times, usual, since);
    }

    /**
     * Whether so few calls went well between the window's start and the first bad one that it may as well have begun
     * with the window: who asked knew where to look.
     */
    private static boolean mayHaveBegunAt(
            long windowFromNanos, boolean[] bad, Onset.Stretch stretch, IntToLongFunction time) {
        double wrong = 0;
        for (int i = stretch.first(); i <= stretch.last(); i++) {
            wrong += bad[i] ? 1 : 0;
        }
        double rate = wrong / (stretch.last() - stretch.first() + 1);
        int well = 0;
        for (int i = stretch.first() - 1; i >= 0 && time.applyAsLong(i) >= windowFromNanos; i--) {
            well++;
        }
        return well * Math.log1p(-Math.min(rate, 0.999)) > Math.log(BY_CHANCE);
    }

    /** Which rows of the outcome went wrong in the incident. */
    static boolean[] bad(Outcome outcome, boolean[] matches) {
        int[] kept = java.util.stream.IntStream.range(0, outcome.size())
                .filter(i -> matches[i])
                .toArray();
        double bound = bound(outcome, kept);
        boolean[] bad = new boolean[outcome.size()];
        for (int i : kept) {
            bad[i] = outcome.incident()[i] && value(outcome, i) > bound;
        }
        return bad;
    }

    /** Which rows of the outcome went wrong, before or since. */
    static boolean[] wrong(Outcome outcome) {
        double bound = bound(
                outcome, java.util.stream.IntStream.range(0, outcome.size()).toArray());
        boolean[] wrong = new boolean[outcome.size()];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = value(outcome, i) > bound;
        }
        return wrong;
    }

    private static double value(Outcome outcome, int i) {
        return outcome.binary() ? outcome.value()[i] / outcome.weight()[i] : outcome.value()[i];
    }

    /** Above it a value is bad: the bound which tells baseline and incident apart best. */
    private static double bound(Outcome outcome, int[] kept) {
        double[] before = Arrays.stream(kept)
                .filter(i -> !outcome.incident()[i])
                .mapToDouble(i -> value(outcome, i))
                .sorted()
                .toArray();
        double[] after = Arrays.stream(kept)
                .filter(i -> outcome.incident()[i])
                .mapToDouble(i -> value(outcome, i))
                .sorted()
                .toArray();
        if (outcome.binary() && Arrays.stream(outcome.weight()).allMatch(weight -> weight == 1)) {
            return 0.5;
        }
        if (before.length == 0) {
            return after.length == 0 ? 0 : after[0] - 1e-9;
        }
        double best = -1;
        double bound = before[before.length - 1];
        for (int i = 0; i <= STEPS; i++) {
            double candidate = Samples.sortedQuantile(before, 0.5 + 0.5 * i / STEPS);
            double difference = Samples.shareAbove(after, candidate) - Samples.shareAbove(before, candidate);
            if (difference >= best) {
                best = difference;
                bound = candidate;
            }
        }
        return bound;
    }

    static Outcome outcome(Inquiry inquiry, Felt felt) {
        int[] rows = felt.atRoot() ? inquiry.comparison().requests().roots() : inquiry.rowsOf(felt.place());
        int[] known =
                Arrays.stream(rows).filter(row -> inquiry.periodOf(row) >= 0).toArray();
        if (felt.kind() == SymptomKind.OUTPUT) {
            return OutputBlame.outcome(inquiry, felt);
        }
        if (felt.kind() == SymptomKind.ERROR) {
            return inquiry.outcome(known, row -> inquiry.frame().errors(row), true);
        }
        if (felt.kind() == SymptomKind.THROUGHPUT) {
            return TrafficBlame.outcome(inquiry, felt);
        }
        if (felt.value().isPresent()) {
            return CostBlame.having(inquiry, felt);
        }
        if (felt.kind() == SymptomKind.COST) {
            double[] cost = new double[inquiry.comparison().requests().size()];
            double[] values = inquiry.comparison().signals().costs(inquiry.frame());
            for (int row = 0; row < values.length; row++) {
                if (inquiry.requestOf(row) >= 0 && !Double.isNaN(values[row])) {
                    cost[inquiry.requestOf(row)] += values[row];
                }
            }
            return inquiry.outcome(known, row -> Math.log(cost[inquiry.requestOf(row)] + 1e-9), false);
        }
        SpanForest forest = inquiry.frame().forest();
        IntToDoubleFunction seconds = felt.isOwnTime() ? forest::criticalSeconds : forest::durationSeconds;
        return inquiry.outcome(known, row -> Math.log(Math.max(1e-6, seconds.applyAsDouble(row))), false);
    }
}
