package dev.whence.anomaly.output;

import java.util.Arrays;

/**
 * The language a text is in, as far as script and little words tell. Immutable.
 *
 * @param code 0 when it cannot be told, a {@link Letters} class for scripts but Latin, from {@link #FIRST_LATIN} on a language
 *     in Latin script
 * @param littleWords the languages of each little word of a text in Latin script, as {@link StopWords#languages} gives them
 */
record Tongue(int code, int[] littleWords) {
    private static final int[] NONE = {};
    static final int UNKNOWN = 0;
    static final int FIRST_LATIN = 32;

    /** Letters without which a text says too little. */
    private static final int FEWEST_LETTERS = 24;

    private static final int FEWEST_HITS = 3;
    /** A character of Chinese, Japanese or Korean says about as much as this many letters. */
    private static final int DENSE = 3;

    /** Reads the tokens from one on. */
    static Tongue of(Tokens tokens, int from) {
        return of(tokens, from, tokens.count());
    }

    /** Reads the tokens from one to another. */
    static Tongue of(Tokens tokens, int from, int to) {
        boolean isAll = from == 0 && to == tokens.count();
        int script = script(isAll ? tokens.letters : letters(tokens, from, to));
        return script == Letters.LATIN ? latin(tokens, from, to) : new Tongue(script, NONE);
    }

    private static Tongue latin(Tokens tokens, int from, int to) {
        int[] words = new int[to - from];
        int[] hits = new int[StopWords.count()];
        int count = 0;
        for (int i = from; i < to; i++) {
            int languages = StopWords.languages(tokens.hashes[i]);
            if (languages == 0) {
                continue;
            }
            words[count++] = languages;
            for (int left = languages; left != 0; left &= left - 1) {
                hits[Integer.numberOfTrailingZeros(left)]++;
            }
        }
        int best = 0;
        for (int i = 1; i < hits.length; i++) {
            best = hits[i] > hits[best] ? i : best;
        }
        return new Tongue(hits[best] >= FEWEST_HITS ? FIRST_LATIN + best : UNKNOWN, Arrays.copyOf(words, count));
    }

    private static int[] letters(Tokens tokens, int from, int to) {
        int[] letters = new int[Letters.CLASSES];
        for (int i = from; i < to; i++) {
            letters[tokens.scripts[i]] += Math.abs(tokens.sizes[i]);
        }
        return letters;
    }

    private static int script(int[] letters) {
        int best = Letters.NONE;
        int most = 0;
        int all = 0;
        for (int script = Letters.LATIN; script < Letters.OTHER; script++) {
            boolean dense = script >= Letters.HANGUL && script <= Letters.KANA;
            int weight = letters[script] * (dense ? DENSE : 1);
            all += weight;
            if (script != Letters.HAN && script != Letters.KANA && weight > most) {
                best = script;
                most = weight;
            }
        }
        int han = letters[Letters.HAN] * DENSE;
        int kana = letters[Letters.KANA] * DENSE;
        if (han + kana > most) {
            best = kana * 8 > han ? Letters.KANA : Letters.HAN;
            most = han + kana;
        }
        return all >= FEWEST_LETTERS && most * 2 > all ? best : UNKNOWN;
    }

    boolean isKnown() {
        return code != UNKNOWN;
    }

    boolean isLatin() {
        return code >= FIRST_LATIN;
    }

    /**
     * How surely this text is not in the other's language, in [0, 1]: 1 where the scripts differ; of two languages in Latin
     * script by the little words that only one of the two has; 0 where either is unknown.
     */
    double differsFrom(Tongue other) {
        if (code == other.code || !isKnown() || !other.isKnown()) {
            return 0;
        }
        if (!isLatin() || !other.isLatin()) {
            return related(code, other.code) ? 0 : 1;
        }
        return Math.min(without(other), other.without(this));
    }

    /** How much of what tells its language from the other's speaks for its own. */
    private double without(Tongue other) {
        int own = 1 << code - FIRST_LATIN;
        int foreign = 1 << other.code - FIRST_LATIN;
        int forOwn = 0;
        int forOther = 0;
        for (int languages : littleWords) {
            boolean isOwn = (languages & own) != 0;
            boolean isForeign = (languages & foreign) != 0;
            forOwn += isOwn && !isForeign ? 1 : 0;
            forOther += isForeign && !isOwn ? 1 : 0;
        }
        return forOwn / (forOwn + forOther + 1.0);
    }

    /** Short texts of Japanese may have no Kana in them. */
    private static boolean related(int one, int two) {
        return Math.min(one, two) == Letters.HAN && Math.max(one, two) == Letters.KANA;
    }

    /** What a person calls it. */
    String language() {
        return isLatin() ? StopWords.name(code - FIRST_LATIN) : Letters.name(code);
    }
}
