package dev.whence.anomaly.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The usual values of one series and how improbable a higher one is; mutable, for one thread.
 *
 * <p>It keeps the last values in a ring, as {@link Log16}. Their median is what is expected. Beyond their 90 % quantile the tail is taken as
 * exponential (peaks over threshold, Pickands 1975, with shape 0); of logarithms that is a Pareto tail, so heavy-tailed
 * latencies are judged by their own tail and not by a Gaussian's. Its scale follows from the median excess, which some
 * outliers in the tail do not move, and is raised by a standard error, since a short window knows little of its tail.
 *
 * <p>A value too improbable counts as an outlier: only every eighth is learned, and only as high as the limit. So a few
 * outliers change nothing, an incident stays flagged for some hundred records, and a lasting level becomes the usual one.
 */
public final class RobustBaseline {
    private static final int CAPACITY = 256;
    private static final int REFIT_EVERY = 16;
    private static final double TAIL_SHARE = 0.1;
    private static final int LEARN_EVERY = 8;
    private static final double LN_2 = Math.log(2);
    private static final double NARROWEST_TAIL = 1e-3;

    private final short warmUp;
    private final float outlierSurprise;
    private short[] ring = new short[16];
    private short size;
    private short next;
    private short untilRefit;
    private byte outliers;
    private float median;
    private float tailStart;
    private float tailScale = 1;

    /**
     * An empty baseline.
     *
     * @param warmUp values before it judges, 20 to 256
     * @param outlierSurprise −ln of the probability below which a value is an outlier
     */
    public RobustBaseline(int warmUp, double outlierSurprise) {
        this.warmUp = (short) Math.clamp(warmUp, 20, CAPACITY);
        this.outlierSurprise = (float) outlierSurprise;
        this.untilRefit = this.warmUp;
    }

    /** Whether it has seen enough to judge. */
    public boolean ready() {
        return size >= warmUp;
    }

    /** The usual value; 0 before it is ready. */
    public double median() {
        return median;
    }

    /** −ln of the probability that a usual value is at least this high; 0 for ordinary values and before it is ready. */
    public double surprise(double value) {
        if (!ready() || value <= tailStart) {
            return 0;
        }
        return (value - tailStart) / tailScale - Math.log(TAIL_SHARE);
    }

    /**
     * What of a value is to be learned: itself, the limit for every eighth outlier, or NaN for the other outliers.
     * Counts outliers, so it is to be asked once a value.
     */
    public double admit(double value) {
        if (surprise(value) <= outlierSurprise) {
            return value;
        }
        outliers = (byte) ((outliers + 1) % LEARN_EVERY);
        return outliers == 0 ? limit() : Double.NaN;
    }

    /** The lowest value that is not an outlier any more. */
    public double limit() {
        return tailStart + (outlierSurprise + Math.log(TAIL_SHARE)) * tailScale;
    }

    /** Takes in a value that {@link #admit} let through. */
    public void learn(double value) {
        if (size == ring.length && size < CAPACITY) {
            ring = Arrays.copyOf(ring, Math.min(CAPACITY, size * 2));
            next = size;
        }
        ring[next] = Log16.of(value);
        next = (short) ((next + 1) % ring.length);
        size = (short) Math.min(size + 1, ring.length);
        if (--untilRefit <= 0) {
            refit();
            untilRefit = REFIT_EVERY;
        }
    }

    /** Forgets everything but the number of outliers seen, then learns these values and judges at once if they suffice. */
    public void relearn(double[] values) {
        size = 0;
        next = 0;
        untilRefit = Short.MAX_VALUE;
        for (double value : values) {
            learn(value);
        }
        refit();
        untilRefit = (short) (size >= warmUp ? REFIT_EVERY : warmUp - size);
    }

    private void refit() {
        if (size == 0) {
            return;
        }
        int[] sorted = new int[size]; // which the JDK sorts several times as fast as shorts
        for (int i = 0; i < size; i++) {
            sorted[i] = ring[i];
        }
        Arrays.sort(sorted);
        median = (sorted[(size - 1) / 2] + sorted[size / 2]) / (2 * Log16.STEPS);
        int tail = Math.max(2, (int) Math.round(size * TAIL_SHARE));
        int start = Math.max(0, size - tail - 1);
        tailStart = sorted[start] / Log16.STEPS;
        double medianExcess =
                (sorted[start + 1 + (tail - 1) / 2] + sorted[start + 1 + tail / 2]) / (2 * Log16.STEPS) - tailStart;
        tailScale = (float) Math.max(NARROWEST_TAIL, medianExcess / LN_2 * (1 + 1 / Math.sqrt(tail)));
    }

    /** Writes all of its state. */
    public void write(DataOutput out) throws IOException {
        out.writeShort(ring.length);
        out.writeShort(size);
        out.writeShort(next);
        out.writeShort(untilRefit);
        out.writeByte(outliers);
        out.writeFloat(median);
        out.writeFloat(tailStart);
        out.writeFloat(tailScale);
        for (int i = 0; i < size; i++) {
            out.writeShort(ring[i]);
        }
    }

    /** Replaces its state with what {@link #write} wrote. */
    public void read(DataInput in) throws IOException {
        int length = in.readShort();
        size = in.readShort();
        next = in.readShort();
        if (length < 1 || length > CAPACITY || size < 0 || size > length || next < 0 || next > length) {
            throw new IOException("a baseline of " + size + " of " + length + " values cannot be right");
        }
        ring = new short[length];
        untilRefit = in.readShort();
        outliers = in.readByte();
        median = in.readFloat();
        tailStart = in.readFloat();
        tailScale = in.readFloat();
        for (int i = 0; i < size; i++) {
            ring[i] = in.readShort();
        }
    }
}
