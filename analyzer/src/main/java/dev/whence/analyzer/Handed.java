package dev.whence.analyzer;

import dev.whence.analyzer.CaseFinder.Case;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.metric.CallGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells where trouble begins among services whose records stand for many requests each and so have no trees: a service
 * whose slowness or failures are about as large as those of the services it calls had them handed to it. Who calls whom,
 * metrics tell.
 */
final class Handed {
    /** A service is to blame for its trouble when at least this share of it is its own. */
    private static final double OWN = 0.5;

    private final Map<String, Set<String>> callees;
    private final Map<String, List<Case>> byService = new HashMap<>();

    private Handed(Map<String, Set<String>> callees, List<Case> cases) {
        this.callees = callees;
        cases.forEach(one -> byService
                .computeIfAbsent(service(one), any -> new ArrayList<>())
                .add(one));
    }

    /** The cases that no callee explains; all of them where nothing tells who calls whom. */
    static List<Case> origins(Comparison all, List<Case> cases) {
        if (!all.frame().isCounted() || cases.size() < 2) {
            return cases;
        }
        Map<String, Set<String>> callees =
                CallGraph.of(all.store(), all.query(), all.incident().toNanos());
        if (callees.isEmpty()) {
            return cases;
        }
        Handed handed = new Handed(callees, cases);
        List<Case> origins = cases.stream().filter(handed::isOrigin).toList();
        return origins.isEmpty() ? cases : origins;
    }

    private boolean isOrigin(Case one) {
        boolean failures = one.felt().get(0).kind() == SymptomKind.ERROR;
        double added = added(one, failures);
        double below = 0;
        for (Case callee : below(service(one))) {
            below += added(callee, failures) * calls(callee) / Math.max(1e-9, calls(one));
        }
        return added - below >= OWN * added;
    }

    /** The nearest cases below a service; services which nothing was felt of are passed by. */
    private List<Case> below(String service) {
        List<Case> found = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(service));
        List<String> open = new ArrayList<>(List.of(service));
        while (!open.isEmpty()) {
            for (String callee : callees.getOrDefault(open.remove(open.size() - 1), Set.of())) {
                if (seen.add(callee)) {
                    found.addAll(byService.getOrDefault(callee, List.of()));
                    if (!byService.containsKey(callee)) {
                        open.add(callee);
                    }
                }
            }
        }
        return found;
    }

    /** Seconds, or failures, that a call has more than before. */
    private static double added(Case one, boolean failures) {
        Profile profile = one.comparison().profile();
        int place = root(one);
        return Math.max(
                0,
                failures
                        ? profile.failureRate(1, place) - profile.failureRate(0, place)
                        : profile.criticalPerCall(1, place) - profile.criticalPerCall(0, place));
    }

    /** How many requests a second there are in the incident. */
    private static double calls(Case one) {
        Comparison comparison = one.comparison();
        return comparison.profile().calls(1, root(one))
                / Math.max(1e-9, comparison.incident().seconds());
    }

    private static int root(Case one) {
        Comparison comparison = one.comparison();
        return comparison.frame().place()[comparison.requests().roots()[0]];
    }

    private static String service(Case one) {
        return one.comparison().frame().places().get(root(one)).service();
    }
}
