package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which words were used lately, as two Bloom filters that take turns (Bloom, CACM 1970): when the newer one is full enough the older
 * one is forgotten. Words in use stay known that way, and memory stays at 4 kB. That a word is known may be wrong of up to one
 * in eight; that it is new never. Mutable, for one thread.
 */
final class Vocabulary {
    private static final int LEAST_BITS = 11;
    private static final int MOST_BITS = 14;
    /** Two places a word: at this share of bits set one new word in 16 seems known, in each filter. */
    private static final double FULL = 0.25;

    private long[] newer = new long[1 << LEAST_BITS - 6];
    private long[] older = new long[0];
    private int set;

    boolean knows(int word) {
        return isIn(newer, word) || isIn(older, word);
    }

    void learn(int word) {
        int first = place(newer, word);
        int second = place(newer, word * 0x85EBCA6B + 1);
        set(first);
        set(second);
        if (set > FULL * newer.length * 64) {
            older = newer;
            newer = new long[Math.min(1 << MOST_BITS - 6, newer.length * 2)];
            set = 0;
        }
    }

    private void set(int place) {
        long bit = 1L << place;
        set += (newer[place >>> 6] & bit) == 0 ? 1 : 0;
        newer[place >>> 6] |= bit;
    }

    private static boolean isIn(long[] filter, int word) {
        return filter.length > 0
                && isSet(filter, place(filter, word))
                && isSet(filter, place(filter, word * 0x85EBCA6B + 1));
    }

    private static boolean isSet(long[] filter, int place) {
        return (filter[place >>> 6] & 1L << place) != 0;
    }

    private static int place(long[] filter, int word) {
        int mixed = word * 0x9E3779B1;
        return (mixed ^ mixed >>> 15) * 0xC2B2AE35 >>> 32 - 6 - Integer.numberOfTrailingZeros(filter.length);
    }

    void write(DataOutput out) throws IOException {
        write(out, newer);
        write(out, older);
    }

    private static void write(DataOutput out, long[] filter) throws IOException {
        out.writeInt(filter.length);
        for (long bits : filter) {
            out.writeLong(bits);
        }
    }

    void read(DataInput in) throws IOException {
        newer = filter(in);
        older = filter(in);
        set = 0;
        for (long bits : newer) {
            set += Long.bitCount(bits);
        }
        if (newer.length == 0) {
            throw new IOException("a vocabulary without room cannot be right");
        }
    }

    private static long[] filter(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > 1 << MOST_BITS - 6 || Integer.bitCount(length) > 1) {
            throw new IOException("a vocabulary of " + length + " words of bits cannot be right");
        }
        long[] filter = new long[length];
        for (int i = 0; i < length; i++) {
            filter[i] = in.readLong();
        }
        return filter;
    }
}
