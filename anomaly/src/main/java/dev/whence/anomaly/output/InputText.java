package dev.whence.anomaly.output;

import org.jspecify.annotations.Nullable;

/** What a record's input says, to be compared with other inputs of its stage. For one thread. */
public final class InputText {
    /** A longer text is compared by its pairs of words, a shorter one by its letters, of which a slip changes few. */
    private static final int SHORT = 60;

    private final String text;
    private final Tokens tokens;

    InputText(Features input) {
        this.text = input.text();
        this.tokens = input.tokens();
    }

    /** The same for texts that differ at most in case and in what stands between words. */
    public short identity() {
        int hash = 0;
        for (int token : tokens.hashes) {
            hash = (hash ^ token) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        return (short) (hash ^ hash >>> 16);
    }

    /** Knows nothing yet of what inputs like this one have in common. */
    public CommonPairs commonPairs() {
        return CommonPairs.ofSize(tokens.count());
    }

    /** Makes its pairs of words known as an input's. */
    public void teach(CommonPairs common) {
        common.learn(tokens);
    }

    /** What it says besides what stands in many inputs of its stage; all of it where that is not known. */
    public Own own(@Nullable CommonPairs common) {
        int[] own = new int[tokens.count()];
        int count = 0;
        for (int i = 0; i < own.length; i++) {
            if (common == null || !common.has(tokens, i - 1) && !common.has(tokens, i)) {
                own[count++] = i;
            }
        }
        Sketch.Maker maker = new Sketch.Maker();
        if (count > SHORT) {
            pairs(own, count, maker);
        } else {
            letters(own, count, maker);
        }
        return new Own(count, maker.sketch());
    }

    private void pairs(int[] own, int count, Sketch.Maker maker) {
        for (int i = 0; i + 1 < count; i++) {
            maker.take(tokens.hashes[own[i]] * 31 + tokens.hashes[own[i + 1]]);
        }
    }

    /** Three letters in a row, with a blank between words, or two characters of a script without spaces. */
    private void letters(int[] own, int count, Sketch.Maker maker) {
        int last = 0;
        for (int i = 0; i < count; i++) {
            int token = own[i];
            int from = tokens.starts[token];
            if (tokens.standsAlone(token)) {
                last = last << 16 | text.charAt(from);
                maker.take(last);
                continue;
            }
            last = last << 10 | ' ';
            for (int at = from; at < Math.min(text.length(), from + tokens.sizes[token]); at++) {
                last = last << 10 | Character.toLowerCase(text.charAt(at)) & 0x3FF;
                maker.take(last & 0x3FFFFFFF);
            }
        }
    }

    /**
     * What an input says of its own.
     *
     * @param words how many
     */
    public record Own(int words, Sketch sketch) {}
}
