package dev.whence.analyzer.quality;

import dev.whence.analyzer.quality.BiasEntry.Outcome;
import java.util.List;
import java.util.Set;

/**
 * Which requests to compare, and by what.
 *
 * @param groupBy the attributes whose values are the groups, such as {@code user.region}; each for itself
 * @param fromNanos when the first request ran, and the first score was given, inclusive, in nanoseconds since the epoch
 * @param toNanos exclusive
 * @param query only requests with a span that matches it, and scores that match it themselves; the empty text for all
 * @param outcomes which to compare
 */
public record BiasQuestion(List<String> groupBy, long fromNanos, long toNanos, String query, Set<Outcome> outcomes) {
    public BiasQuestion {
        groupBy = groupBy.stream().distinct().toList();
        outcomes = Set.copyOf(outcomes);
        if (groupBy.isEmpty()) {
            throw new IllegalArgumentException("groups need an attribute");
        }
    }
}
