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
    private double highest;
    private double lowest;

    /** Whether a value lies so many times beyond all seen. */
    boolean isLeft(double value, double times) {
        return !started || value > highest * times || value * times < lowest;
    }

    /** Learns a value; one that is not usual widens the range by a quarter at most. */
    void take(double value, boolean usual) {
        if (!started) {
            started = true;
            highest = value;
            lowest = value;
            return;
        }
        highest += (Math.min(value, highest) - highest) * FADE;
        lowest += (Math.max(value, lowest) - lowest) * FADE;
        highest = Math.max(highest, usual ? value : Math.min(value, Math.max(1, highest) * STEP));
        lowest = Math.min(lowest, usual ? value : Math.max(value, lowest / STEP));
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeDouble(highest);
        out.writeDouble(lowest);
    }

    void read(DataInput in) throws IOException {
        started = in.readBoolean();
        highest = in.readDouble();
        lowest = in.readDouble();
    }
}
