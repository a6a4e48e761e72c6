package dev.whence.anomaly.input;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How high and how low the numbers of one field were, and how far beyond that one has to lie to be no further extreme of the
 * same distribution. Mutable, for one thread.
 *
 * <p>Distances are taken on a signed logarithmic scale whose unit is a sixteenth of the usual number. On either side of the median the tail
 * is taken as exponential on that scale, which is a power law in plain numbers; its scale follows from the highest of n
 * values, which lies at about ln(n/2) of it (Gumbel, <i>Statistics of Extremes</i>, 1958). The lighter a tail really is, the less probable a
 * value beyond.
 */
final class NumberRange {
    /** A usual number lies beyond with this probability at most. */
    private static final double PROBABILITY = 1e-5;

    private static final double FINEST = 0.05;
    private static final double UNITS = 16;
    /** The narrowest range, so that a number which never changed may be half as high again. */
    private static final double NARROWEST = 0.4;

    private static final int MEMORY = 1 << 13;

    private float median;
    private float spread;
    private int count;
    private float low = Float.MAX_VALUE;
    private float high = -Float.MAX_VALUE;
    private float lowBefore = Float.MAX_VALUE;
    private float highBefore = -Float.MAX_VALUE;

    /** Numbers learned, at most some thousand. */
    int count() {
        return count;
    }

    double median() {
        return median;
    }

    double low() {
        return Math.min(low, lowBefore);
    }

    double high() {
        return Math.max(high, highBefore);
    }

    /** How many times as far as the limit a number lies from the median; what is above 1 lies out of the range. */
    double beyond(double number) {
        double unit = Math.max(Math.abs(median), spread) / UNITS;
        unit = unit > 0 ? unit : 1 / UNITS;
        boolean above = number > median;
        double edge = above ? high() : low();
        if (above
                ? number <= edge + 1 && isWhole(number) || number <= edge
                : number >= edge - 1 && isWhole(number) || number >= edge) {
            return 0;
        }
        double middle = scaled(median, unit);
        double range = Math.max(NARROWEST, Math.abs(scaled(edge, unit) - middle));
        double limit = range * Math.max(1.5, Math.log(0.5 / PROBABILITY) / Math.log(Math.max(8, count / 2.0)));
        return Math.abs(scaled(number, unit) - middle) / limit;
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number);
    }

    private static double scaled(double number, double unit) {
        return Math.copySign(Math.log1p(Math.abs(number) / unit), number);
    }

    /** Takes in a number. */
    void learn(double number) {
        float value = (float) Math.clamp(number, -1e37, 1e37);
        low = Math.min(low, value);
        high = Math.max(high, value);
        count = Math.min(count + 1, MEMORY);
        if (count == 1) {
            median = value;
            return;
        }
        double least = 0.02 * Math.max(Math.abs(median), Math.abs(value));
        double distance = Math.min(Math.abs(value - median), 5 * Math.max(spread, least));
        double rate = Math.max(FINEST, 1.0 / count);
        spread += (float) (rate * (distance - spread));
        double step = Math.min(2 * rate * Math.max(spread, least), Math.abs(value - median));
        median += (float) Math.copySign(step, value - median);
    }

    /** Forgets the extremes before the last time this was asked, if there were any numbers since. */
    void roll() {
        if (low > high) {
            return;
        }
        lowBefore = low;
        highBefore = high;
        low = Float.MAX_VALUE;
        high = -Float.MAX_VALUE;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(count);
        for (float one : new float[] {median, spread, low, high, lowBefore, highBefore}) {
            out.writeFloat(one);
        }
    }

    void read(DataInput in) throws IOException {
        count = Math.clamp(in.readInt(), 0, MEMORY);
        median = in.readFloat();
        spread = in.readFloat();
        low = in.readFloat();
        high = in.readFloat();
        lowBefore = in.readFloat();
        highBefore = in.readFloat();
    }
}
