package dev.whence.anomaly.output;

/**
 * What is left of a text to compare it with others: for each of 64 groups of its pairs of words, or of other parts, the lowest hash, eight bits of it
 * (MinHash by one permutation; Li, Owen, Zhang, NIPS 2012; b-bit, Li and König, WWW 2010). Immutable; 64 bytes.
 */
public final class Sketch {
    private static final int GROUPS = 64;
    /** Words of eight groups each. */
    public static final int WORDS = GROUPS / 8;

    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private final long[] words;

    private Sketch(long[] words) {
        this.words = words;
    }

    static Sketch of(Tokens tokens) {
        Maker maker = new Maker();
        for (int i = 0; i + 1 < tokens.count(); i++) {
            int hash = tokens.hashes[i] * 31 + tokens.hashes[i + 1];
            if (tokens.standsAlone(i) && i + 2 < tokens.count()) {
                hash = hash * 31 + tokens.hashes[i + 2]; // two characters tell less than two words
            }
            maker.take(hash);
        }
        return maker.sketch();
    }

    /** Makes a sketch of the parts of a text, one after the other. */
    static final class Maker {
        private final int[] lowest = new int[GROUPS];

        void take(int part) {
            int mixed = mixed(part);
            int group = mixed >>> 26;
            int rank = mixed & 0x3FFFFFF | 1;
            lowest[group] = lowest[group] == 0 ? rank : Math.min(lowest[group], rank);
        }

        Sketch sketch() {
            fillEmpty(lowest);
            long[] words = new long[WORDS];
            for (int i = 0; i < GROUPS; i++) {
                words[i / 8] |= (Sketch.mixed(lowest[i]) >>> 24 & 0xFFL) << i % 8 * 8;
            }
            return new Sketch(words);
        }
    }

    /** An empty group takes over from the next one that is not (Shrivastava and Li, ICML 2014). */
    private static void fillEmpty(int[] lowest) {
        int next = 0;
        for (int i = 2 * GROUPS - 1; i >= 0; i--) {
            int group = i % GROUPS;
            if (lowest[group] == 0) {
                lowest[group] = i < GROUPS ? next : 0;
            } else {
                next = lowest[group];
            }
        }
    }

    private static int mixed(int hash) {
        int h = hash * 0x85EBCA6B;
        h = (h ^ h >>> 15) * 0xC2B2AE35;
        return h ^ h >>> 16;
    }

    /**
     * About the share of all their parts that two texts have in common, in [0, 1].
     *
     * @param others where {@link #copyTo} has put the other one
     */
    public double similarity(long[] others, int from) {
        int same = 0;
        for (int i = 0; i < words.length; i++) {
            long differing = words[i] ^ others[from + i];
            long nonZero = (differing & LOW_BITS) + LOW_BITS | differing | LOW_BITS;
            same += Long.bitCount(~nonZero);
        }
        return (double) same / GROUPS;
    }

    /** Puts its words among others, from a place on. */
    public void copyTo(long[] others, int from) {
        System.arraycopy(words, 0, others, from, WORDS);
    }
}
