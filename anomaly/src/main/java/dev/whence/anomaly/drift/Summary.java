package dev.whence.anomaly.drift;

import java.util.List;
import java.util.Map;

/** What a signal was like in a stretch of time, for a person to read. */
public sealed interface Summary {
    /** Numbers: their median. */
    record Level(double median) implements Summary {}

    /** Names: their shares, in [0, 1], of those that changed most. */
    record Shares(Map<String, Double> shares) implements Summary {
        public Shares {
            shares = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(shares));
        }
    }

    /** Texts: the words that were more frequent than in the other stretch, most telling first. */
    record Words(List<String> words) implements Summary {
        public Words {
            words = List.copyOf(words);
        }
    }
}
