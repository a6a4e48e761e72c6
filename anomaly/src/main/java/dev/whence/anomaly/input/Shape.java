package dev.whence.anomaly.input;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of a short text, where it has one: what it is known as, or which letters it begins with and where its digits stand.
 *
 * @param stem what it begins with, and its separators; its name where it is known by one
 * @param content of what its other characters are
 */
record Shape(String stem, Content content) {
    private static final String RUN = "\u0001";

    /** What a text's variable characters are. */
    enum Content {
        /** Such as it has to be, by the form's name. */
        KNOWN,
        DIGITS,
        /** Digits and letters. */
        MIXED
    }

    static final Shape UUID = known("a UUID");
    static final Shape HEX = known("hexadecimal digits");
    static final Shape DIGITS = known("a whole number");
    static final Shape DECIMAL = known("a decimal number");
    static final Shape DATE = known("a date");
    static final Shape TIME = known("a date and time");
    static final Shape URL = known("a web address");
    static final Shape EMAIL = known("an e-mail address");
    static final Shape JSON = known("JSON");

    private static final int LONGEST = 64;
    private static final int LONGEST_STEM = 24;
    private static final int FEWEST_HEX = 8;
    private static final Set<String> PLACEHOLDERS = Set.of(
            "null", "none", "nan", "nil", "undefined", "n/a", "na", "-", "--", "?", "unknown", "[object object]");

    private static Shape known(String name) {
        return new Shape(name, Content.KNOWN);
    }

    /** Whether a text only stands where a value is missing. */
    static boolean isPlaceholder(String text) {
        return text.length() <= 15 && PLACEHOLDERS.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    /** The form of a text that is not blank; null when it is free text or a plain word. */
    static @Nullable Shape of(String text) {
        int length = text.length();
        char first = text.charAt(0);
        char last = text.charAt(length - 1);
        if (first == '{' && last == '}' || first == '[' && last == ']' && !text.startsWith("[redacted:")) {
            return JSON;
        }
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return URL;
        }
        if (length > LONGEST) {
            return null;
        }
        int digits = 0;
        int hex = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                digits++;
            } else if (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
                hex++;
            } else if (Character.isWhitespace(c)) {
                return isTime(text) ? TIME : null;
            }
        }
        if (text.indexOf('@') > 0 && text.indexOf('.', text.indexOf('@')) > 0) {
            return EMAIL;
        }
        if (digits == length) {
            return DIGITS;
        }
        if (digits + hex == length && length >= FEWEST_HEX) {
            return HEX;
        }
        if (digits == 0) {
            return null;
        }
        if (length == 36 && digits + hex == 32 && text.charAt(8) == '-' && text.charAt(23) == '-') {
            return UUID;
        }
        if (isTime(text)) {
            return length > 10 ? TIME : DATE;
        }
        return isDecimal(text) ? DECIMAL : ofParts(text);
    }

    private static boolean isTime(String text) {
        return text.length() >= 10
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && isDigits(text, 0, 4)
                && isDigits(text, 5, 7)
                && isDigits(text, 8, 10)
                && (text.length() == 10 || "Tt ".indexOf(text.charAt(10)) >= 0);
    }

    private static boolean isDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDecimal(String text) {
        int points = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            points += c == '.' ? 1 : 0;
            if (!(isDigit(c) || c == '.' || (c == '-' || c == '+') && i == 0)) {
                return false;
            }
        }
        return points <= 1;
    }

    /** What stands before the first digit, or before its part, is kept; of the rest, runs of letters and digits only count as such. */
    private static @Nullable Shape ofParts(String text) {
        int firstDigit = 0;
        int begin = -1;
        while (!isDigit(text.charAt(firstDigit))) {
            firstDigit++;
            if (!Character.isLetterOrDigit(text.charAt(firstDigit - 1))) {
                begin = firstDigit;
            }
        }
        begin = begin < 0 ? firstDigit : begin;
        if (begin > LONGEST_STEM) {
            return null;
        }
        StringBuilder stem = new StringBuilder(text.length()).append(text, 0, begin);
        boolean inRun = false;
        boolean letters = false;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = Character.isLetter(c);
            boolean part = letter || isDigit(c);
            letters |= letter;
            if (!part) {
                stem.append(c);
            } else if (!inRun) {
                stem.append(RUN);
            }
            inRun = part;
        }
        return new Shape(stem.toString(), letters ? Content.MIXED : Content.DIGITS);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** How a person calls it. */
    String label() {
        return content == Content.KNOWN ? stem : "like " + stem.replace(RUN, content == Content.DIGITS ? "000" : "x00");
    }

    /** Whether a text of this form may stand where texts of another are usual. */
    boolean fits(Shape usual) {
        if (equals(usual)) {
            return true;
        }
        if (equals(DIGITS)) {
            return usual.equals(DECIMAL) || usual.equals(HEX);
        }
        return usual.content == Content.MIXED && content != Content.KNOWN && stem.equals(usual.stem);
    }
}
