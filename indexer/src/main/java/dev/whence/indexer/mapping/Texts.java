package dev.whence.indexer.mapping;

/** Texts on their way into terms: folded to one case, and cut to what a term may hold. */
public final class Texts {
    /** Texts of attributes with more characters than this are words only. */
    public static final int SHORT = 256;
    /** No term and no counted value has more characters than this: far below Lucene's limit of 32,766 bytes. */
    public static final int LONGEST_TERM = 1024;

    private Texts() {}

    /** Lower case, character by character: unlike {@link String#toLowerCase()} no letter depends on its neighbours. */
    public static String fold(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z' || c > 127) {
                return foldFrom(text, i);
            }
        }
        return text;
    }

    private static String foldFrom(String text, int start) {
        StringBuilder folded = new StringBuilder(text.length()).append(text, 0, start);
        for (int i = start; i < text.length(); ) {
            int letter = text.codePointAt(i);
            folded.appendCodePoint(Character.toLowerCase(letter));
            i += Character.charCount(letter);
        }
        return folded.toString();
    }

    /** The first {@link #LONGEST_TERM} characters, never half a surrogate pair. */
    public static String cut(String text) {
        if (text.length() <= LONGEST_TERM) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_TERM - 1)) ? LONGEST_TERM - 1 : LONGEST_TERM;
        return text.substring(0, end);
    }

    /** Whether a text of an attribute can be found by its words: it is long, or has white space between some. */
    static boolean hasWords(String text) {
        if (text.length() > SHORT) {
            return true;
        }
        for (int i = 1; i < text.length() - 1; i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
