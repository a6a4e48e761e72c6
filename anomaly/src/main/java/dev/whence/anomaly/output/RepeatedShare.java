package dev.whence.anomaly.output;

import java.util.Arrays;

/**
 * The share of a text's sequences of five words, or twelve characters where most stand alone, that occurred before in it.
 * A token is a run of letters or digits, at most 16 of them, or
 * one character of a script without spaces; case and everything else between tokens are ignored.
 */
final class RepeatedShare {
    private static final int WORDS = 5;
    /** About as much is said in so many characters of a script without spaces as in five words. */
    private static final int CHARACTERS = 12;

    private static final int FEWEST_TOKENS = 24;
    private static final int MOST_CHARACTERS = 4000;
    private static final int LONGEST_TOKEN = 16;

    private RepeatedShare() {}

    /** In [0, 1]; of a long text only its last 4000 characters, where loops are; 0 for fewer than 24 tokens. */
    static double of(String text) {
        int from = Math.max(0, text.length() - MOST_CHARACTERS);
        int[] tokens = new int[text.length() - from];
        int count = 0;
        int hash = 0;
        int length = 0;
        int characters = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c < 128
                    ? c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                    : Character.isLetterOrDigit(c);
            boolean alone = letter && c > 0x2E80 && Character.isIdeographic(c) || c >= 0x3040 && c <= 0x30FF;
            if (length > 0 && (!letter || alone || length == LONGEST_TOKEN)) {
                tokens[count++] = hash;
                hash = 0;
                length = 0;
            }
            if (alone) {
                tokens[count++] = c * 0x9E3779B1;
                characters++;
            } else if (letter) {
                hash = hash * 31 + (c < 128 ? c | 0x20 : Character.toLowerCase(c));
                length++;
            }
        }
        if (length > 0) {
            tokens[count++] = hash;
        }
        return count < FEWEST_TOKENS ? 0 : repeated(tokens, count, characters * 2 > count ? CHARACTERS : WORDS);
    }

    private static double repeated(int[] tokens, int count, int n) {
        int grams = count - n + 1;
        long[] hashes = new long[grams];
        for (int i = 0; i < grams; i++) {
            long hash = 0;
            for (int j = 0; j < n; j++) {
                hash = (hash ^ tokens[i + j]) * 0x9E3779B97F4A7C15L;
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
