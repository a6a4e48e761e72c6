package dev.whence.analyzer;

import java.util.Locale;
import java.util.Optional;

/** What can be wrong with a pipeline as its users see it. */
public enum SymptomKind {
    /** Whatever is wrong most clearly. */
    AUTO,
    LATENCY,
    ERROR,
    /** Answers got worse: refused, empty, cut off, broken JSON, repetitive. */
    OUTPUT,
    /** A stage went silent, or traffic surged. */
    THROUGHPUT,
    COST;

    /** The name in JSON: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that name, in any case; empty when there is none. */
    public static Optional<SymptomKind> of(String wireName) {
        for (SymptomKind kind : values()) {
            if (kind.name().equalsIgnoreCase(wireName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
