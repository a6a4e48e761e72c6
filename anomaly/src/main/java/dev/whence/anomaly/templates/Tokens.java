package dev.whence.anomaly.templates;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into tokens at white space and masks in each what is plainly a value: whatever has a digit in it. */
final class Tokens {
    static final String VARIABLE = "<*>";

    private Tokens() {}

    /** The masked tokens of a line; empty for a blank one. */
    static List<String> of(String line) {
        List<String> tokens = new ArrayList<>();
        int length = line.length();
        int i = 0;
        while (i < length) {
            while (i < length && Character.isWhitespace(line.charAt(i))) {
                i++;
            }
            int from = i;
            boolean digit = false;
            while (i < length && !Character.isWhitespace(line.charAt(i))) {
                char c = line.charAt(i++);
                digit |= c >= '0' && c <= '9';
            }
            if (i > from) {
                String token = line.substring(from, i);
                tokens.add(digit ? masked(token) : token);
            }
        }
        return tokens;
    }

    /** Replaces each run of letters, digits and joining signs which holds a digit by {@link #VARIABLE}. */
    private static String masked(String token) {
        StringBuilder out = new StringBuilder(token.length());
        int i = 0;
        while (i < token.length()) {
            int from = i;
            boolean digit = false;
            while (i < token.length() && isJoined(token.charAt(i))) {
                char c = token.charAt(i++);
                digit |= c >= '0' && c <= '9';
            }
            if (digit) {
                if (!endsWithVariable(out)) {
                    out.append(VARIABLE);
                }
            } else {
                out.append(token, from, i);
            }
            if (i < token.length()) {
                out.append(token.charAt(i++));
            }
        }
        return out.toString();
    }

    private static boolean isJoined(char c) {
        return Character.isLetterOrDigit(c)
                || c == '_'
                || c == '-'
                || c == '.'
                || c == '/'
                || c == '@'
                || c == '%'
                || c == '+'
                || c == '\\'
                || c == '$';
    }

    private static boolean endsWithVariable(StringBuilder out) {
        int length = out.length();
        return length >= 3
                && out.charAt(length - 1) == '>'
                && out.charAt(length - 2) == '*'
                && out.charAt(length - 3) == '<';
    }
}
