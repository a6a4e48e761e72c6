package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * How much something varies from request to request, as the logarithm of its spread, judged by how that varies from window
 * to window (Student's t). Judges the last window, and the mean of the last five, by the last two hours and by the hour of the
 * day. Mutable.
 */
final class SpreadSignal {
    private static final double MEMORY = 120;
    private static final int POOLED = 5;
    private static final int FEWEST = 10;
    private static final double ODD = 1e-3;
    /** So much of the variance between windows is common to windows next to each other. */
    private static final double COMMON = 0.25;

    private static final double PRIOR_WINDOWS = 10;
    private static final double FARTHEST_LEARNED = 4;
    private static final double TIMES = Math.log(2);

    private Incident incident = Incident.NONE;
    private final float[] pooled = new float[POOLED];
    private Seasons seasons = Seasons.NONE;
    private byte known;
    private byte next;
    private int windows;
    private float mean;
    /** Of one value's logarithm, times the requests of its window. */
    private float variance;

    /**
     * Judges a window and learns it.
     *
     * @param spread above 0
     * @param count requests of the window
     * @param level whether the level of the same thing is as usual: while it is not, the spread says nothing
     * @param end of the window
     * @return what is to be told, in logarithms
     */
    Optional<Shift> take(double spread, long count, boolean level, long end, WatchOptions options) {
        mean = (float) seasons.carried(mean, end - options.windowNanos(), end);
        double value = Math.log(spread);
        if (count >= FEWEST) {
            seasons = seasons.learn(end, value, (double) count);
        }
        if (count < FEWEST || !level) {
            known = 0;
            return Optional.empty();
        }
        pooled[next] = (float) value;
        next = (byte) ((next + 1) % POOLED);
        known = (byte) Math.min(known + 1, POOLED);
        Optional<Shift> told = windows < options.warmUpWindows() ? Optional.empty() : judge(value, count, end, options);
        if (told.isPresent()) {
            needSeasons(end);
        }
        if (incident.learns()) {
            learn(value, count, end, options);
        }
        return told;
    }

    /** To be called when the level of the same thing leaves what is usual: the hour may make a difference here, too. */
    void needSeasons(long end) {
        seasons = seasons.needed(Scale.LOGARITHM, end);
    }

    private Optional<Shift> judge(double value, long count, long end, WatchOptions options) {
        Usual usual = seasons.usual(end, mean);
        Shift one = shift(value, count, usual, 1, 1);
        Shift five = one;
        if (known == POOLED) {
            double sum = 0;
            for (float each : pooled) {
                sum += each;
            }
            five = shift(sum / POOLED, count, usual, COMMON + (1 - COMMON) / POOLED, POOLED);
        }
        Shift clearer = one.probability() <= five.probability() ? one : five;
        boolean flagged = clearer.probability() < options.falseAlarmRate();
        double magnitude = Math.exp(Math.abs(clearer.observed() - clearer.expected()));
        incident = incident.next(flagged);
        return incident.tells(flagged, one.probability() < ODD, magnitude) ? Optional.of(clearer) : Optional.empty();
    }

    private Shift shift(double observed, long count, Usual usual, double part, int span) {
        double expected = usual.nearest(observed);
        if (Math.abs(observed - expected) < TIMES) {
            return new Shift(1, expected, observed, span, usual.atThisHour());
        }
        double learned = Math.min(windows, MEMORY);
        double each = variance(count);
        double errors = Math.abs(observed - expected) / Math.sqrt(each * part + each / learned);
        double probability = 2 * Tails.meanAtLeast(errors, Math.max(3, learned - 1));
        return new Shift(probability, expected, observed, span, usual.atThisHour());
    }

    /** Of the logarithm of a window's spread; at least what it is for a normal distribution. */
    private double variance(long count) {
        double learned = Math.min(windows, MEMORY);
        double prior = 2;
        return Math.max(1, (variance * learned + prior * PRIOR_WINDOWS) / (learned + PRIOR_WINDOWS)) / count;
    }

    private void learn(double value, long count, long end, WatchOptions options) {
        windows++;
        double step = 1 / Math.min(windows, MEMORY);
        double error = value - mean;
        if (windows > 1) {
            double far = FARTHEST_LEARNED * FARTHEST_LEARNED * variance(count);
            Usual usual = seasons.usual(end, mean);
            if (error * error > far && usual.explains(value)) {
                needSeasons(end);
                if (!Seasons.teaches(end, options)) {
                    return;
                }
            }
            if (!usual.isWider(2 * Math.sqrt(far))) {
                variance += (float) ((Math.min(error * error, far) * count - variance) * step);
            }
        }
        mean += (float) (error * step);
    }

    void write(DataOutput out) throws IOException {
        incident.write(out);
        for (float each : pooled) {
            out.writeFloat(each);
        }
        seasons.write(out);
        out.writeByte(known);
        out.writeByte(next);
        out.writeInt(windows);
        out.writeFloat(mean);
        out.writeFloat(variance);
    }

    void read(DataInput in) throws IOException {
        incident = Incident.read(in);
        for (int i = 0; i < POOLED; i++) {
            pooled[i] = in.readFloat();
        }
        seasons = Seasons.read(in, Scale.LOGARITHM);
        known = (byte) Math.clamp(in.readByte(), 0, POOLED);
        next = (byte) Math.floorMod(in.readByte(), POOLED);
        windows = in.readInt();
        mean = in.readFloat();
        variance = in.readFloat();
    }
}
