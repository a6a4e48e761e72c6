package dev.whence.anomaly.output;

/** Tells whether a text stops where a writer would stop, in any script. */
final class Endings {
    private static final String CLOSING = ".!?…。！？؟।॥։;:)]}>\"'”’»›」』】）`*_~|%€$";

    private Endings() {}

    /**
     * Whether the text ends with a sentence, a closing bracket, quote or fence, a symbol or emoji, a line of a list, a table
     * or a heading, or a link; false when it stops after a letter, a digit, a comma, a hyphen or an opening bracket.
     */
    static boolean isComplete(String text) {
        String stripped = text.stripTrailing();
        int last = stripped.codePointBefore(stripped.length());
        if (CLOSING.indexOf(last) >= 0) {
            return true;
        }
        boolean open = Character.isLetterOrDigit(last) || ",，、-–—(（[{“‘«/\\&+=".indexOf(last) >= 0;
        if (!open) {
            return true;
        }
        String line = stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
        return Character.isLetterOrDigit(last) && (isListItem(line) || endsWithLink(line));
    }

    private static boolean isListItem(String line) {
        char first = line.charAt(0);
        if ("-*•+#|>–".indexOf(first) >= 0) {
            return true;
        }
        int digits = 0;
        while (digits < line.length() && Character.isDigit(line.charAt(digits))) {
            digits++;
        }
        return digits > 0 && digits < line.length() && ".)".indexOf(line.charAt(digits)) >= 0;
    }

    private static boolean endsWithLink(String line) {
        String word = line.substring(line.lastIndexOf(' ') + 1);
        return word.contains("://") || word.startsWith("www.") || word.indexOf('@') > 0;
    }
}
