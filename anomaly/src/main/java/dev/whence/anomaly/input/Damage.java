package dev.whence.anomaly.input;

import java.util.Arrays;
import java.util.List;

/**
 * Counts in how many places the texts of a record are damaged: decoded by the wrong rules, or too often, or not at all. Mutable, for one
 * thread.
 */
final class Damage {
    /** What a person calls each kind of damage, in the plural. */
    static final List<String> LABELS = List.of(
            "characters that were lost in decoding (U+FFFD)",
            "characters read in the wrong encoding, as in \u201c\u00c3\u00bc\u201d for \u201c\u00fc\u201d",
            "control characters",
            "characters escaped as in \\u00e4",
            "HTML entities as in &amp;");

    private static final int REPLACED = 0;
    private static final int MISREAD = 1;
    private static final int CONTROL = 2;
    private static final int ESCAPED = 3;
    private static final int ENTITY = 4;

    /** Texts are read so far from either end. */
    private static final int EACH_END = 6000;

    private static final byte[] SUSPECT = suspects();

    /** What windows-1252 has in the places 0x80 to 0x9F, where Latin-1 has control characters. */
    private static final String WINDOWS =
            "\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022"
                    + "\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178";

    private final int[] places = new int[LABELS.size()];

    /** The places of one kind of damage, by its place among the labels. */
    int places(int kind) {
        return places[kind];
    }

    /** Whether there is any. */
    boolean isAny() {
        for (int of : places) {
            if (of > 0) {
                return true;
            }
        }
        return false;
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(places, 0);
    }

    private static byte[] suspects() {
        byte[] table = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean control = c < ' ' && "\t\n\r\f".indexOf(c) < 0 || c >= 0x7F && c < 0xA0 && c != 0x85;
            if (control || c == '\\' || c == '&' || c >= 0xC2 && c <= 0xF4) {
                table[c] = 1;
            }
        }
        return table;
    }

    /** Adds the places of a text. */
    void count(String text) {
        int length = text.length();
        if (length <= 2 * EACH_END) {
            count(text, 0, length);
        } else {
            count(text, 0, EACH_END);
            count(text, length - EACH_END, length);
        }
    }

    private void count(String text, int from, int to) {
        int weak = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 256 && SUSPECT[c] == 0) {
                continue;
            }
            if (c == '\uFFFD') {
                places[REPLACED]++;
            } else if (c < 256) {
                if (c == '\\') {
                    places[ESCAPED] += isEscape(text, i, to) ? 1 : 0;
                } else if (c == '&') {
                    places[ENTITY] += isEntity(text, i, to) ? 1 : 0;
                } else if (c < 0xA0) {
                    places[CONTROL]++;
                } else {
                    int follow = misread(text, i, to);
                    if (follow > 0) {
                        if (c == '\u00c2' || c == '\u00c3' || c == '\u00e2' || follow == 3) {
                            places[MISREAD]++;
                        } else {
                            weak++;
                        }
                        i += follow;
                    }
                }
            }
        }
        // other letters do stand before quotation marks and dots in some languages, but not often
        places[MISREAD] += weak >= 3 ? weak : 0;
    }

    /** How many characters follow that, as bytes, would continue the character that this one would begin in UTF-8. */
    private static int misread(String text, int at, int to) {
        char lead = text.charAt(at);
        int follow = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (at + follow >= to) {
            return 0;
        }
        for (int i = at + 1; i <= at + follow; i++) {
            char c = text.charAt(i);
            if (!(c >= 0x80 && c < 0xC0 || c > 0xFF && WINDOWS.indexOf(c) >= 0)) {
                return 0;
            }
        }
        return follow;
    }

    private static boolean isEscape(String text, int at, int to) {
        if (at + 5 >= to || text.charAt(at + 1) != 'u') {
            return false;
        }
        for (int i = at + 2; i < at + 6; i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEntity(String text, int at, int to) {
        int end = at + 1;
        while (end < to
                && end < at + 9
                && (isAsciiLetterOrDigit(text.charAt(end)) || end == at + 1 && text.charAt(end) == '#')) {
            end++;
        }
        return end > at + 2 && end < to && text.charAt(end) == ';';
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}
