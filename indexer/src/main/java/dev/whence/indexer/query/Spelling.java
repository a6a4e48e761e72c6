package dev.whence.indexer.query;

import dev.whence.indexer.QueryException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Makes what people write into what Lucene's grammar takes: colons, slashes and signs inside a value need no backslash.
 * Finds brackets and quotes that do not match, for which the grammar has no good words.
 */
final class Spelling {
    private static final int DEEPEST = 100;

    private final String query;
    private final StringBuilder text = new StringBuilder();
    private String made = "";
    private int[] origin;
    private final Deque<Bracket> open = new ArrayDeque<>();
    private int i;

    /** @param ofValues whether it holds values of the field before it, in which no colon can begin another */
    private record Bracket(int at, boolean ofValues) {}

    private Spelling(String query) {
        this.query = query;
        this.origin = new int[query.length() * 2 + 1];
    }

    /** @throws QueryException when a quote or bracket is not closed, or not opened */
    static Spelling of(String query) {
        Spelling spelling = new Spelling(query);
        spelling.read();
        return spelling;
    }

    /** What to parse. */
    String text() {
        return made;
    }

    /** The column of the query, from 1, for an offset into {@link #text()}. */
    int column(int offset) {
        return origin[Math.clamp(offset, 0, text.length())] + 1;
    }

    private void read() {
        boolean inValue = false;
        boolean atStart = true;
        while (i < query.length()) {
            char c = query.charAt(i);
            boolean starts = atStart;
            atStart = false;
            if (Character.isWhitespace(c)) {
                append(' ');
                inValue = inGroupOfValues();
                atStart = true;
            } else if (starts && !afterColon() && isJoiningWord()) {
                while (i < query.length() && Character.isLetter(query.charAt(i))) {
                    append(Character.toUpperCase(query.charAt(i)));
                }
            } else if (c == '\\') {
                if (i + 1 == query.length()) {
                    throw new QueryException("the query ends with a backslash; write \\\\ to mean one", i + 1);
                }
                append(c);
                append(query.charAt(i));
            } else if (c == '"') {
                copyThrough('"', "this quote is not closed; write \\\" to mean a quote");
            } else if ((c == '[' || c == '{') && starts) {
                copyRange();
            } else if (c == '(') {
                open.push(new Bracket(i, inValue));
                if (open.size() > DEEPEST) {
                    throw new QueryException("brackets are nested more than " + DEEPEST + " deep; simplify", i + 1);
                }
                append(c);
                atStart = true;
            } else if (c == ')') {
                if (open.isEmpty()) {
                    throw new QueryException("this ) has no ( before it; write \\) to mean the character", i + 1);
                }
                open.pop();
                append(c);
                atStart = true;
                inValue = inGroupOfValues();
            } else if (c == ':' && !inValue && !query.startsWith("//", i + 1)) {
                append(c);
                inValue = true;
                atStart = true;
            } else if (c == ':'
                    || c == '/' && !(starts && regexEnd() > 0)
                    || isSign(c) && starts && inValue && afterColon()) {
                escape(c);
            } else if (c == '/') {
                int end = regexEnd();
                while (i <= end) {
                    append(query.charAt(i));
                }
            } else {
                append(c);
                atStart = starts && (c == '+' || c == '-' || c == '!');
            }
        }
        if (!open.isEmpty()) {
            throw new QueryException("this ( is not closed", open.peek().at() + 1);
        }
        origin = Arrays.copyOf(origin, text.length() + 1);
        origin[text.length()] = query.length();
        made = text.toString();
    }

    private boolean inGroupOfValues() {
        return !open.isEmpty() && open.peek().ofValues();
    }

    /** "and" or "or" between two conditions: nobody who writes so looks for the word. */
    private boolean isJoiningWord() {
        if (!query.startsWith("and", i) && !query.startsWith("or", i)) {
            return false; // before anything is copied: queries may name hundreds of ids
        }
        String before = text.toString().stripTrailing();
        if (before.isEmpty() || before.endsWith("(") || before.length() == text.length() && !before.endsWith(")")) {
            return false;
        }
        for (String word : List.of("and", "or")) {
            int end = i + word.length();
            if (query.startsWith(word, i) && end < query.length()) {
                char next = query.charAt(end);
                return next == '('
                        || Character.isWhitespace(next) && !query.substring(end).isBlank();
            }
        }
        return false;
    }

    private boolean afterColon() {
        return i > 0 && query.charAt(i - 1) == ':';
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }

    private void append(char c) {
        origin[text.length()] = i++;
        text.append(c);
    }

    private void escape(char c) {
        origin[text.length()] = i;
        text.append('\\');
        append(c);
    }

    private void copyThrough(char end, String problem) {
        int start = i;
        append(query.charAt(i));
        while (i < query.length()) {
            char c = query.charAt(i);
            append(c);
            if (c == end) {
                return;
            }
            if (c == '\\' && i < query.length()) {
                append(query.charAt(i));
            }
        }
        throw new QueryException(problem, start + 1);
    }

    private void copyRange() {
        int start = i;
        append(query.charAt(i));
        while (i < query.length()) {
            char c = query.charAt(i);
            if (c == '"') {
                copyThrough('"', "this quote is not closed; write \\\" to mean a quote");
            } else {
                append(c);
            }
            if (c == ']' || c == '}') {
                return;
            }
        }
        throw new QueryException("this range is not closed; ranges look like [1 TO 5] or {1 TO *]", start + 1);
    }

    /** Where a regular expression that starts here ends; -1 when the slash is only a slash. */
    private int regexEnd() {
        for (int end = i + 1; end < query.length(); end++) {
            char c = query.charAt(end);
            if (c == '\\') {
                end++;
            } else if (c == '/') {
                boolean last = end + 1 == query.length();
                char next = last ? ' ' : query.charAt(end + 1);
                return end > i + 1 && (Character.isWhitespace(next) || next == ')' || next == '^') ? end : -1;
            }
        }
        return -1;
    }
}
