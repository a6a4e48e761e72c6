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

    private final float[] hours = new float[HOURS];
    private final float[] weekdays = new float[DAYS];
    private long hour = Long.MIN_VALUE;
    private long firstHour = Long.MIN_VALUE;
    private double sum;
    private int windows;
    private double daySum;
    private int dayHours;

    Seasons() {
        Arrays.fill(hours, Float.NaN);
        Arrays.fill(weekdays, Float.NaN);
    }

    /** What is usual at this time, as a multiple of what is usual on the whole; above 0. */
    double factor(long nanos) {
        double passed = nanos / (double) HOUR_NANOS - 0.5;
        long before = (long) Math.floor(passed);
        double part = passed - before;
        return Math.max(0.01, (1 - part) * ofHour(before) + part * ofHour(before + 1));
    }

    private double ofHour(long which) {
        if (firstHour == Long.MIN_VALUE || hour - firstHour < (long) DAYS_BEFORE_HOURS * HOURS) {
            return 1;
        }
        double daily = known(hours) < HOURS / 2 ? 1 : relative(hours, Math.floorMod(which, HOURS));
        boolean weekly = hour - firstHour >= (long) DAYS_BEFORE_WEEKDAYS * HOURS;
        return weekly ? daily * relative(weekdays, weekday(which)) : daily;
    }

    private static int weekday(long hour) {
        return Math.floorMod(Math.floorDiv(hour, HOURS) + EPOCH_WEEKDAY, DAYS);
    }

    private static int known(float[] means) {
        int known = 0;
        for (float mean : means) {
            known += Float.isNaN(mean) ? 0 : 1;
        }
        return known;
    }

    private static double relative(float[] means, int which) {
        double all = 0;
        int known = 0;
        for (float mean : means) {
            if (!Float.isNaN(mean)) {
                all += mean;
                known++;
            }
        }
        return Float.isNaN(means[which]) || !(all > 0) ? 1 : means[which] * known / all;
    }

    /** Learns one window's value. Windows come in order of time. */
    void learn(long nanos, double value) {
        long now = Math.floorDiv(nanos, HOUR_NANOS);
        if (firstHour == Long.MIN_VALUE) {
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
        sum += value;
        windows++;
    }

    private void endHour() {
        double mean = windows == 0 ? 0 : sum / windows;
        if (windows > 0) {
            int slot = Math.floorMod(hour, HOURS);
            hours[slot] = step(hours[slot], mean, HOUR_STEP);
            daySum += mean;
            dayHours++;
        }
        sum = 0;
        windows = 0;
    }

    private void endDay() {
        if (dayHours >= HOURS / 2) {
            int slot = weekday(hour);
            weekdays[slot] = step(weekdays[slot], daySum / dayHours, WEEKDAY_STEP);
        }
        daySum = 0;
        dayHours = 0;
    }

    private static float step(float mean, double value, double part) {
        return (float) (Float.isNaN(mean) ? value : mean + part * (value - mean));
    }

    void write(DataOutput out) throws IOException {
        for (float value : hours) {
            out.writeFloat(value);
        }
        for (float value : weekdays) {
            out.writeFloat(value);
        }
        out.writeLong(hour);
        out.writeLong(firstHour);
        out.writeDouble(sum);
        out.writeInt(windows);
        out.writeDouble(daySum);
        out.writeInt(dayHours);
    }

    void read(DataInput in) throws IOException {
        for (int i = 0; i < HOURS; i++) {
            hours[i] = in.readFloat();
        }
        for (int i = 0; i < DAYS; i++) {
            weekdays[i] = in.readFloat();
        }
        hour = in.readLong();
        firstHour = in.readLong();
        sum = in.readDouble();
        windows = in.readInt();
        daySum = in.readDouble();
        dayHours = in.readInt();
    }
}
