package dev.whence.anomaly.drift;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The words of a text, hashed (Weinberger et al., <i>ICML</i> 2009), and which word stands behind a hash. A word is a run
 * of letters in lower case; in scripts without spaces each pair of neighbouring characters. Numbers are left out: they
 * differ in every text. Mutable, for one thread.
 */
final class Terms {
    private static final int BUCKETS = 1 << 16;
    private static final int LONGEST = 24;
    private static final int MOST_CHARACTERS = 8000;

    private final Map<Integer, String> words = new HashMap<>();

    /** The hashes of the distinct words of the text, sorted; of a long text those of its beginning and its end. */
    int[] of(String text) {
        Set<Integer> found = new HashSet<>();
        if (text.length() <= MOST_CHARACTERS) {
            collect(text, 0, text.length(), found);
        } else {
            collect(text, 0, MOST_CHARACTERS / 2, found);
            collect(text, text.length() - MOST_CHARACTERS / 2, text.length(), found);
        }
        return found.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** A word with that hash. */
    String word(int hash) {
        return words.getOrDefault(hash, "");
    }

    private void collect(String text, int from, int to, Set<Integer> found) {
        StringBuilder word = new StringBuilder();
        char before = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (isAlone(c)) {
                end(word, found);
                if (before != 0) {
                    note(String.valueOf(new char[] {before, c}), found);
                }
                before = c;
            } else {
                before = 0;
                if (Character.isLetter(c) && word.length() < LONGEST) {
                    word.append(Character.toLowerCase(c));
                } else if (!Character.isLetter(c)) {
                    end(word, found);
                }
            }
        }
        end(word, found);
    }

    private void end(StringBuilder word, Set<Integer> found) {
        if (word.length() > 1) {
            note(word.toString(), found);
        }
        word.setLength(0);
    }

    private void note(String word, Set<Integer> found) {
        int hash = word.hashCode() * 0x9E3779B1;
        int bucket = (hash ^ hash >>> 16) & BUCKETS - 1;
        words.putIfAbsent(bucket, word);
        found.add(bucket);
    }

    /** Whether the character is of a script that sets no spaces between words. */
    private static boolean isAlone(char c) {
        return c >= 0x0E00 && c <= 0x0EFF || c >= 0x2E80 && c <= 0x9FFF || c >= 0xF900 && c <= 0xFAFF;
    }

    /** How many of the texts have each word. */
    static int[] frequencies(Iterable<int[]> texts) {
        int[] frequencies = new int[BUCKETS];
        for (int[] text : texts) {
            Arrays.stream(text).forEach(term -> frequencies[term]++);
        }
        return frequencies;
    }
}
