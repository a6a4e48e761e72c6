package dev.whence.anomaly.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often something holds of the records of one series: a plain mean at first, then one that forgets over the last
 * thousand or so. Mutable, for one thread.
 */
public final class Share {
    private static final int MEMORY = 1000;

    private int seen;
    private double share;

    /**
     * Takes in one record's value, which may lie between no and yes.
     *
     * @param value in [0, 1]
     * @param weight in (0, 1]: below 1 for records that are flagged, so that an incident becomes usual only slowly
     */
    public void learn(double value, double weight) {
        if (seen < MEMORY) {
            seen++;
        }
        share += weight * (value - share) / seen;
    }

    /** As {@link #learn(double, double)} with full weight. */
    public void learn(boolean holds) {
        learn(holds ? 1 : 0, 1);
    }

    /** Records seen, at most 1000. */
    public int seen() {
        return seen;
    }

    /** The mean, in [0, 1]; 0 before any record. */
    public double share() {
        return share;
    }

    /** Writes all of its state. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(seen);
        out.writeDouble(share);
    }

    /** Replaces its state with what {@link #write} wrote. */
    public void read(DataInput in) throws IOException {
        seen = Math.clamp(in.readInt(), 0, MEMORY);
        share = in.readDouble();
    }
}
