package dev.whence.analyzer.rank;

import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.evidence.Suspicion;
import java.util.Map;

/**
 * The part of a place's calls to which a change is confined.
 *
 * @param attributes empty when the whole place is affected
 * @param matches of each row of the outcome, whether it is in that part
 * @param isNew whether a value of it is unknown to the baseline
 */
record Narrowing(Map<String, String> attributes, boolean[] matches, boolean isNew) {
    private static final double NEARLY_ALL = 0.985;

    Narrowing {
        attributes = Map.copyOf(attributes);
    }

    /**
     * This, or where it is the whole place, the part with the value that brought the trouble about, unless nearly all calls
     * of the incident have it.
     */
    Narrowing orTo(Suspicion suspicion) {
        Outcome outcome = suspicion.outcome();
        if (!attributes.isEmpty() || suspicion.named().isEmpty()) {
            return this;
        }
        boolean[] have = new boolean[outcome.size()];
        double all = 0;
        double having = 0;
        for (int i = 0; i < have.length; i++) {
            have[i] = outcome.value()[i] > 0;
            all += outcome.incident()[i] ? outcome.weight()[i] : 0;
            having += outcome.incident()[i] && have[i] ? outcome.weight()[i] : 0;
        }
        return having > NEARLY_ALL * all ? this : new Narrowing(suspicion.named(), have, false);
    }
}
