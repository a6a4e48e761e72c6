package dev.whence.anomaly.output;

/** The share of a text's sequences of words, or of characters where most stand alone, that occurred before in it. */
final class RepeatedShare {
    private static final int FEWEST_TOKENS = 24;
    private static final int MOST_CHARACTERS = 4000;

    private RepeatedShare() {}

    /** In [0, 1]; of a long text only its last 4000 characters, where loops are; 0 for fewer than 24 tokens. */
    static double of(Features features) {
        Tokens tokens = features.tokens();
        int length = features.shingle();
        int first = tokens.firstFrom(Math.max(0, features.text().length() - MOST_CHARACTERS));
        int sequences = tokens.count() - first - length + 1;
        if (tokens.count() - first < FEWEST_TOKENS) {
            return 0;
        }
        IntSet before = new IntSet(sequences);
        int repeats = 0;
        for (int i = first; i < first + sequences; i++) {
            repeats += before.add(features.shingleAt(i, length)) ? 0 : 1;
        }
        return (double) repeats / sequences;
    }
}
