package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The highest and the lowest value of the last hours: what was there before is no news, however improbable the model of
 * it. Both fade towards what comes, by half in six hours of minutes. Mutable.
 */
final class Range {
    private static final double FADE = 0.002;
    private static final double STEP = 1.25;

    private boolean started;
    private float highest;
    private float lowest;

    /** Whether a value lies so many times beyond all seen. */
    boolean isLeft(double value, double times) {
        return !started || value > highest * times || value * times < lowest;
    }

    /** Learns a value; one that is not usual widens the range by a quarter at most. */
    void take(double value, boolean usual) {
        if (!started) {
            started = true;
            highest = (float) value;
            lowest = (float) value;
            return;
        }
        double high = highest + (Math.min(value, highest) - highest) * FADE;
        double low = lowest + (Math.max(value, lowest) - lowest) * FADE;
        highest = (float) Math.max(high, usual ? value : Math.min(value, Math.max(1, high) * STEP));
        lowest = (float) Math.min(low, usual ? value : Math.max(value, low / STEP));
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeFloat(highest);
        out.writeFloat(lowest);
    }

    void read(DataInput in) throws IOException {
        started = in.readBoolean();
        highest = in.readFloat();
        lowest = in.readFloat();
    }
}
