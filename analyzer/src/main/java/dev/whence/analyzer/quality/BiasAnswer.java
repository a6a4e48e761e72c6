package dev.whence.analyzer.quality;

import java.util.List;

/**
 * How outcomes differ between the values of some attributes.
 *
 * @param groupBy the attributes
 * @param entries those that differ first, the largest effect first
 */
public record BiasAnswer(List<String> groupBy, List<BiasEntry> entries, Examined examined) {
    /** Only what differs. */
    public List<BiasEntry> differences() {
        return entries.stream()
                .filter(entry -> entry.verdict() == BiasEntry.Verdict.DIFFERS)
                .toList();
    }

    /**
     * How much was looked at; of several attributes the sums over them of what lacks a group or is left out.
     *
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
