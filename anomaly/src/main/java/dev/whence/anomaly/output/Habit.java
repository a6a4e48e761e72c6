package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How often a number in [0, 1] was how high with one series: counts in 40 steps that forget over the last thousand records
 * or so. Asked for a value, it tells how rare that is; the first values beyond all before are not rare yet, so a margin
 * belongs to the question. Mutable, for one thread.
 */
final class Habit implements Learned {
    static final int STEPS = 40;
    private static final int MEMORY = 1000;
    /** A flagged record of many teaches this little, so that an incident stays one for hundreds of records. */
    private static final float LITTLE = 1 / 64f;
    /** As much while few are known, since what comes once in fifty records may not have come before anything was judged. */
    private static final float MORE = 1 / 16f;
    /** One that comes so many records after the last is no incident: it teaches what is rare but usual. */
    private static final int ALONE = 50;
    /** What is rare but usual shows among the first thousand records; what comes up only later teaches this much. */
    private static final float LATE = 1 / 8f;
    /** What has this share was there before. */
    private static final double KNOWN = 0.0015;

    private static final float[] NONE = {};

    /** From the step of the lowest value seen to that of the highest: most habits are narrow. */
    private float[] counts = NONE;

    private byte first;
    private byte sinceFlagged = ALONE;
    private short seen;
    private float total;

    /**
     * Takes in a value.
     *
     * @param flagged whether it was flagged for being rare
     * @param spoilt whether something else is wrong with the record
     */
    void learn(double value, boolean flagged, boolean spoilt) {
        boolean alone = sinceFlagged >= ALONE;
        float weight = spoilt ? LITTLE : flagged ? weightOfFlagged(value, alone) : 1;
        sinceFlagged = (byte) (flagged ? 0 : Math.min(ALONE, sinceFlagged + 1));
        add(step(value), weight);
        total += weight;
        seen = (short) Math.min(seen + 1, MEMORY);
        if (total > 2 * MEMORY) {
            total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] /= 2;
                total += counts[i];
            }
        }
    }

    private float weightOfFlagged(double value, boolean alone) {
        boolean young = seen < MEMORY;
        if (alone) {
            return young || isKnown(value) ? 1 : LATE;
        }
        return young ? MORE : LITTLE;
    }

    private boolean isKnown(double value) {
        float here = 0;
        for (int i = step(value) - 1; i <= step(value) + 1; i++) {
            here += count(i);
        }
        return here >= KNOWN * total;
    }

    /** Values seen, at most a thousand. */
    @Override
    public int seen() {
        return seen;
    }

    /** The share of values at least this high, less the step it lies in when that is the lowest of them; in [0, 1]. */
    double shareFrom(double value) {
        float above = 0;
        for (int i = Math.max(0, step(value) - first); i < counts.length; i++) {
            above += counts[i];
        }
        return total == 0 ? 0 : above / total;
    }

    /** The share of values up to this one, in [0, 1]. */
    double shareUpTo(double value) {
        float below = 0;
        for (int i = Math.min(step(value) - first, counts.length - 1); i >= 0; i--) {
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
                return (double) (first + i) / STEPS;
            }
        }
        return 0;
    }

    /** Moves the scale up: what was at a step is now so many steps lower; what falls off an end stays at it. */
    void shift(int steps) {
        float[] old = counts;
        int from = first;
        counts = NONE;
        for (int i = 0; i < old.length; i++) {
            add(Math.clamp(from + i - steps, 0, STEPS), old[i]);
        }
    }

    private void add(int step, float weight) {
        if (counts.length == 0) {
            counts = new float[1];
            first = (byte) step;
        } else if (step < first) {
            float[] wider = new float[counts.length + first - step];
            System.arraycopy(counts, 0, wider, first - step, counts.length);
            counts = wider;
            first = (byte) step;
        } else if (step >= first + counts.length) {
            counts = Arrays.copyOf(counts, step - first + 1);
        }
        counts[step - first] += weight;
    }

    private float count(int step) {
        return step < first || step >= first + counts.length ? 0 : counts[step - first];
    }

    private static int step(double value) {
        return (int) (Math.clamp(value, 0.0, 1.0) * STEPS);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeShort(seen);
        out.writeByte(sinceFlagged);
        out.writeByte(first);
        out.writeByte(counts.length);
        for (float count : counts) {
            out.writeFloat(count);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        seen = (short) Math.clamp(in.readShort(), 0, MEMORY);
        sinceFlagged = (byte) Math.clamp(in.readByte(), 0, ALONE);
        int lowest = in.readByte();
        int length = in.readByte();
        if (lowest < 0 || length < 0 || lowest + length > STEPS + 1) {
            throw new IOException("counts of steps " + lowest + " to " + (lowest + length) + " cannot be right");
        }
        counts = NONE;
        total = 0;
        for (int i = 0; i < length; i++) {
            float count = in.readFloat();
            if (!(count >= 0 && count <= 4 * MEMORY)) {
                throw new IOException("a count of " + count + " cannot be right");
            }
            add(lowest + i, count);
            total += count;
        }
    }
}
