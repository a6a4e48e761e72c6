package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often a number in [0, 1] was how high with one series: counts in 40 steps that forget over the last thousand records
 * or so. Asked for a value, it tells how rare that is; the first values beyond all before are not rare yet, so a margin
 * belongs to the question. Mutable, for one thread.
 */
final class Habit {
    static final int STEPS = 40;
    private static final int MEMORY = 1000;
    /** A flagged record of many teaches this little, so that an incident stays one for hundreds of records. */
    private static final float LITTLE = 1 / 64f;
    /** One that comes so many records after the last is no incident: it teaches what is rare but usual. */
    private static final int ALONE = 50;

    private final float[] counts = new float[STEPS + 1];
    private float total;
    private int seen;
    private int sinceFlagged = ALONE;

    /**
     * Takes in a value.
     *
     * @param flagged whether it was flagged for being rare
     * @param spoilt whether something else is wrong with the record
     */
    void learn(double value, boolean flagged, boolean spoilt) {
        boolean alone = sinceFlagged >= ALONE;
        float weight = spoilt || flagged && !alone ? LITTLE : 1;
        sinceFlagged = flagged ? 0 : Math.min(ALONE, sinceFlagged + 1);
        counts[step(value)] += weight;
        total += weight;
        seen = Math.min(seen + 1, MEMORY);
        if (total > 2 * MEMORY) {
            total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] /= 2;
                total += counts[i];
            }
        }
    }

    /** Values seen, at most a thousand. */
    int seen() {
        return seen;
    }

    /** The share of values at least this high, less the step it lies in when that is the lowest of them; in [0, 1]. */
    double shareFrom(double value) {
        float above = 0;
        for (int i = step(value); i < counts.length; i++) {
            above += counts[i];
        }
        return total == 0 ? 0 : above / total;
    }

    /** The share of values up to this one, in [0, 1]. */
    double shareUpTo(double value) {
        float below = 0;
        for (int i = step(value); i >= 0; i--) {
            below += counts[i];
        }
        return total == 0 ? 0 : below / total;
    }

    /** The middle value, to a step; 0 before any. */
    double median() {
        float below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            if (below * 2 > total) {
                return (double) i / STEPS;
            }
        }
        return 0;
    }

    private static int step(double value) {
        return (int) (Math.clamp(value, 0.0, 1.0) * STEPS);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(seen);
        out.writeInt(sinceFlagged);
        for (float count : counts) {
            out.writeFloat(count);
        }
    }

    void read(DataInput in) throws IOException {
        seen = Math.clamp(in.readInt(), 0, MEMORY);
        sinceFlagged = Math.clamp(in.readInt(), 0, ALONE);
        total = 0;
        for (int i = 0; i < counts.length; i++) {
            float count = in.readFloat();
            if (!(count >= 0 && count <= 4 * MEMORY)) {
                throw new IOException("a count of " + count + " cannot be right");
            }
            counts[i] = count;
            total += count;
        }
    }
}
