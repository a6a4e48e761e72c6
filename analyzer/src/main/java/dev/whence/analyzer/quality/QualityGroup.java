package dev.whence.analyzer.quality;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of one name whose traces have the same values.
 *
 * @param score the scores' name; empty when they have none
 * @param values one for each field that was asked for; empty where the trace lacks it
 * @param count scores
 * @param valued how many of them have a number
 * @param mean of the numbers; NaN without any
 * @param labels of those that have both a label and an expected one; empty without any
 */
public record QualityGroup(
        String score, Map<String, String> values, long count, long valued, double mean, Optional<Labelled> labels) {
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
}
