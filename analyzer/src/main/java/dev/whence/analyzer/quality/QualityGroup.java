package dev.whence.analyzer.quality;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of one name whose traces have the same values.
 *
 * @param score the scores' name; empty when they have none
 * @param values one for each field that was asked for; empty where the trace lacks it
 * @param all the figures of all of them
 * @param buckets the figures of each stretch of time that has any, by time; without any when no interval was asked for
 */
public record QualityGroup(String score, Map<String, String> values, Figures all, List<Bucket> buckets) {
    /**
     * What some scores say together.
     *
     * @param count scores
     * @param valued how many of them have a number
     * @param mean of the numbers; NaN without any
     * @param labels of those that have both a label and an expected one; empty without any
     * @param retrieval of those that name relevant documents of a retrieval; empty without any
     */
    public record Figures(
            long count, long valued, double mean, Optional<Labelled> labels, Optional<Retrieval> retrieval) {}

    /** The scores that were given from that time on, in nanoseconds since the epoch, for one interval. */
    public record Bucket(long startNanos, Figures figures) {}

    /**
     * How labels agree with those expected.
     *
     * @param count pairs
     * @param accuracy the share that agree, in [0, 1]
     * @param macroF1 the mean of F1 over all classes, whether expected or only given
     * @param classes the most expected first
     * @param classesLeftOut how many are not listed
     */
    public record Labelled(
            long count, double accuracy, double macroF1, List<ClassFigures> classes, int classesLeftOut) {}

    /**
     * One class against the rest; labels in lower case.
     *
     * @param expected how often it was the expected label
     * @param given how often it was the label
     * @param precision the share of those given that are right; NaN when it was never given
     * @param recall the share of those expected that were given; NaN when it was never expected
     * @param f1 the harmonic mean of both; 0 when none is right
     */
    public record ClassFigures(String label, long expected, long given, double precision, double recall, double f1) {}

    /**
     * How well retrievals find the relevant documents; means over the retrievals, in [0, 1] unless said otherwise.
     *
     * @param count retrievals
     * @param returned documents each returned; at least 0
     * @param relevant documents that are relevant to each; at least 1
     * @param reciprocalRank one divided by the rank of the first relevant document; 0 where none was returned
     */
    public record Retrieval(long count, double returned, double relevant, double reciprocalRank, List<AtCutoff> at) {}

    /**
     * Of the first documents only.
     *
     * @param k how many
     * @param precision the share of k that are relevant, also where fewer were returned
     * @param recall the share of the relevant ones that are among them
     * @param hitRate the share of retrievals with any relevant one among them
     * @param ndcg normalised discounted cumulative gain of yes-or-no relevance
     */
    public record AtCutoff(int k, double precision, double recall, double hitRate, double ndcg) {}
}
