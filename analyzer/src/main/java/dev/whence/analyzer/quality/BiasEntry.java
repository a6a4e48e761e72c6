package dev.whence.analyzer.quality;

import java.util.Locale;

/**
 * One outcome of one group against that of all other groups together.
 *
 * @param score the name of the scores; empty for other outcomes
 * @param groupBy the attribute
 * @param group its value
 * @param own the requests of the group
 * @param rest the requests of the other groups
 * @param difference the group's rate less that of the rest; NaN, as all further numbers, when either side has too few
 * @param ratio the group's rate to that of the rest; NaN for scores, and where the rest has none
 * @param effect in [-1, 1]: the difference of shares; of scores Cliff's delta, which is the same where scores are 0 or 1
 * @param test {@code chi_square}, {@code fisher} or {@code mann_whitney}; {@code none} when either side has too few
 * @param designEffect how many requests count as one, at least 1, since those of a session resemble each other
 * @param pValue dependence within sessions allowed for
 * @param adjustedPValue allows for all groups and outcomes of the answer (Benjamini and Hochberg)
 */
public record BiasEntry(
        Outcome outcome,
        String score,
        String groupBy,
        String group,
        Side own,
        Side rest,
        double difference,
        double ratio,
        double effect,
        String test,
        double designEffect,
        double pValue,
        double adjustedPValue,
        Verdict verdict) {

    /**
     * One side of a comparison.
     *
     * @param count requests
     * @param sessions in so many sessions; a request without one counts as a session
     * @param rate the share of them with the outcome, or the mean of their scores; NaN without requests
     */
    public record Side(long count, int sessions, double rate) {}

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
                groupBy,
                group,
                own,
                rest,
                difference,
                ratio,
                effect,
                test,
                designEffect,
                pValue,
                adjusted,
                sentence);
    }

    /** A sentence for a person, without a full stop. */
    public String reason() {
        String what =
                switch (outcome) {
                    case ERROR -> "requests fail";
                    case REFUSAL -> "outputs are refusals";
                    case SCORE -> score.isEmpty() ? "scores are" : "scores " + score + " are";
                };
        boolean isScore = outcome == Outcome.SCORE;
        return groupBy + " " + group + ": "
                + (isScore
                        ? what + " " + number(own.rate) + " on average, against " + number(rest.rate) + " of the rest"
                        : percent(own.rate) + " of " + what + ", against " + percent(rest.rate) + " of the rest");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", share * 100);
    }
}
