package dev.whence.anomaly.output;

import java.util.Arrays;

/**
 * A text's tokens as numbers, and how its letters are spread over scripts. A token is a run of letters or digits, at most 16
 * of them, or one character of a script without spaces; case and everything else between tokens are ignored. What JSON
 * escapes is read as what it stands for. Of a long text only its beginning and its end are read. Immutable.
 */
final class Tokens {
    /** Characters read at either end of a text. */
    static final int EACH_END = 6000;

    private static final int LONGEST = 16;
    private static final int CONTENT_LETTERS = 4;
    private static final int STAND_ALONE = -1;

    final int[] hashes;
    /** Letters and digits of each token, or −1 for a character that stands alone. */
    final byte[] sizes;
    /** Where each token begins. */
    final int[] starts;
    /** The {@link Letters} class of each token's last letter or digit. */
    final byte[] scripts;
    /** Characters by {@link Letters}. */
    final int[] letters;

    private Tokens(int[] hashes, byte[] sizes, int[] starts, byte[] scripts, int[] letters) {
        this.hashes = hashes;
        this.sizes = sizes;
        this.starts = starts;
        this.scripts = scripts;
        this.letters = letters;
    }

    int count() {
        return hashes.length;
    }

    boolean standsAlone(int token) {
        return sizes[token] == STAND_ALONE;
    }

    /** The first token at a place of the text or after it. */
    int firstFrom(int place) {
        int found = Arrays.binarySearch(starts, place);
        return found < 0 ? -found - 1 : found;
    }

    /** Whether a token carries meaning: a long word, or a number of two digits and more, that is no language's little word. */
    boolean isContent(int token) {
        int size = sizes[token];
        return (size >= CONTENT_LETTERS || size > 1 && hashes[token] < 0) && StopWords.languages(hashes[token]) == 0;
    }

    /** The token's number; negative for those with a digit. */
    static int hash(String word) {
        int hash = 0;
        for (int i = 0; i < Math.min(LONGEST, word.length()); i++) {
            hash = hash * 31 + lower(word.charAt(i));
        }
        return hash & Integer.MAX_VALUE;
    }

    private static int lower(char c) {
        return c < 128 ? c | 0x20 : Character.toLowerCase(c);
    }

    /** Makes tokens of texts, over and over in the same memory; for one thread. */
    static final class Reader {
        private int[] hashes = new int[1024];
        private byte[] sizes = new byte[1024];
        private int[] starts = new int[1024];
        private byte[] scripts = new byte[1024];
        private int count;
        private boolean json;

        Tokens read(String text) {
            count = 0;
            int[] letters = new int[Letters.CLASSES];
            int length = text.length();
            json = length > 0 && "{[`\"".indexOf(text.charAt(0)) >= 0;
            if (length <= 2 * EACH_END) {
                read(text, 0, length, letters);
            } else {
                read(text, 0, EACH_END, letters);
                read(text, length - EACH_END, length, letters);
            }
            return new Tokens(
                    Arrays.copyOf(hashes, count),
                    Arrays.copyOf(sizes, count),
                    Arrays.copyOf(starts, count),
                    Arrays.copyOf(scripts, count),
                    letters);
        }

        private void read(String text, int from, int to, int[] letters) {
            int room = count + to - from;
            if (hashes.length < room) {
                hashes = Arrays.copyOf(hashes, room);
                sizes = Arrays.copyOf(sizes, room);
                starts = Arrays.copyOf(starts, room);
                scripts = Arrays.copyOf(scripts, room);
            }
            int hash = 0;
            int size = 0;
            int digit = 0;
            int script = Letters.NONE;
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                int escaped = 0;
                if (c == '\\' && json && i + 1 < to) {
                    escaped = text.charAt(i + 1) == 'u' && i + 5 < to ? 5 : 1;
                    c = escaped == 5 ? decoded(text, i + 2) : ' ';
                }
                int letter = Letters.of(c);
                letters[letter]++;
                boolean alone = Letters.standAlone(letter);
                if (size > 0 && (letter == Letters.NONE || alone || size == LONGEST)) {
                    add(hash & Integer.MAX_VALUE | digit, size, i - size, script);
                    hash = 0;
                    size = 0;
                    digit = 0;
                }
                if (alone) {
                    add(c * 0x9E3779B1 & Integer.MAX_VALUE, STAND_ALONE, i, letter);
                } else if (letter != Letters.NONE) {
                    hash = hash * 31 + lower(c);
                    size++;
                    script = letter;
                    digit |= letter == Letters.DIGIT ? Integer.MIN_VALUE : 0;
                }
                i += escaped;
            }
            if (size > 0) {
                add(hash & Integer.MAX_VALUE | digit, size, to - size, script);
            }
        }

        /** The character that four hexadecimal digits stand for; a blank when they are none. */
        private static char decoded(String text, int from) {
            int code = 0;
            for (int i = from; i < from + 4; i++) {
                int digit = Character.digit(text.charAt(i), 16);
                if (digit < 0) {
                    return ' ';
                }
                code = code * 16 + digit;
            }
            return (char) code;
        }

        private void add(int hash, int size, int start, int script) {
            hashes[count] = hash;
            sizes[count] = (byte) size;
            starts[count] = start;
            scripts[count] = (byte) script;
            count++;
        }
    }
}
