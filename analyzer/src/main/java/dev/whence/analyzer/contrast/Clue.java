package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What one kind of evidence has to say about a service.
 *
 * @param stage where in the service; empty when it is about the service as a whole
 * @param kind of the cause, as in {@link Answer.Cause}
 * @param strength how much it speaks for the service, in [0, 1]: the share of the trouble that it explains, discounted
 *     for evidence that does not say how much
 * @param score how improbable it is by chance, as a standard score
 * @param sentence what happened, as a sentence
 * @param evidence the facts, the main one first
 * @param startedAtNanos when it was seen first in the incident
 * @param traceKeys traces of the incident that show it, some of them
 * @param elsewhere places where the trouble shows, but which the service is to blame for
 * @param orElse other services of which the same could be said from the same facts
 * @param ways of calls that take another way: which do; empty of other clues
 */
record Clue(
        String service,
        String stage,
        String kind,
        double strength,
        double score,
        String sentence,
        List<Answer.Evidence> evidence,
        long startedAtNanos,
        List<Long> traceKeys,
        List<Place> elsewhere,
        List<String> orElse,
        Optional<Outcome> ways) {
    Clue {
        evidence = List.copyOf(evidence);
        traceKeys = List.copyOf(traceKeys);
        elsewhere = List.copyOf(elsewhere);
        orElse = List.copyOf(orElse);
    }
}
