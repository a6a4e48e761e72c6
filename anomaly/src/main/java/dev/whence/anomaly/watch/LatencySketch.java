package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A histogram of durations in buckets that grow by a seventh, from 10 µs to about 40 minutes; a quantile read from it is
 * off by 3 % or so. Mutable, of constant size.
 */
final class LatencySketch {
    static final int BUCKETS = 140;
    private static final double LOWEST_LOG = Math.log(1e-5);
    private static final double STEP = Math.log(8.0 / 7);

    private final float[] counts = new float[BUCKETS];
    private double total;

    static int bucket(double seconds) {
        return seconds <= 1e-5 ? 0 : Math.min(BUCKETS - 1, (int) ((Math.log(seconds) - LOWEST_LOG) / STEP));
    }

    void add(int bucket) {
        counts[bucket]++;
        total++;
    }

    /** Adds what another holds, each of its counts weighing this much. */
    void add(LatencySketch other, double weight) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += (float) (weight * other.counts[i]);
        }
        total += weight * other.total;
    }

    /** Lets what was learned so far weigh less. */
    void fade(double factor) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] *= (float) factor;
        }
        total *= factor;
    }

    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    /** Durations, faded ones in part. */
    double total() {
        return total;
    }

    /** The bucket that holds a quantile; 0 when empty. */
    int quantileBucket(double q) {
        double below = 0;
        for (int i = 0; i < BUCKETS; i++) {
            below += counts[i];
            if (below >= q * total && below > 0) {
                return i;
            }
        }
        return 0;
    }

    /** A quantile in seconds, as if durations lay evenly (in logarithms) within a bucket; 0 when empty. */
    double quantile(double q) {
        if (!(total > 0)) {
            return 0;
        }
        int bucket = quantileBucket(q);
        double below = 0;
        for (int i = 0; i < bucket; i++) {
            below += counts[i];
        }
        double within = Math.clamp((q * total - below) / counts[bucket], 0.0, 1.0);
        return Math.exp(LOWEST_LOG + (bucket + within) * STEP);
    }

    /** Durations in higher buckets than this one. */
    long above(int bucket) {
        double above = 0;
        for (int i = bucket + 1; i < BUCKETS; i++) {
            above += counts[i];
        }
        return Math.round(above);
    }

    /** Writes the buckets that hold something. */
    void write(DataOutput out) throws IOException {
        out.writeDouble(total);
        for (int i = 0; i < BUCKETS; i++) {
            if (counts[i] > 0) {
                out.writeByte(i);
                out.writeFloat(counts[i]);
            }
        }
        out.writeByte(BUCKETS);
    }

    /** Replaces what it holds with what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        clear();
        total = in.readDouble();
        for (int i = in.readUnsignedByte(); i < BUCKETS; i = in.readUnsignedByte()) {
            counts[i] = in.readFloat();
        }
    }
}
