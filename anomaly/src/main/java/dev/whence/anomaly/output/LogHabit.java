package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often a positive number of one series was how high, on a logarithmic scale around what is usual: steps of a sixth from a
 * sixteenth to 16 times, and coarse ones beyond that to a thousand times. Mutable, for one thread.
 */
final class LogHabit implements Learned {
    private static final double NEAR = Math.log(16);
    private static final double FAR = Math.log(64);
    private static final double NEAR_PART = 0.42;
    /** What more than these do is no law. */
    private static final double FEW = 0.02;

    private static final double OFF_CENTRE = 0.2;
    /** Of so many numbers enough lie far out to tell how rare those are, without a margin. */
    private static final int ENOUGH = 1000;

    private static final double MARGIN = NEAR / (NEAR_PART * Habit.STEPS);

    private final Habit habit = new Habit();
    private double centre = Double.NaN;

    @Override
    public int seen() {
        return habit.seen();
    }

    /** The middle value; NaN before any. */
    double median() {
        return Math.exp(centre + (habit.median() + 0.5 / Habit.STEPS - 0.5) / NEAR_PART * NEAR);
    }

    /** Whether the number is so many times the median, or its part, and hardly any lies as far out. */
    boolean isRare(double number, double ratio, double rare) {
        double median = median();
        double margin = habit.seen() < ENOUGH ? MARGIN : 0;
        return number >= median
                ? number >= median * ratio && habit.shareFrom(place(Math.log(number) - margin)) <= rare
                : number <= median / ratio && habit.shareUpTo(place(Math.log(number) + margin)) <= rare;
    }

    /** As {@link #isRare}, where moreover few numbers are as many times the median, or its part, at all. */
    boolean breaksLaw(double number, double ratio, double rare) {
        double median = median();
        double share = number >= median
                ? habit.shareFrom(place(Math.log(median * ratio)))
                : habit.shareUpTo(place(Math.log(median / ratio)));
        return share <= FEW && isRare(number, ratio, rare);
    }

    void learn(double number, boolean flagged, boolean spoilt) {
        if (Double.isNaN(centre)) {
            centre = Math.log(number);
        }
        habit.learn(place(Math.log(number)), flagged, spoilt);
        double off = habit.median() - 0.5;
        if (Math.abs(off) > OFF_CENTRE) {
            int steps = (int) (off * Habit.STEPS);
            habit.shift(steps);
            centre += NEAR * steps / (NEAR_PART * Habit.STEPS);
        }
    }

    private double place(double log) {
        double away = Math.abs(log - centre);
        double part = away <= NEAR
                ? NEAR_PART * away / NEAR
                : NEAR_PART + (0.5 - NEAR_PART) * Math.min(1, (away - NEAR) / FAR);
        return log < centre ? 0.5 - part : 0.5 + part;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(centre);
        habit.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        centre = in.readDouble();
        habit.read(in);
    }
}
