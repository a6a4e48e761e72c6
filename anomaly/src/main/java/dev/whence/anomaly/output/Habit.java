package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
    /** Marks the beginning of what is saved; former versions began with a number below 4. */
    private static final byte FORMAT = 0x48;

    /** From the step of the lowest value seen to that of the highest: most habits are narrow. None while all are at one. */
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
        seen = (short) Math.min(seen + 1, MEMORY);
        if (total > 2 * MEMORY) {
            halve();
        }
    }

    private void halve() {
        if (counts.length == 0) {
            total /= 2;
            return;
        }
        total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] /= 2;
            total += counts[i];
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
        for (int i = Math.max(first, step(value)); i < end(); i++) {
            above += count(i);
        }
        return total == 0 ? 0 : above / total;
    }

    /** The share of values up to this one, in [0, 1]. */
    double shareUpTo(double value) {
        float below = 0;
        for (int i = Math.min(step(value), end() - 1); i >= first; i--) {
            below += count(i);
        }
        return total == 0 ? 0 : below / total;
    }

    /** The middle value, to a step; 0 before any. */
    double median() {
        float below = 0;
        for (int i = first; i < end(); i++) {
            below += count(i);
            if (below * 2 > total) {
                return (double) i / STEPS;
            }
        }
        return 0;
    }

    /** Moves the scale up: what was at a step is now so many steps lower; what falls off an end stays at it. */
    void shift(int steps) {
        if (counts.length == 0) {
            first = (byte) Math.clamp(first - steps, 0, STEPS);
            return;
        }
        float[] old = counts;
        int from = first;
        counts = NONE;
        total = 0;
        for (int i = 0; i < old.length; i++) {
            add(Math.clamp(from + i - steps, 0, STEPS), old[i]);
        }
    }

    private void add(int step, float weight) {
        if (total == 0) {
            first = (byte) step;
            counts = NONE;
        } else if (step < first || step >= end()) {
            reach(step);
        }
        if (counts.length > 0) {
            counts[step - first] += weight;
        }
        total += weight;
    }

    private void reach(int step) {
        int lowest = Math.min(first, step);
        float[] wider = new float[Math.max(end(), step + 1) - lowest];
        for (int i = first; i < end(); i++) {
            wider[i - lowest] = count(i);
        }
        counts = wider;
        first = (byte) lowest;
    }

    /** Behind the last step that has a count. */
    private int end() {
        return total == 0 ? first : first + Math.max(1, counts.length);
    }

    private float count(int step) {
        if (counts.length == 0) {
            return step == first ? total : 0;
        }
        return step < first || step >= first + counts.length ? 0 : counts[step - first];
    }

    private static int step(double value) {
        return (int) (Math.clamp(value, 0.0, 1.0) * STEPS);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeShort(seen);
        out.writeByte(sinceFlagged);
        out.writeByte(first);
        out.writeByte(end() - first);
        for (int i = first; i < end(); i++) {
            out.writeFloat(count(i));
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        if (in.readByte() != FORMAT) {
            throw new IOException("habits were saved by a version that wrote them otherwise");
        }
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
        }
    }
}
