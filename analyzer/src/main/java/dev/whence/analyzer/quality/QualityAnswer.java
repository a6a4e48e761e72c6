package dev.whence.analyzer.quality;

import java.util.List;

/**
 * Scores by name and by values of their traces.
 *
 * @param by the fields they were grouped by
 * @param groups those with the most scores first
 */
public record QualityAnswer(List<String> by, List<QualityGroup> groups, Examined examined) {
    /**
     * @param scores how many were read
     * @param withoutTrace how many of them have no trace, or one of which no span is stored
     * @param inSeveral how many count in more than one group, because the spans of their trace differ
     * @param withoutRetrieval how many of those that name relevant documents judge no retrieval that is stored
     * @param groupsLeftOut how many groups are not listed
     * @param sampled whether there were more scores or spans than were read
     */
    public record Examined(
            long scores,
            long withoutTrace,
            long inSeveral,
            long withoutRetrieval,
            int groupsLeftOut,
            boolean sampled) {}
}
