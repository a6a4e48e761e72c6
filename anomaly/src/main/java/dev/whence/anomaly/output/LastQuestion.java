package dev.whence.anomaly.output;

import java.util.List;

/**
 * Where the last question stands in a conversation or a prompt that tells who speaks at the beginning of lines ({@code user: …},
 * {@code Question: …}): what tools answered after it is not what was asked. Immutable.
 *
 * @param from where its text begins
 * @param to where it ends, before the next speaker or at the end
 */
record LastQuestion(int from, int to) {
    private static final List<String> ASKING = List.of("user:", "human:", "customer:", "question:");
    private static final int LONGEST_NAME = 32;

    /** Finds it; nothing of a text that does not tell who speaks. */
    static LastQuestion in(String text) {
        int to = text.length();
        int line = text.length();
        while (line > 0) {
            int from = text.lastIndexOf('\n', line - 1) + 1;
            for (String asking : ASKING) {
                if (text.regionMatches(true, from, asking, 0, asking.length())) {
                    return new LastQuestion(from + asking.length(), to);
                }
            }
            if (isSpeaker(text, from)) {
                to = from;
            }
            line = from - 1;
        }
        return new LastQuestion(0, 0);
    }

    boolean isEmpty() {
        return from >= to;
    }

    /** Whether a line begins with one or two words and a colon. */
    private static boolean isSpeaker(String text, int from) {
        String name = text.substring(from, Math.min(text.length(), from + LONGEST_NAME));
        int colon = name.indexOf(':');
        name = name.substring(0, Math.max(0, colon));
        return colon > 0
                && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == ' ' || c == '-')
                && name.chars().filter(c -> c == ' ').count() <= 1;
    }
}
