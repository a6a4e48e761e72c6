package dev.whence.model;

import java.util.Locale;
import java.util.Optional;

/** What a record stands for. */
public enum Kind {
    /** One timed step of a pipeline: an operation with a duration. */
    SPAN,
    /** One log line or event. */
    LOG,
    /** One point of a metric: {@code name} and {@code value}. */
    METRIC,
    /** A judgement of an output: user feedback, an evaluator's score, a ground truth. */
    SCORE,
    /** A deployment, prompt change or configuration change. */
    CHANGE;

    /** The name in JSON and in queries: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that name, in any case; empty when there is none. */
    public static Optional<Kind> of(String wireName) {
        for (Kind kind : values()) {
            if (kind.name().equalsIgnoreCase(wireName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
