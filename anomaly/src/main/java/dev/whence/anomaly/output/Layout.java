package dev.whence.anomaly.output;

/**
 * How a text is laid out: which kind of answer it is, and where its prose stands, which is what a person would read of it. Of JSON,
 * bare or in a Markdown fence, its kind follows from the names of its first level and its prose is its longest text;
 * everything else is prose as a whole. Immutable.
 *
 * @param shape 0 for what is no JSON
 * @param from where the prose begins
 * @param to where the prose ends
 */
record Layout(int shape, int from, int to) {
    static Layout of(String text) {
        int start = text.startsWith("```") ? Math.max(0, text.indexOf('\n') + 1) : 0;
        boolean json = start < text.length() && (text.charAt(start) == '{' || text.charAt(start) == '[');
        return json ? ofJson(text, start) : new Layout(0, 0, text.length());
    }

    /** One pass; what is broken is read as far as it goes. */
    private static Layout ofJson(String text, int start) {
        long names = 0;
        int level = Integer.MAX_VALUE;
        int depth = 0;
        int from = start;
        int to = start;
        for (int i = start; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    int end = JsonText.endOfString(text, i);
                    if (!JsonText.isName(text, end)) {
                        if (end - i - 1 > to - from) {
                            from = i + 1;
                            to = end;
                        }
                    } else if (depth <= level) {
                        names = depth < level ? 0 : names;
                        level = depth;
                        names |= 1L << (hash(text, i + 1, end) >>> 26);
                    }
                    i = end;
                }
                default -> {}
            }
        }
        int shape = (int) ((names ^ names >>> 32) * 0x9E3779B1L) | 1;
        return to == from ? new Layout(shape, 0, text.length()) : new Layout(shape, from, to);
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        return hash * 0x9E3779B1;
    }

    /** Characters of the prose. */
    int length(String text) {
        return text.codePointCount(from, to);
    }
}
