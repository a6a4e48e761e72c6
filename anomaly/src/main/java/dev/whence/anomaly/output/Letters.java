package dev.whence.anomaly.output;

import java.lang.Character.UnicodeScript;

/**
 * The writing system of each character of the basic plane, by table: {@link UnicodeScript} searches, which is too slow for
 * every character of every output. Immutable.
 */
final class Letters {
    /** No letter, mark or digit. */
    static final int NONE = 0;

    static final int DIGIT = 1;
    static final int LATIN = 2;
    static final int CYRILLIC = 3;
    static final int GREEK = 4;
    static final int ARABIC = 5;
    static final int HEBREW = 6;
    static final int DEVANAGARI = 7;
    static final int HANGUL = 8;
    static final int HAN = 9;
    static final int KANA = 10;
    static final int THAI = 11;
    /** Letters of any other script. */
    static final int OTHER = 12;

    static final int CLASSES = 13;

    private static final String[] NAMES = {
        "",
        "",
        "Latin",
        "Cyrillic",
        "Greek",
        "Arabic",
        "Hebrew",
        "Devanagari",
        "Korean",
        "Chinese",
        "Japanese",
        "Thai",
        ""
    };

    private static final byte[] TABLE = table();

    private Letters() {}

    private static byte[] table() {
        byte[] table = new byte[1 << 16];
        for (int c = 0; c < table.length; c++) {
            int type = Character.getType(c);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
            if (Character.isLetter(c) || mark || c == 'ー') {
                table[c] = (byte) group(c);
            } else if (Character.isDigit(c)) {
                table[c] = DIGIT;
            }
        }
        return table;
    }

    private static int group(int c) {
        return switch (UnicodeScript.of(c)) {
            case LATIN -> LATIN;
            case CYRILLIC -> CYRILLIC;
            case GREEK -> GREEK;
            case ARABIC -> ARABIC;
            case HEBREW -> HEBREW;
            case DEVANAGARI -> DEVANAGARI;
            case HANGUL -> HANGUL;
            case HAN -> HAN;
            case HIRAGANA, KATAKANA -> KANA;
            case THAI, LAO, KHMER, MYANMAR -> THAI;
            case INHERITED -> NONE; // accents that follow their letter
            case COMMON -> c == 'ー' ? KANA : OTHER;
            default -> OTHER;
        };
    }

    /** One of the classes above. */
    static int of(char c) {
        return TABLE[c];
    }

    /** Whether each character of the class is a token of its own, since words are not parted by spaces. */
    static boolean standAlone(int letterClass) {
        return letterClass >= HAN && letterClass <= THAI;
    }

    /** What a person calls the script, or the language it stands for; empty for none in particular. */
    static String name(int letterClass) {
        return NAMES[letterClass];
    }
}
