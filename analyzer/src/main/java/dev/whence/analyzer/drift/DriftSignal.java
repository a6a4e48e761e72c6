package dev.whence.analyzer.drift;

import dev.whence.analyzer.Place;
import dev.whence.anomaly.drift.Comparison;
import java.util.Locale;
import java.util.Optional;

/**
 * One signal of one stage, compared between two stretches of time.
 *
 * @param place an empty stage stands for all stages of the service together
 * @param name the field, or {@code input.words} and the like for what is read from texts
 * @param before how many values the baseline has, one a session
 * @param after how many values the window has
 * @param comparison empty when there are too few of them
 * @param adjustedPValue allowing for all signals that were looked at; 1 without a comparison
 * @param reason a sentence for a person, without a full stop
 */
public record DriftSignal(
        Place place,
        String name,
        int before,
        int after,
        Optional<Comparison> comparison,
        double adjustedPValue,
        Verdict verdict,
        String reason) {
    /** What is to be thought of a signal. */
    public enum Verdict {
        /** It differs beyond chance, and by enough to matter. */
        DRIFT,
        /** It does not. */
        STABLE,
        /** Nothing can be said. */
        TOO_FEW;

        /** As in the HTTP API. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
