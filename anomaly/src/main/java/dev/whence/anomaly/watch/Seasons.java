package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Between which values one signal lay in each hour (UTC) of the last eight days, and what therefore is usual at an hour of the
 * day: what was seen at it on two of the three days before, and what was seen a week ago. What begins and ends with an hour does
 * not do so on the minute, so what is usual an hour before or after counts as well. Mutable.
 *
 * <p>A signal that never left its level needs none of this: it has {@link #NONE}, until it is told of for the first time.
 */
final class Seasons {
    /** Knows and learns nothing. */
    static final Seasons NONE = new Seasons(Scale.LOGARITHM);

    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int DAY = 24;
    private static final int WEEK = 7 * DAY;
    private static final int KEPT = 8 * DAY;
    private static final int FORGOTTEN_AFTER = 2 * KEPT;
    /** Of one unit of the scale; a byte then reaches from a 39,000th of the first value to 39,000 times it. */
    private static final double STEPS = 12;

    /** The lowest and the highest of an hour's values lie about so many times beyond what the others do, by chance. */
    private static final double CHANCE = 1.5;

    /** Two days whose values lie further apart do not say the same: a ratio of 1.5. */
    private static final double AGREE = 0.4;

    private static final int TEACHES_EVERY = 4;
    private static final byte UNKNOWN = Byte.MIN_VALUE;
    /** The last three or four windows are taken together, */
    private static final float FADE = 0.7f;
    /** when there are so many requests in them. */
    private static final float FEWEST = 3;

    private final Scale scale;
    /** The lowest and the highest of each hour, in steps from {@link #base}; of so many days as have been seen. */
    private byte[] steps = {};

    private int first = Integer.MIN_VALUE;
    private float base = Float.NaN;
    private int hour = Integer.MIN_VALUE;
    private int needed;
    private float lowest = Float.POSITIVE_INFINITY;
    private float highest = Float.NEGATIVE_INFINITY;
    private float sum;
    private float weight;

    private Seasons(Scale scale) {
        this.scale = scale;
    }

    /** To be called when the hour makes a difference, or could: what to go on with, which learns from now on. */
    Seasons needed(Scale ofSignal, long nanos) {
        Seasons one = isNone() ? new Seasons(ofSignal) : this;
        one.needed = hourOf(nanos);
        return one;
    }

    /** Whether a window that only the hour explains is to be learned: every fourth, since the level moves with the day by itself. */
    static boolean teaches(long end, WatchOptions options) {
        return end / options.windowNanos() % TEACHES_EVERY == 0;
    }

    private boolean isNone() {
        return this == NONE;
    }

    private static int hourOf(long nanos) {
        return (int) Math.floorDiv(nanos, HOUR_NANOS);
    }

    /**
     * Learns a window's value. Windows come in order of time.
     *
     * @param requests that the value is the mean of
     * @return what to go on with: {@link #NONE} when the hours made no difference for long
     */
    Seasons learn(long nanos, double value, double requests) {
        if (isNone()) {
            return this;
        }
        int now = hourOf(nanos);
        if (now - needed > FORGOTTEN_AFTER) {
            return NONE;
        }
        if (now > hour) {
            endHour(now);
        }
        sum *= FADE;
        weight *= FADE;
        if (requests > 0) {
            sum += (float) (value * requests);
            weight += (float) requests;
        }
        if (weight >= FEWEST) {
            double mean = sum / weight;
            double chance = CHANCE * scale.chance(mean, weight);
            lowest = (float) Math.min(lowest, scale.place(mean + chance));
            highest = (float) Math.max(highest, scale.place(mean - Math.min(chance, Math.abs(mean))));
        }
        return this;
    }

    private void endHour(int now) {
        if (hour == Integer.MIN_VALUE) {
            first = now;
            hour = now;
            return;
        }
        if (lowest < Float.POSITIVE_INFINITY) {
            base = Float.isNaN(base) ? lowest : base;
            float middle = (lowest + highest) / 2; // of an hour in which only chance moved it
            set(hour, step(Math.min(lowest, middle)), step(Math.max(highest, middle)));
        } else {
            set(hour, UNKNOWN, UNKNOWN);
        }
        for (int skipped = Math.max(hour + 1, now - KEPT); skipped <= now; skipped++) {
            set(skipped, UNKNOWN, UNKNOWN);
        }
        hour = now;
        lowest = Float.POSITIVE_INFINITY;
        highest = Float.NEGATIVE_INFINITY;
    }

    private byte step(float place) {
        return (byte) Math.clamp(Math.round((place - base) * STEPS), (long) -Byte.MAX_VALUE, (long) Byte.MAX_VALUE);
    }

    private void set(int which, byte low, byte high) {
        int at = index(which);
        if (at >= steps.length) {
            int known = steps.length;
            steps = Arrays.copyOf(steps, 2 * DAY * (at / (2 * DAY) + 1));
            Arrays.fill(steps, known, steps.length, UNKNOWN);
        }
        steps[at] = low;
        steps[at + 1] = high;
    }

    private int index(int which) {
        return 2 * Math.floorMod(which - first, KEPT);
    }

    private double low(int which) {
        int at = index(which);
        return at < steps.length ? place(steps[at]) : Double.NaN;
    }

    private double high(int which) {
        int at = index(which);
        return at < steps.length ? place(steps[at + 1]) : Double.NaN;
    }

    private double place(byte step) {
        return step == UNKNOWN ? Double.NaN : base + step / STEPS;
    }

    /** What is usual at a time, of a signal that lately was at some level. */
    Usual usual(long nanos, double level) {
        if (isNone()) {
            return Usual.as(level);
        }
        int now = hourOf(nanos);
        double place = scale.place(level);
        double here = middle(nanos);
        double low = place;
        double high = place;
        boolean known = false;
        for (int at = now - 1; at <= now + 1; at++) {
            double lowest = lowestOf(at);
            double highest = highestOf(at);
            if (agree(lowest, highest)) {
                known = true;
                low = Math.min(low, Math.min(lowest, highest));
                high = Math.max(high, Math.max(lowest, highest));
                if (!Double.isNaN(here)) { // as far from the level of today as the hour was from that of its day
                    double moved = place + (lowest + highest) / 2 - here;
                    low = Math.min(low, moved);
                    high = Math.max(high, moved);
                }
            }
            if (!Double.isNaN(low(at - WEEK))) {
                known = true;
                low = Math.min(low, low(at - WEEK));
                high = Math.max(high, high(at - WEEK));
            }
        }
        return known ? new Usual(scale.value(low), scale.value(high), true) : Usual.as(level);
    }

    /** What a level becomes when as much of the day passes: it moves as on the days before. */
    double carried(double level, long from, long to) {
        if (isNone()) {
            return level;
        }
        double change = middle(to) - middle(from);
        return Double.isNaN(change) || change == 0 ? level : scale.value(scale.place(level) + change);
    }

    /** Where the middle of what is usual lies, from the middle of one hour to that of the next; NaN when not known. */
    private double middle(long nanos) {
        double passed = nanos / (double) HOUR_NANOS - 0.5;
        int before = (int) Math.floor(passed);
        double part = passed - before;
        double first = middleOf(before);
        double second = middleOf(before + 1);
        return Double.isNaN(first) ? second : Double.isNaN(second) ? first : (1 - part) * first + part * second;
    }

    private double middleOf(int which) {
        double low = lowestOf(which);
        double high = highestOf(which);
        return agree(low, high) ? (low + high) / 2 : Double.NaN;
    }

    /** Two days that have nothing in common tell nothing; false where there are none. */
    private static boolean agree(double lowest, double highest) {
        return lowest <= highest + AGREE;
    }

    /** What the signal came down to at an hour on two of the three days before. */
    private double lowestOf(int which) {
        return secondLowest(low(which - DAY), low(which - 2 * DAY), low(which - 3 * DAY));
    }

    /** What it rose to on two of the three days before. */
    private double highestOf(int which) {
        return -secondLowest(-high(which - DAY), -high(which - 2 * DAY), -high(which - 3 * DAY));
    }

    /** NaN unless two are known. */
    private static double secondLowest(double a, double b, double c) {
        if (Double.isNaN(a)) {
            return Math.max(b, c);
        }
        if (Double.isNaN(b)) {
            return Math.max(a, c);
        }
        return Double.isNaN(c) ? Math.max(a, b) : Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(!isNone());
        if (isNone()) {
            return;
        }
        out.writeInt(first);
        out.writeByte(steps.length / (2 * DAY));
        out.write(steps);
        out.writeFloat(base);
        out.writeInt(hour);
        out.writeInt(needed);
        out.writeFloat(lowest);
        out.writeFloat(highest);
        out.writeFloat(sum);
        out.writeFloat(weight);
    }

    /** Reads what {@link #write} wrote. */
    static Seasons read(DataInput in, Scale scale) throws IOException {
        if (!in.readBoolean()) {
            return NONE;
        }
        Seasons seasons = new Seasons(scale);
        seasons.first = in.readInt();
        seasons.steps = new byte[2 * DAY * Math.clamp(in.readByte(), 0, KEPT / DAY)];
        in.readFully(seasons.steps);
        seasons.base = in.readFloat();
        seasons.hour = in.readInt();
        seasons.needed = in.readInt();
        seasons.lowest = in.readFloat();
        seasons.highest = in.readFloat();
        seasons.sum = in.readFloat();
        seasons.weight = in.readFloat();
        return seasons;
    }
}
