package dev.whence.anomaly.multivariate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What of a call does not go with the rest of it.
 *
 * @param parts the features, the one that departs most first; not empty
 */
record CallReason(List<Part> parts) {
    private static final int MOST_PARTS = 3;
    private static final double WORTH_TELLING = 0.5; // of the first one's distance

    /**
     * One feature.
     *
     * @param observed in the feature's unit
     * @param expected what the call's other features let expect, in the same unit
     */
    record Part(CallFeature feature, double observed, double expected) {
        /** How many times as high or as low as expected it is; at least 1. */
        double times() {
            return Math.max(observed / expected, expected / observed);
        }

        private String text() {
            return feature.label() + " is " + feature.text(observed) + ", by the rest of the call about "
                    + feature.text(expected);
        }
    }

    /** Of logarithms, seen and expected, and of how improbable each distance is. */
    static CallReason of(int[] features, double[] logs, double[] expected, double[] apart) {
        List<Integer> farthest = IntStream.range(0, features.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -Math.abs(apart[j])))
                .toList();
        double most = Math.abs(apart[farthest.get(0)]);
        return new CallReason(farthest.stream()
                .limit(MOST_PARTS)
                .filter(j -> Math.abs(apart[j]) >= WORTH_TELLING * most)
                .map(j -> new Part(CallFeature.at(features[j]), Math.exp(logs[j]), Math.exp(expected[j])))
                .toList());
    }

    Part foremost() {
        return parts.get(0);
    }

    /** A sentence for a person, without a full stop. */
    String text(String series) {
        return series + ": " + parts.stream().map(Part::text).collect(Collectors.joining("; "));
    }
}
