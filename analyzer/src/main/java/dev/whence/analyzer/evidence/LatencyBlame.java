package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tails;
import dev.whence.analyzer.stats.Tests;
import dev.whence.analyzer.symptom.Felt;
import java.util.ArrayList;
import java.util.List;

/**
 * Blames added latency on the places whose own time on the critical path grew, per request: what a place's callees took
 * is theirs already. Then asks why it grew: more calls, more tokens, failed attempts, or just slower.
 */
public final class LatencyBlame implements EvidenceSource {
    private static final double LEAST_SHARE = 0.08;
    private static final double SIGNIFICANT = 1e-3;
    private static final double SIGNIFICANT_INSIDE = 1e-6;

    @Override
    public SymptomKind about() {
        return SymptomKind.LATENCY;
    }

    @Override
    public List<Suspicion> suspects(Inquiry inquiry) {
        List<Felt> felt = inquiry.felt(SymptomKind.LATENCY);
        if (felt.isEmpty()) {
            return List.of();
        }
        List<Suspicion> overTheTree = overTheTree(inquiry, felt);
        return overTheTree.isEmpty() ? inside(inquiry, felt) : overTheTree;
    }

    /** By time on the requests' critical paths; where the roots look well, only below the stages that were felt. */
    private static List<Suspicion> overTheTree(Inquiry inquiry, List<Felt> felt) {
        Profile profile = inquiry.profile();
        boolean everywhere = felt.get(0).atRoot();
        double significant = everywhere ? SIGNIFICANT : SIGNIFICANT_INSIDE;
        int places = profile.places();
        double[] added = new double[places];
        double[] p = new double[places];
        double total = 0;
        for (int place = 0; place < places; place++) {
            added[place] = profile.criticalPerRequest(1, place) - profile.criticalPerRequest(0, place);
            boolean asked = everywhere || isFelt(inquiry, felt, place);
            p[place] = added[place] <= 0 || !asked ? 1 : significance(profile, place);
            if (p[place] < significant) {
                total += added[place];
            }
        }
        List<Suspicion> suspects = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            if (p[place] < significant && added[place] >= LEAST_SHARE * total) {
                suspects.add(new WhySlower(inquiry, place).explain(added[place] / total, total, p[place]));
            }
        }
        if (suspects.isEmpty() && everywhere) {
            suspects.addAll(largest(inquiry, added));
        }
        return suspects;
    }

    /** Requests are slower beyond chance, though no place is by itself: the one that added most. */
    private static List<Suspicion> largest(Inquiry inquiry, double[] added) {
        int most = 0;
        double total = 0;
        for (int place = 0; place < added.length; place++) {
            most = added[place] > added[most] ? place : most;
            total += Math.max(0, added[place]);
        }
        return total <= 0
                ? List.of()
                : List.of(new WhySlower(inquiry, most)
                        .explain(added[most] / total, total, significance(inquiry.profile(), most)));
    }

    private static boolean isFelt(Inquiry inquiry, List<Felt> felt, int place) {
        return felt.stream().anyMatch(one -> one.place() == place || inquiry.isAbove(one.place(), place));
    }

    /** Slow stages that no request waited for: the deepest of each chain, by its own time. */
    private static List<Suspicion> inside(Inquiry inquiry, List<Felt> felt) {
        Profile profile = inquiry.profile();
        List<Suspicion> suspects = new ArrayList<>();
        for (Felt one : felt) {
            Outcome outcome = inquiry.timed(one.place(), inquiry.frame().forest()::selfSeconds);
            double[][] periods = Inquiry.periods(outcome);
            double p = 2
                    * Math.min(
                            Tests.greater(periods[0], periods[1]),
                            Tails.greater(Samples.exp(periods[0]), Samples.exp(periods[1])));
            double quantile = one.signal().endsWith("p50") ? 0.5 : one.signal().endsWith("p95") ? 0.95 : 0.99;
            double before = Math.exp(Samples.quantile(periods[0], quantile));
            double after = Math.exp(Samples.quantile(periods[1], quantile));
            if (p < SIGNIFICANT && after - before > 0.3 * (one.after() - one.before())) {
                Answer.Evidence fact = Facts.fact(
                        "self_time",
                        before,
                        after,
                        p,
                        "own time of " + inquiry.place(one.place()).label() + ": "
                                + one.signal().replaceFirst(".*\\.", "") + " " + Facts.seconds(before)
                                + " before, " + Facts.seconds(after) + " since");
                double share = Math.min(1, (after - before) / Math.max(1e-9, one.after() - one.before()));
                suspects.add(new Suspicion(one.place(), "latency", share, p, outcome, List.of(fact), one.place()));
            }
        }
        suspects.sort((a, b) -> Double.compare(profile.depth(b.place()), profile.depth(a.place())));
        return suspects;
    }

    /** Own times of single calls rose in the middle or in the tail, or there are more calls. */
    static double significance(Profile profile, int place) {
        double[] before = profile.selfSamples(0, place);
        double[] after = profile.selfSamples(1, place);
        double p = Math.min(Tests.greater(before, after), Tails.greater(before, after));
        p = Math.min(p, moreCalls(profile, place));
        return Math.min(1, 3 * p);
    }

    /** That a place is called more often per request, taking calls as Poisson's. */
    static double moreCalls(Profile profile, int place) {
        return Tests.moreEvents(
                profile.calls(0, place), profile.requests(0), profile.calls(1, place), profile.requests(1));
    }
}
