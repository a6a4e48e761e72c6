package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import java.util.List;
import java.util.Map;

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
 * @param named the attribute value which is known to be what changed; empty where none is
 */
public record Suspicion(
        int place,
        String kind,
        double explains,
        double pValue,
        Outcome outcome,
        List<Answer.Evidence> evidence,
        int feltAt,
        Map<String, String> named) {
    public Suspicion {
        evidence = List.copyOf(evidence);
        named = Map.copyOf(named);
    }

    public Suspicion(
            int place,
            String kind,
            double explains,
            double pValue,
            Outcome outcome,
            List<Answer.Evidence> evidence,
            int feltAt) {
        this(place, kind, explains, pValue, outcome, evidence, feltAt, Map.of());
    }

    public Suspicion explaining(double share) {
        return new Suspicion(place, kind, share, pValue, outcome, evidence, feltAt, named);
    }

    /** The same with these facts. */
    public Suspicion showing(List<Answer.Evidence> facts) {
        return new Suspicion(place, kind, explains, pValue, outcome, facts, feltAt, named);
    }

    /** The same, brought about by that shift of an attribute; of a text its value is what changed. */
    Suspicion by(Shifts.Shift shift) {
        Map<String, String> value = shift.isNumber() ? Map.of() : Map.of(shift.field(), shift.value());
        return new Suspicion(place, kind, explains, pValue, outcome, evidence, feltAt, value);
    }
}
