package dev.whence.analyzer.quality;

import java.util.Locale;

/**
 * One outcome of one group against that of all other groups together.
 *
 * @param score the name of the scores; empty for other outcomes
 * @param group a value of the group attribute
 * @param count requests of the group
 * @param rate the share of them with the outcome, or the mean of their scores
 * @param restCount requests of the other groups
 * @param restRate as {@code rate}; NaN without such requests, as all further numbers when either side has too few
 * @param difference {@code rate} less {@code restRate}
 * @param ratio {@code rate} to {@code restRate}; NaN for scores, and where the rest has none
 * @param effect in [-1, 1]: the difference of shares; of scores Cliff's delta, which is the same where scores are 0 or 1
 * @param test {@code chi_square}, {@code fisher} or {@code mann_whitney}; {@code none} when either side has too few
 * @param adjustedPValue allows for all groups and outcomes of the answer (Benjamini and Hochberg)
 */
public record BiasEntry(
        Outcome outcome,
        String score,
        String group,
        long count,
        double rate,
        long restCount,
        double restRate,
        double difference,
        double ratio,
        double effect,
        String test,
        double pValue,
        double adjustedPValue,
        Verdict verdict) {

    /** What can differ between groups. */
    public enum Outcome {
        ERROR,
        REFUSAL,
        SCORE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is to be thought of it. */
    public enum Verdict {
        DIFFERS,
        EVEN,
        TOO_FEW;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    BiasEntry judged(double adjusted, Verdict sentence) {
        return new BiasEntry(
                outcome,
                score,
                group,
                count,
                rate,
                restCount,
                restRate,
                difference,
                ratio,
                effect,
                test,
                pValue,
                adjusted,
                sentence);
    }
}
