package dev.whence.server;

import dev.whence.analyzer.quality.GroupBias;
import java.time.Duration;
import java.util.List;

/**
 * Between which groups the server compares outcomes by itself.
 *
 * @param groups the attributes whose values are the groups, such as {@code tenant.id}; none for no comparison
 * @param every how often; zero for only when asked
 * @param window the time that is looked at, up to the newest record
 */
public record BiasOptions(List<String> groups, Duration every, Duration window) {
    public BiasOptions {
        groups = groups.stream().distinct().toList();
        require(
                groups.size() <= GroupBias.MOST_ATTRIBUTES,
                "bias.groups names " + GroupBias.MOST_ATTRIBUTES + " attributes at most");
        require(!every.isNegative(), "bias.every.minutes is 0 (only when asked) or more");
        require(window.compareTo(Duration.ofMinutes(1)) >= 0, "bias.window.minutes is 1 or more");
    }

    /** No groups; where some are named, the last day every hour. */
    public static BiasOptions defaults() {
        return new BiasOptions(List.of(), Duration.ofHours(1), Duration.ofHours(24));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
