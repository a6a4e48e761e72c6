package dev.whence.anomaly.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Compares what texts are about, by their words. A classifier learns on one half of the texts which hashed terms tell the
 * window from the reference (naive Bayes on the terms that tell most), scores the other half, and the other way round;
 * then the scores of the two stretches are compared as numbers. So there is one test where there are thousands of words,
 * and nothing is judged by what it was learned from (classifier two-sample test: Lopez-Paz and Oquab, <i>ICLR</i> 2017;
 * Rabanser et al., <i>NeurIPS</i> 2019). Its effect is that of {@link NumberDrift} on the scores. Stateless.
 */
public final class TextDrift {
    static final String TEST = "hashed_terms";

    private static final int TELLING_TERMS = 60;
    private static final int FEWEST_TEXTS_OF_TERM = 5;
    private static final int SHOWN_WORDS = 6;
    /** A word is shown when its shares differ by as many standard errors. */
    private static final double SHOWN_FROM = 4;

    private TextDrift() {}

    /**
     * Compares two samples of texts.
     *
     * @throws IllegalArgumentException when one of them has fewer than four texts
     */
    public static Comparison compare(Sample<String> reference, Sample<String> window) {
        if (reference.size() < 4 || window.size() < 4) {
            throw new IllegalArgumentException("a comparison of texts needs four on either side");
        }
        Terms terms = new Terms();
        List<int[]> before = reference.values().stream().map(terms::of).toList();
        List<int[]> after = window.values().stream().map(terms::of).toList();
        double[] scoresBefore = new double[before.size()];
        double[] scoresAfter = new double[after.size()];
        for (int half = 0; half < 2; half++) {
            double[] weights = weights(half(before, 1 - half), half(after, 1 - half));
            score(before, weights, half, scoresBefore);
            score(after, weights, half, scoresAfter);
        }
        Comparison compared = NumberDrift.compare(TEST, scoresBefore, reference, scoresAfter, window);
        double[] z = telling(Terms.frequencies(before), before.size(), Terms.frequencies(after), after.size());
        return new Comparison(
                TEST,
                compared.statistic(),
                compared.pValue(),
                compared.effect(),
                compared.divergence(),
                new Summary.Words(words(terms, z, -1)),
                new Summary.Words(words(terms, z, 1)),
                compared.changedAtNanos().isPresent() ? compared.changedAtNanos() : OptionalLong.empty(),
                compared.designEffect());
    }

    /** Every other text: neighbours in time go to different halves. */
    private static List<int[]> half(List<int[]> texts, int which) {
        List<int[]> half = new ArrayList<>();
        for (int i = which; i < texts.size(); i += 2) {
            half.add(texts.get(i));
        }
        return half;
    }

    private static void score(List<int[]> texts, double[] weights, int half, double[] scores) {
        for (int i = half; i < scores.length; i += 2) {
            scores[i] = Arrays.stream(texts.get(i))
                    .mapToDouble(term -> weights[term])
                    .sum();
        }
    }

    /** The log odds of the most telling terms; 0 for the others. */
    private static double[] weights(List<int[]> before, List<int[]> after) {
        int[] inBefore = Terms.frequencies(before);
        int[] inAfter = Terms.frequencies(after);
        double[] z = telling(inBefore, before.size(), inAfter, after.size());
        double[] weights = new double[z.length];
        strongest(z)
                .limit(TELLING_TERMS)
                .forEach(term -> weights[term] = Math.log((inAfter[term] + 0.5)
                        / (after.size() + 1.0)
                        / ((inBefore[term] + 0.5) / (before.size() + 1.0))));
        return weights;
    }

    private static java.util.stream.Stream<Integer> strongest(double[] z) {
        List<Integer> terms = new ArrayList<>();
        for (int term = 0; term < z.length; term++) {
            if (z[term] != 0) {
                terms.add(term);
            }
        }
        terms.sort(
                Comparator.comparingDouble((Integer term) -> Math.abs(z[term])).reversed());
        return terms.stream();
    }

    /** By how many standard errors the shares of texts with each term differ; 0 for rare terms. */
    private static double[] telling(int[] before, int textsBefore, int[] after, int textsAfter) {
        double[] z = new double[before.length];
        for (int term = 0; term < z.length; term++) {
            int both = before[term] + after[term];
            double share = both / (double) (textsBefore + textsAfter);
            if (both >= FEWEST_TEXTS_OF_TERM && share < 1) {
                double error = Math.sqrt(share * (1 - share) * (1.0 / textsBefore + 1.0 / textsAfter));
                z[term] = (after[term] / (double) textsAfter - before[term] / (double) textsBefore) / error;
            }
        }
        return z;
    }

    private static List<String> words(Terms terms, double[] z, int sign) {
        return strongest(z)
                .filter(term -> sign * z[term] >= SHOWN_FROM)
                .limit(SHOWN_WORDS)
                .map(terms::word)
                .toList();
    }
}
