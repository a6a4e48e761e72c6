package dev.whence.anomaly.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Splits a line into tokens at white space and masks what is plainly a value: whatever has a digit in it, a quoted text
 * after an equals sign, a unit after a number. Values in a row become one, since lists differ in length. A place in the code
 * ({@code t.s.TravelService#451}, {@code main.py:12}) is no value: it names the statement which writes the line.
 */
final class Tokens {
    static final String VARIABLE = "<*>";
    private static final String JOINING = "_-/@%+\\$~";
    private static final Set<String> UNITS = Set.of(
            "B", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "ns", "us", "µs", "ms", "s", "sec", "secs", "bytes");

    private static final Pattern CODE = Pattern.compile("[\\[(]?(?:[\\p{L}_$][\\w$]*\\.)+[\\w$]+#\\d{1,5}[\\])]?:?"
            + "|[\\[(]?[\\w$-]+\\.(?:java|kt|scala|py|go|js|ts|rb|rs|cs|php):\\d{1,5}[\\])]?:?");

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
                char c = line.charAt(i);
                if (c == '"' && i > from && line.charAt(i - 1) == '=') {
                    int close = line.indexOf('"', i + 1);
                    i = close < 0 ? i : close;
                }
                digit |= c >= '0' && c <= '9' || c == '"';
                i++;
            }
            if (i > from) {
                String token = line.substring(from, i);
                append(tokens, digit && !CODE.matcher(token).matches() ? masked(token) : token);
            }
        }
        return tokens;
    }

    private static void append(List<String> tokens, String token) {
        if (!tokens.isEmpty() && isValue(tokens.get(tokens.size() - 1))) {
            String bare = bare(token);
            if (bare.equals(VARIABLE) || UNITS.contains(bare)) {
                tokens.set(tokens.size() - 1, VARIABLE + token.substring(token.indexOf(bare) + bare.length()));
                return;
            }
        }
        tokens.add(token);
    }

    /** Whether the token is a variable, with nothing but punctuation after it. */
    private static boolean isValue(String token) {
        return token.startsWith(VARIABLE) && bare(token).equals(VARIABLE);
    }

    /** Without punctuation at its end. */
    static String bare(String token) {
        int end = token.length();
        while (end > 0 && ",;:.)]}".indexOf(token.charAt(end - 1)) >= 0) {
            end--;
        }
        return token.substring(0, end);
    }

    /** Replaces each run of letters, digits and joining signs which holds a digit by {@link #VARIABLE}. */
    private static String masked(String token) {
        StringBuilder out = new StringBuilder(token.length());
        int i = 0;
        while (i < token.length()) {
            int from = i;
            boolean digit = false;
            while (i < token.length() && isJoined(token, i)) {
                char c = token.charAt(i++);
                digit |= c >= '0' && c <= '9';
            }
            int to = i;
            while (i == token.length() && to > from + 1 && token.charAt(to - 1) == '.') {
                to--; // the full stop after a number is not part of it
            }
            if (digit) {
                variable(out);
                out.append(token, to, i);
            } else {
                out.append(token, from, i);
            }
            if (i < token.length()) {
                char c = token.charAt(i++);
                if (c == '"' && out.length() > 0 && out.charAt(out.length() - 1) == '=') {
                    int close = token.indexOf('"', i);
                    if (close > 0) {
                        variable(out);
                        i = close + 1;
                        continue;
                    }
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Appends a variable, unless one stands there already with only a separator after it. */
    private static void variable(StringBuilder out) {
        int end = out.length();
        if (end > 0 && ",:|".indexOf(out.charAt(end - 1)) >= 0) {
            end--;
        }
        if (endsWithVariable(out, end)) {
            out.setLength(end);
        } else {
            out.append(VARIABLE);
        }
    }

    private static boolean endsWithVariable(StringBuilder out, int end) {
        return end >= 3 && out.charAt(end - 1) == '>' && out.charAt(end - 2) == '*' && out.charAt(end - 3) == '<';
    }

    /** Dots in a row are a leader between a name and its value, and join nothing. */
    private static boolean isJoined(String token, int at) {
        char c = token.charAt(at);
        if (c == '.') {
            boolean leader =
                    at > 0 && token.charAt(at - 1) == '.' || at + 1 < token.length() && token.charAt(at + 1) == '.';
            return !leader;
        }
        return Character.isLetterOrDigit(c) || JOINING.indexOf(c) >= 0;
    }
}
