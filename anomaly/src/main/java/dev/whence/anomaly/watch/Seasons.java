package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How much higher a series is at each hour of the day (UTC) and each day of the week than on the whole. 1 throughout until
 * two days were seen, alike on all days until three weeks were. Mutable.
 */
final class Seasons {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int HOURS = 24;
    private static final int DAYS = 7;
    private static final int DAYS_BEFORE_HOURS = 2;
    private static final int DAYS_BEFORE_WEEKDAYS = 21;
    private static final double HOUR_STEP = 1.0 / 5;
    private static final double WEEKDAY_STEP = 1.0 / 3;
    private static final long EPOCH_WEEKDAY = 3; // 1970-01-01 was a Thursday

    private static final long NEVER = Long.MIN_VALUE;
    private static final float[] NONE = {};

    /** Of each hour of the day, then of each day of the week, NaN where not known; none before the first hour is over. */
    private float[] means = NONE;

    private long hour = NEVER;
    private long firstHour = NEVER;
    private float sum;
    private short windows;
    private byte dayHours;
    private float daySum;

    /** What is usual at this time, as a multiple of what is usual on the whole; above 0. */
    double factor(long nanos) {
        double passed = nanos / (double) HOUR_NANOS - 0.5;
        long before = (long) Math.floor(passed);
        double part = passed - before;
        return Math.max(0.01, (1 - part) * ofHour(before) + part * ofHour(before + 1));
    }

    private double ofHour(long which) {
        if (means.length == 0 || hour - firstHour < (long) DAYS_BEFORE_HOURS * HOURS) {
            return 1;
        }
        double daily = known(0, HOURS) < HOURS / 2 ? 1 : relative(0, HOURS, Math.floorMod(which, HOURS));
        boolean weekly = hour - firstHour >= (long) DAYS_BEFORE_WEEKDAYS * HOURS;
        return weekly ? daily * relative(HOURS, DAYS, weekday(which)) : daily;
    }

    private static int weekday(long hour) {
        return Math.floorMod(Math.floorDiv(hour, HOURS) + EPOCH_WEEKDAY, DAYS);
    }

    private int known(int from, int count) {
        int known = 0;
        for (int i = from; i < from + count; i++) {
            known += Float.isNaN(means[i]) ? 0 : 1;
        }
        return known;
    }

    private double relative(int from, int count, int which) {
        double all = 0;
        int known = 0;
        for (int i = from; i < from + count; i++) {
            if (!Float.isNaN(means[i])) {
                all += means[i];
                known++;
            }
        }
        float mean = means[from + which];
        return Float.isNaN(mean) || !(all > 0) ? 1 : mean * known / all;
    }

    /** Learns one window's value. Windows come in order of time. */
    void learn(long nanos, double value) {
        long now = Math.floorDiv(nanos, HOUR_NANOS);
        if (firstHour == NEVER) {
            firstHour = now;
            hour = now;
        }
        if (now != hour) {
            endHour();
            if (Math.floorDiv(now, HOURS) != Math.floorDiv(hour, HOURS)) {
                endDay();
            }
            hour = now;
        }
        sum += (float) value;
        windows++;
    }

    private void endHour() {
        double mean = windows == 0 ? 0 : sum / windows;
        if (windows > 0) {
            step(Math.floorMod(hour, HOURS), mean, HOUR_STEP);
            daySum += (float) mean;
            dayHours++;
        }
        sum = 0;
        windows = 0;
    }

    private void endDay() {
        if (dayHours >= HOURS / 2) {
            step(HOURS + weekday(hour), daySum / dayHours, WEEKDAY_STEP);
        }
        daySum = 0;
        dayHours = 0;
    }

    private void step(int slot, double value, double part) {
        if (means.length == 0) {
            means = new float[HOURS + DAYS];
            Arrays.fill(means, Float.NaN);
        }
        float mean = means[slot];
        means[slot] = (float) (Float.isNaN(mean) ? value : mean + part * (value - mean));
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(means.length > 0);
        for (float mean : means) {
            out.writeFloat(mean);
        }
        out.writeLong(hour);
        out.writeLong(firstHour);
        out.writeFloat(sum);
        out.writeShort(windows);
        out.writeByte(dayHours);
        out.writeFloat(daySum);
    }

    void read(DataInput in) throws IOException {
        means = in.readBoolean() ? new float[HOURS + DAYS] : NONE;
        for (int i = 0; i < means.length; i++) {
            means[i] = in.readFloat();
        }
        hour = in.readLong();
        firstHour = in.readLong();
        sum = in.readFloat();
        windows = in.readShort();
        dayHours = in.readByte();
        daySum = in.readFloat();
    }
}
