package dev.whence.anomaly.input;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How many inputs of a stage were the so-manieth of their kind among the last ones. Mutable, for one thread. */
final class Comings {
    private static final int MOST = 10;
    private static final int FEWEST = 5;
    /** So few of the inputs come as often, and so few one time less. */
    private static final double RARE = 0.002;

    private static final double NEARLY_RARE = 0.01;
    private static final float LITTLE = 1 / 64f;
    private static final float LATE = 1 / 8f;
    private static final int YOUNG = 1000;
    private static final int ALONE = 50;
    private static final int MEMORY = 2000;

    /** By how often; as long as the most often so far. */
    private float[] counts = {};

    private float total;
    private short seen;
    private byte sinceUnusual = ALONE;

    /** Inputs learned, at most some thousand. */
    int seen() {
        return seen;
    }

    /**
     * Takes in that an input came so often.
     *
     * @param times itself included
     * @param judged whether enough is known to tell what is rare
     * @return whether it is rare that one comes so often
     */
    boolean take(int times, boolean judged) {
        boolean unusual = judged && times > 2 && shareFrom(times) <= RARE && shareFrom(times - 1) <= NEARLY_RARE;
        learn(Math.min(MOST, times), unusual ? weight() : 1);
        sinceUnusual = (byte) (unusual ? 0 : Math.min(ALONE, sinceUnusual + 1));
        return unusual && times >= FEWEST;
    }

    private float weight() {
        return sinceUnusual < ALONE ? LITTLE : seen < YOUNG ? 1 : LATE;
    }

    private double shareFrom(int times) {
        float above = 0;
        for (int i = Math.min(MOST, times); i <= counts.length; i++) {
            above += counts[i - 1];
        }
        return total == 0 ? 0 : above / total;
    }

    /** How often the middle one of the inputs comes. */
    int median() {
        float below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            if (below * 2 >= total) {
                return i + 1;
            }
        }
        return 1;
    }

    private void learn(int times, float weight) {
        if (times > counts.length) {
            counts = Arrays.copyOf(counts, times);
        }
        counts[times - 1] += weight;
        total += weight;
        seen = (short) Math.min(seen + 1, MEMORY);
        if (total > MEMORY) {
            total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] /= 2;
                total += counts[i];
            }
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeShort(seen);
        out.writeByte(sinceUnusual);
        out.writeByte(counts.length);
        for (float count : counts) {
            out.writeFloat(count);
        }
    }

    void read(DataInput in) throws IOException {
        seen = (short) Math.clamp(in.readShort(), 0, MEMORY);
        sinceUnusual = (byte) Math.clamp(in.readByte(), 0, ALONE);
        int length = in.readByte();
        if (length < 0 || length > MOST) {
            throw new IOException("counts of " + length + " times cannot be right");
        }
        counts = new float[length];
        total = 0;
        for (int i = 0; i < length; i++) {
            counts[i] = in.readFloat();
            total += counts[i];
        }
    }
}
