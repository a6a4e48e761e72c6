package dev.whence.analyzer.quality;

import java.util.List;

/**
 * How outcomes differ between the values of an attribute.
 *
 * @param entries those that differ first, the largest effect first
 */
public record BiasAnswer(String groupBy, List<BiasEntry> entries, Examined examined) {
    /**
     * @param requests traces that were read; spans without a trace count as one each
     * @param scores how many were read
     * @param withoutGroup requests none of whose spans has the attribute
     * @param mixed requests whose spans have different values of it
     * @param groupsLeftOut values that are not listed; their requests count among the rest
     * @param sampled whether there were more requests or scores than were read
     */
    public record Examined(
            long requests, long scores, long withoutGroup, long mixed, int groupsLeftOut, boolean sampled) {}
}
