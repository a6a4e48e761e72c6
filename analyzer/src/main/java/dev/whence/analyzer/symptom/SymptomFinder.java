package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.beside.Beside;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what is felt to be wrong with some requests: at their roots first, inside when the roots look well.
 *
 * <p>A change counts when it is both improbable by chance (false discoveries controlled over everything that was
 * tested for an answer, variances widened by the baseline's own variation from one stretch of time to the next) and large enough for
 * somebody to care.
 */
public final class SymptomFinder {
    private static final double FALSE_DISCOVERIES = 0.002;
    /** Who names a symptom has felt it: that much less proof is asked for. */
    private static final double NAMED = 10;

    private static final int FEWEST = 8;
    /** The share of a request's usual duration which a stage must add to it to be looked at by itself. */
    private static final double NOTICED = 0.05;

    private final double falseDiscoveries;

    /** @param times how often it is asked for one answer; all times together find no more by chance than one would */
    public SymptomFinder(int times) {
        this.falseDiscoveries = FALSE_DISCOVERIES / Math.max(1, times);
    }

    /** What is wrong, the worst first; empty when nothing is. */
    public List<Felt> find(Comparison comparison, SymptomKind wanted) {
        Profile profile = comparison.profile();
        if (profile.requests(0) < FEWEST || profile.requests(1) < FEWEST) {
            return List.of();
        }
        try (Beside<List<Felt>> contents = Beside.of(() -> contents(comparison, wanted))) {
            List<Felt> atRoot = new ArrayList<>();
            if (asks(wanted, SymptomKind.LATENCY)) {
                double[] before = rootDurations(comparison, Requests.BASELINE);
                double[] after = rootDurations(comparison, Requests.INCIDENT);
                new AmountSymptoms(atRoot).slower(rootPlace(comparison), before, after, true);
            }
            if (asks(wanted, SymptomKind.ERROR)) {
                new FailureSymptoms(comparison, atRoot).atRoot(wanted == SymptomKind.ERROR);
            }
            List<Felt> below = new ArrayList<>();
            inside(comparison, wanted, new AmountSymptoms(below), new FailureSymptoms(comparison, below));
            if (asks(wanted, SymptomKind.THROUGHPUT)) {
                new TrafficSymptoms(comparison).addTo(below);
            }
            List<Felt> tested = new ArrayList<>(atRoot);
            tested.addAll(contents.get());
            tested.addAll(below);
            return standing(tested, wanted == SymptomKind.AUTO ? falseDiscoveries : NAMED * falseDiscoveries);
        }
    }

    /** What the spans' attributes tell, which are read for it. */
    private static List<Felt> contents(Comparison comparison, SymptomKind wanted) {
        List<Felt> tested = new ArrayList<>();
        if (asks(wanted, SymptomKind.COST)) {
            double[][] perRequest = new RequestTotals(comparison).ofCosts();
            new AmountSymptoms(tested).dearer(rootPlace(comparison), perRequest[0], perRequest[1]);
            new MovedCalls(comparison).addTo(tested, perRequest);
            new ModelSymptoms(comparison).addTo(tested, OutputSymptoms.models(comparison));
        }
        if (asks(wanted, SymptomKind.OUTPUT)) {
            new OutputSymptoms(comparison).addTo(tested);
        }
        return tested;
    }

    private static List<Felt> standing(List<Felt> tested, double falseDiscoveries) {
        double[] p = tested.stream().mapToDouble(Felt::pValue).toArray();
        boolean[] stands = Tests.discoveries(p, falseDiscoveries);
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

    /** Stages whose failures or slowness do not reach the root: caught, retried, or beside the critical path. */
    private static void inside(
            Comparison comparison, SymptomKind wanted, AmountSymptoms amounts, FailureSymptoms failures) {
        Profile profile = comparison.profile();
        int root = rootPlace(comparison);
        double noticed = NOTICED * Samples.mean(rootDurations(comparison, Requests.BASELINE));
        for (int place = 0; place < profile.places(); place++) {
            if (place == root || profile.calls(0, place) < FEWEST || profile.calls(1, place) < FEWEST) {
                continue;
            }
            if (asks(wanted, SymptomKind.ERROR)) {
                failures.inside(place);
            }
            if (asks(wanted, SymptomKind.LATENCY)) {
                amounts.slower(place, profile.durationSamples(0, place), profile.durationSamples(1, place), false);
                if (profile.criticalPerRequest(1, place) - profile.criticalPerRequest(0, place) >= noticed) {
                    amounts.ownTime(place, profile.selfSamples(0, place), profile.selfSamples(1, place));
                }
            }
        }
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
}
