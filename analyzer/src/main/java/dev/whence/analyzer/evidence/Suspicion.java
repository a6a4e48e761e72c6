package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import java.util.List;

/**
 * One place suspected by one kind of evidence.
 *
 * @param place index of the place
 * @param kind the cause's kind, as in {@link Answer.Cause}
 * @param explains share of the symptom, in [0, 1]
 * @param pValue of its main fact
 * @param outcome how the calls of the place went
 * @param evidence the facts, the main one first
 * @param feltAt index of the place which the trouble was followed up from; the place itself when nowhere else
 */
public record Suspicion(
        int place,
        String kind,
        double explains,
        double pValue,
        Outcome outcome,
        List<Answer.Evidence> evidence,
        int feltAt) {
    public Suspicion {
        evidence = List.copyOf(evidence);
    }

    public Suspicion explaining(double share) {
        return new Suspicion(place, kind, share, pValue, outcome, evidence, feltAt);
    }
}
