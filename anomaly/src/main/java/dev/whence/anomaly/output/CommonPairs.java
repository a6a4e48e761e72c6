package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which pairs of words stand in many of a stage's inputs, as those of instructions do: a small number for each of so many groups of pairs, which
 * rises by two with an input that has one of them and falls by one with every third input. It stays up for what one input in six has, and
 * passes the half with the fourth. Half a byte a group; mutable, for one thread.
 */
public final class CommonPairs {
    private static final int LEAST_BITS = 8;
    private static final int MOST_BITS = 13;
    private static final int HIGHEST = 15;
    private static final int COMMON = 8;
    private static final int RISE = 2;
    private static final int FALL_EVERY = 3;

    /** Two groups a byte. */
    private final byte[] counts;

    private int untilFall = FALL_EVERY;

    private CommonPairs(int bytes) {
        this.counts = new byte[bytes];
    }

    /** Knows nothing yet; for inputs of about so many words. */
    static CommonPairs ofSize(int words) {
        int bits = 34 - Integer.numberOfLeadingZeros(Math.max(1, words));
        return new CommonPairs(1 << Math.clamp(bits, LEAST_BITS, MOST_BITS) - 1);
    }

    /** Whether the pair is common that begins at a place. */
    boolean has(Tokens tokens, int at) {
        return at >= 0 && at + 1 < tokens.count() && count(group(tokens, at)) >= COMMON;
    }

    /** Takes in an input. */
    void learn(Tokens tokens) {
        long[] met = new long[counts.length / 32];
        for (int i = 0; i + 1 < tokens.count(); i++) {
            int group = group(tokens, i);
            if ((met[group >>> 6] & 1L << group) == 0) {
                met[group >>> 6] |= 1L << group;
                set(group, Math.min(HIGHEST, count(group) + RISE));
            }
        }
        if (--untilFall == 0) {
            untilFall = FALL_EVERY;
            for (int i = 0; i < counts.length; i++) {
                int both = counts[i];
                counts[i] = (byte) (both - ((both & 0xF) > 0 ? 1 : 0) - ((both & 0xF0) > 0 ? 0x10 : 0));
            }
        }
    }

    private int group(Tokens tokens, int at) {
        int mixed = (tokens.hashes[at] * 31 + tokens.hashes[at + 1]) * 0x9E3779B1;
        return ((mixed ^ mixed >>> 15) * 0xC2B2AE35 >>> 8) & (2 * counts.length - 1);
    }

    private int count(int group) {
        return counts[group >>> 1] >>> (group & 1) * 4 & 0xF;
    }

    private void set(int group, int count) {
        int shift = (group & 1) * 4;
        counts[group >>> 1] = (byte) (counts[group >>> 1] & ~(0xF << shift) | count << shift);
    }

    /** Saves what it knows. */
    public void write(DataOutput out) throws IOException {
        out.writeShort(counts.length);
        out.writeByte(untilFall);
        out.write(counts);
    }

    /** What {@link #write} saved. */
    public static CommonPairs read(DataInput in) throws IOException {
        int bytes = in.readShort();
        if (Integer.bitCount(bytes) != 1 || bytes < 1 << LEAST_BITS - 1 || bytes > 1 << MOST_BITS - 1) {
            throw new IOException("common pairs in " + bytes + " bytes cannot be right");
        }
        CommonPairs common = new CommonPairs(bytes);
        common.untilFall = Math.clamp(in.readByte(), 1, FALL_EVERY);
        in.readFully(common.counts);
        return common;
    }
}
