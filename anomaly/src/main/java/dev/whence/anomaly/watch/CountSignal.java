package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * How many requests a window has, judged by counting noise around a mean that follows the last hour and the hour of the day,
 * and that itself varies (negative binomial, its variance by moments). Judges the last window, the last five together,
 * and stretches without any request against the longest one known. Mutable.
 */
final class CountSignal {
    private static final double MEMORY = 60;
    private static final int POOLED = 5;
    private static final double ODD = 1e-3;
    private static final double PRIOR_VARIANCE = 0.05;
    private static final double PRIOR_WINDOWS = 10;
    private static final double BEYOND = 1.25;
    private static final double LEAST_VARIANCE = 0.01;
    private static final double FARTHEST_LEARNED = 4;
    private static final double SPIKE = 2;
    private static final double LEVEL = 1.6;
    private static final long FEWEST_APART = 8;
    private static final int SILENT_WINDOWS = 2;
    private static final int GAPS_LONGER = 3;
    private static final int BUSY_BEFORE_SILENCE = 20;
    private static final double MISSED_BEFORE_SILENCE = 10;
    private static final double GAP_FADES = 0.998;

    private Incident incident = Incident.NONE;
    private final Range ofOne = new Range();
    private final Range ofFive = new Range();
    private Seasons seasons = Seasons.NONE;
    private final int[] counts = new int[POOLED];
    private final float[] means = new float[POOLED];
    private byte next;
    private int windows;
    private float level;
    private float excess;
    private float squares;
    private int busy;
    private int zeros;
    private float missed;
    private float longestGap;
    private int gapBefore;

    /**
     * Judges and learns a window. Windows come in order of time, empty ones included.
     *
     * @return what is to be told; of nothing seen at all, {@code observed} is 0
     */
    Optional<Shift> take(long count, long end, WatchOptions options) {
        level = (float) seasons.carried(level, end - options.windowNanos(), end);
        double mean = Math.max(level, 1e-6);
        Usual usual = seasons.usual(end, mean);
        counts[next] = (int) Math.min(count, Integer.MAX_VALUE);
        means[next] = (float) mean;
        next = (byte) ((next + 1) % POOLED);
        zeros = count == 0 ? zeros + 1 : 0;
        missed = count == 0 ? (float) (missed + usual.lowest()) : 0;
        Optional<Shift> told = judge(count, mean, usual, options);
        if (told.isPresent()) {
            seasons = seasons.needed(Scale.REQUESTS, end);
        }
        seasons = seasons.learn(end, (double) count, 1);
        learn(count, mean, usual, end, options);
        return told;
    }

    private Optional<Shift> judge(long count, double mean, Usual usual, WatchOptions options) {
        Shift one = shift(count, usual, SPIKE, 1, ofOne);
        long pooledCount = 0;
        double pooledMean = 0;
        for (int i = 0; i < POOLED; i++) {
            pooledCount += counts[i];
            pooledMean += means[i];
        }
        Usual ofAll = new Usual(
                Math.max(0, pooledMean + POOLED * (usual.lowest() - mean)),
                pooledMean + POOLED * (usual.highest() - mean),
                usual.atThisHour());
        Shift five = shift(pooledCount, ofAll, LEVEL, POOLED, ofFive);
        Shift clearer = one.probability() <= five.probability() ? one : five;
        boolean silent = zeros >= SILENT_WINDOWS
                && zeros > GAPS_LONGER * longestGap
                && busy >= BUSY_BEFORE_SILENCE
                && missed >= MISSED_BEFORE_SILENCE;
        if (silent) {
            double byChance = Tails.countAtMost(0, missed, variance());
            clearer =
                    new Shift(Math.min(byChance, options.falseAlarmRate() / 10), missed, 0, zeros, usual.atThisHour());
        }
        boolean flagged = windows >= options.warmUpWindows() && clearer.probability() < options.falseAlarmRate();
        boolean abnormal = one.probability() < ODD || silent;
        incident = incident.next(flagged);
        boolean tells = incident.tells(flagged, abnormal, magnitude(clearer));
        ofOne.take((double) count, !incident.isOpen());
        ofFive.take((double) pooledCount, !incident.isOpen());
        return tells ? Optional.of(clearer) : Optional.empty();
    }

    /** How many times as many or as few; silence is as bad as it gets. */
    private static double magnitude(Shift shift) {
        if (shift.observed() == 0) {
            return 1e9;
        }
        double ratio = shift.observed() / shift.expected();
        return ratio >= 1 ? ratio : 1 / ratio;
    }

    private Shift shift(long count, Usual usual, double ratio, int span, Range range) {
        double mean = Math.max(usual.nearest((double) count), 1e-6);
        boolean more = count > mean;
        boolean matters = Math.abs(count - mean) >= FEWEST_APART
                && (more ? count >= mean * ratio : count * ratio <= mean)
                && range.isLeft((double) count, BEYOND);
        if (!matters) {
            return new Shift(1, mean, (double) count, span, usual.atThisHour());
        }
        double variance = variance();
        double probability =
                more ? Tails.countAtLeast(count, mean, variance) : Tails.countAtMost(count, mean, variance);
        return new Shift(probability, mean, (double) count, span, usual.atThisHour());
    }

    /** Of the mean, relative to its square: how it varies, and how well it is known. */
    private double variance() {
        double learned = Math.min(windows, MEMORY);
        double prior = PRIOR_WINDOWS * Math.max(level * level, 1e-9);
        double varies = Math.max(LEAST_VARIANCE, (excess + prior * PRIOR_VARIANCE) / (squares + prior));
        return varies + (varies + 1 / Math.max(level, 1e-3)) / learned;
    }

    private void learn(long count, double mean, Usual usual, long end, WatchOptions options) {
        if (count > 0) {
            longestGap = (float) Math.max(longestGap * GAP_FADES, gapBefore);
            gapBefore = 0;
            busy++;
        } else {
            gapBefore = zeros;
        }
        boolean explained = false;
        if (windows > 0) {
            double fade = 1 - 1 / MEMORY;
            double error = count - mean;
            double far = FARTHEST_LEARNED * FARTHEST_LEARNED * (mean + variance() * mean * mean);
            explained = error * error > far && usual.explains((double) count);
            if (explained) {
                seasons = seasons.needed(Scale.REQUESTS, end);
            }
            if (!usual.isWider(2 * Math.sqrt(far))) {
                excess = (float) (excess * fade + Math.min(error * error, far) - mean);
                squares = (float) (squares * fade + mean * mean);
            }
        }
        if (!incident.learns() || explained && !Seasons.teaches(end, options)) {
            return; // but for how much it varies: what happens often is usual in the end
        }
        windows++;
        level += (float) ((count - level) / Math.min(windows, MEMORY));
    }

    /** Whether it was told that nothing comes any more. */
    boolean isSilent() {
        return incident.isOpen() && zeros > 0;
    }

    /** Forgets the windows just before: what follows is not continuous with them. */
    void interrupt() {
        for (int i = 0; i < POOLED; i++) {
            counts[i] = Math.round(level);
            means[i] = level;
        }
        zeros = 0;
        missed = 0;
        gapBefore = 0;
    }

    void write(DataOutput out) throws IOException {
        incident.write(out);
        ofOne.write(out);
        ofFive.write(out);
        seasons.write(out);
        for (int i = 0; i < POOLED; i++) {
            out.writeInt(counts[i]);
            out.writeFloat(means[i]);
        }
        out.writeByte(next);
        out.writeInt(windows);
        out.writeFloat(level);
        out.writeFloat(excess);
        out.writeFloat(squares);
        out.writeInt(busy);
        out.writeInt(zeros);
        out.writeFloat(missed);
        out.writeFloat(longestGap);
        out.writeInt(gapBefore);
    }

    void read(DataInput in) throws IOException {
        incident = Incident.read(in);
        ofOne.read(in);
        ofFive.read(in);
        seasons = Seasons.read(in, Scale.REQUESTS);
        for (int i = 0; i < POOLED; i++) {
            counts[i] = in.readInt();
            means[i] = in.readFloat();
        }
        next = (byte) Math.floorMod(in.readByte(), POOLED);
        windows = in.readInt();
        level = in.readFloat();
        excess = in.readFloat();
        squares = in.readFloat();
        busy = in.readInt();
        zeros = in.readInt();
        missed = in.readFloat();
        longestGap = in.readFloat();
        gapBefore = in.readInt();
    }
}
