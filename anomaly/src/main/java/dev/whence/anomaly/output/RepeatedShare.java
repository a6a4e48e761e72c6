package dev.whence.anomaly.output;

import java.util.Arrays;

/** The share of a text's sequences of words, or of characters where most stand alone, that occurred before in it. */
final class RepeatedShare {
    private static final int FEWEST_TOKENS = 24;
    private static final int MOST_CHARACTERS = 4000;

    private RepeatedShare() {}

    /**
     * In [0, 1]; of a long text only its last 4000 characters, where loops are; 0 for fewer than 24 tokens.
     *
     * @param length tokens of a sequence
     */
    static double of(String text, Tokens tokens, int length) {
        int first = 0;
        while (first < tokens.count() && tokens.starts[first] < text.length() - MOST_CHARACTERS) {
            first++;
        }
        return tokens.count() - first < FEWEST_TOKENS ? 0 : repeated(tokens, first, length);
    }

    private static double repeated(Tokens tokens, int first, int length) {
        int grams = tokens.count() - first - length + 1;
        long[] hashes = new long[grams];
        for (int i = 0; i < grams; i++) {
            long hash = 0;
            for (int j = 0; j < length; j++) {
                hash = (hash ^ tokens.hashes[first + i + j]) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 29;
            }
            hashes[i] = hash;
        }
        Arrays.sort(hashes);
        int repeats = 0;
        for (int i = 1; i < grams; i++) {
            if (hashes[i] == hashes[i - 1]) {
                repeats++;
            }
        }
        return (double) repeats / grams;
    }
}
