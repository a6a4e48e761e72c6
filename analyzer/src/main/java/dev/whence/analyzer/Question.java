package dev.whence.analyzer;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to explain.
 *
 * @param fromNanos start of the incident window; empty for a quarter of an hour before its end
 * @param toNanos end of the incident window, exclusive; empty for the latest record
 * @param baseline the healthy stretch to compare with; empty to have it found
 * @param query only records that match it; the empty text for all
 * @param symptom the kind of symptom, {@link SymptomKind#AUTO} to have it found
 * @param limit how many causes at most, at least 1
 * @param target where the symptom was felt (an empty stage means the whole service); empty to have it found
 * @param traceId to explain this one trace against its peers instead of a window
 */
public record Question(
        OptionalLong fromNanos,
        OptionalLong toNanos,
        Optional<Window> baseline,
        String query,
        SymptomKind symptom,
        int limit,
        Optional<Place> target,
        Optional<String> traceId) {
    private static final int DEFAULT_LIMIT = 5;

    public Question {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1");
        }
        if (fromNanos.isPresent() && toNanos.isPresent() && toNanos.getAsLong() <= fromNanos.getAsLong()) {
            throw new IllegalArgumentException("the incident window must end after it starts; check from and to");
        }
    }

    /** What went wrong in this window? */
    public static Question between(long fromNanos, long toNanos) {
        return new Question(
                OptionalLong.of(fromNanos),
                OptionalLong.of(toNanos),
                Optional.empty(),
                "",
                SymptomKind.AUTO,
                DEFAULT_LIMIT,
                Optional.empty(),
                Optional.empty());
    }

    /** What is wrong now, going by the latest records? */
    public static Question now() {
        return new Question(
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                "",
                SymptomKind.AUTO,
                DEFAULT_LIMIT,
                Optional.empty(),
                Optional.empty());
    }

    /** Why was this one request slow or wrong? */
    public static Question ofTrace(String traceId) {
        return new Question(
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                "",
                SymptomKind.AUTO,
                DEFAULT_LIMIT,
                Optional.empty(),
                Optional.of(traceId));
    }

    public Question withBaseline(Window window) {
        return new Question(fromNanos, toNanos, Optional.of(window), query, symptom, limit, target, traceId);
    }

    public Question withSymptom(SymptomKind kind) {
        return new Question(fromNanos, toNanos, baseline, query, kind, limit, target, traceId);
    }

    public Question withQuery(String text) {
        return new Question(fromNanos, toNanos, baseline, text, symptom, limit, target, traceId);
    }

    public Question withTarget(Place place) {
        return new Question(fromNanos, toNanos, baseline, query, symptom, limit, Optional.of(place), traceId);
    }

    public Question withLimit(int most) {
        return new Question(fromNanos, toNanos, baseline, query, symptom, most, target, traceId);
    }
}
