package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A histogram of durations in buckets that grow by a seventh, from 10 µs to about 40 minutes; a quantile read from it is
 * off by 3 % or so. Mutable; it keeps the buckets between its shortest and its longest duration, at most all 140.
 */
final class LatencySketch {
    static final int BUCKETS = 140;
    private static final double LOWEST_LOG = Math.log(1e-5);
    private static final double STEP = Math.log(8.0 / 7);
    private static final float[] NONE = {};
    /** Room on the side where it grows, so that it does not grow with every duration. */
    private static final int ROOM = 3;
    /** What is left of a duration of which a quantile no longer tells anything. */
    private static final float FORGOTTEN = 0.02f;

    private float[] counts = NONE;
    /** The bucket of the first count. */
    private int first;

    private float total;

    static int bucket(double seconds) {
        return seconds <= 1e-5 ? 0 : Math.min(BUCKETS - 1, (int) ((Math.log(seconds) - LOWEST_LOG) / STEP));
    }

    void add(int bucket) {
        reach(bucket, bucket);
        counts[bucket - first]++;
        total++;
    }

    /** Adds what another holds. */
    void add(LatencySketch other) {
        if (other.counts.length == 0) {
            return;
        }
        reach(other.first, other.first + other.counts.length - 1);
        for (int i = 0; i < other.counts.length; i++) {
            counts[other.first - first + i] += other.counts[i];
        }
        total += other.total;
    }

    private void reach(int lowest, int highest) {
        if (counts.length == 0) {
            first = lowest;
            counts = new float[highest - lowest + 1];
            return;
        }
        int end = first + counts.length;
        if (lowest >= first && highest < end) {
            return;
        }
        int newFirst = lowest < first ? Math.max(0, lowest - ROOM) : first;
        int newEnd = highest >= end ? Math.min(BUCKETS, highest + 1 + ROOM) : end;
        float[] wider = new float[newEnd - newFirst];
        System.arraycopy(counts, 0, wider, first - newFirst, counts.length);
        counts = wider;
        first = newFirst;
    }

    /**
     * Makes all durations longer, or shorter, by whole buckets.
     *
     * @param logs by how much, in logarithms
     * @return by how much it did
     */
    double move(double logs) {
        int by = (int) (logs / STEP);
        if (by == 0) {
            return 0;
        }
        if (first + by >= 0 && first + by + counts.length <= BUCKETS) {
            first += by;
        }
        return by * STEP;
    }

    /** How many buckets a duration so many times as long lies further, in logarithms; rounded up. */
    static int buckets(double logs) {
        return (int) Math.ceil(logs / STEP);
    }

    /** Lets what was learned so far weigh less. */
    void fade(double factor) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] *= (float) factor;
        }
        total *= (float) factor;
        forgetEdges();
    }

    /** Gives back the room of durations that came once and long ago. */
    private void forgetEdges() {
        int from = 0;
        int to = counts.length;
        while (from < to && counts[from] < FORGOTTEN) {
            from++;
        }
        while (to > from && counts[to - 1] < FORGOTTEN) {
            to--;
        }
        if (counts.length - (to - from) > 2 * ROOM) {
            for (int i = 0; i < counts.length; i++) {
                total -= i < from || i >= to ? counts[i] : 0;
            }
            counts = Arrays.copyOfRange(counts, from, to);
            first += from;
        }
    }

    /** Durations, faded ones in part. */
    double total() {
        return total;
    }

    /** The bucket that holds a quantile; 0 when empty. */
    int quantileBucket(double q) {
        double below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            if (below >= q * total && below > 0) {
                return first + i;
            }
        }
        return 0;
    }

    /** A quantile in seconds, as if durations lay evenly (in logarithms) within a bucket; 0 when empty. */
    double quantile(double q) {
        int bucket = quantileBucket(q);
        if (!(total > 0) || bucket < first) {
            return 0;
        }
        double below = 0;
        for (int i = 0; i < bucket - first; i++) {
            below += counts[i];
        }
        double within = Math.clamp((q * total - below) / counts[bucket - first], 0.0, 1.0);
        return Math.exp(LOWEST_LOG + (bucket + within) * STEP);
    }

    /** How far two durations are apart, in logarithms, as far as buckets tell; above 0. */
    static double spread(double shorter, double longer) {
        return Math.max(2 * STEP, Math.log(Math.max(longer, 1e-5) / Math.max(shorter, 1e-5)));
    }

    /** Durations in higher buckets than this one. */
    long above(int bucket) {
        double above = 0;
        for (int i = Math.max(0, bucket + 1 - first); i < counts.length; i++) {
            above += counts[i];
        }
        return Math.round(above);
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(first);
        out.writeByte(counts.length);
        for (float count : counts) {
            out.writeFloat(count);
        }
        out.writeFloat(total);
    }

    /** Replaces what it holds with what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (first + length > BUCKETS) {
            throw new IOException("a histogram up to bucket " + (first + length) + " cannot be right");
        }
        counts = length == 0 ? NONE : new float[length];
        for (int i = 0; i < length; i++) {
            counts[i] = in.readFloat();
        }
        total = in.readFloat();
    }
}
