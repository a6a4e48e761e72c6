package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The mean logarithm of something requests have (tokens, cost), judged by the noise of a mean of so many and by how much
 * it varies from window to window beside that (a random-effects model by moments, Student's t). Judges the last window,
 * and the last five together, by the last two hours and by the hour of the day. Mutable.
 */
final class MeanSignal {
    private static final double MEMORY = 120;
    private static final int POOLED = 5;
    private static final int FEWEST = 5;
    private static final double ODD = 1e-3;
    private static final double SMALLEST_BETWEEN = 0.02 * 0.02;
    private static final double PRIOR_BETWEEN = 0.05 * 0.05;
    private static final double PRIOR_WINDOWS = 5;
    private static final double FARTHEST_LEARNED = 4;

    private static final double LEAST_SPREAD = 0.05;

    private Incident incident = Incident.NONE;
    private final SpreadSignal spread = new SpreadSignal();
    private final int[] pooledCount = new int[POOLED];
    private final float[] pooledSum = new float[POOLED];
    private Seasons seasons = Seasons.NONE;
    private byte next;
    private int windows;
    private float mean;
    private float within;
    private float between = (float) PRIOR_BETWEEN;
    private float usualCount;

    /**
     * Judges a window.
     *
     * @param values of the window, as logarithms
     * @param ratio how many times the usual value, or what part of it, matters
     * @param end of the window
     * @return what is to be told, in logarithms
     */
    Optional<Shift> judge(Moments values, double ratio, long end, WatchOptions options) {
        mean = (float) seasons.carried(mean, end - options.windowNanos(), end);
        pooledCount[next] = values.count();
        pooledSum[next] = (float) (values.count() == 0 ? 0 : values.mean() * values.count());
        next = (byte) ((next + 1) % POOLED);
        if (windows < options.warmUpWindows()) {
            return Optional.empty();
        }
        long count = 0;
        double sum = 0;
        for (int i = 0; i < POOLED; i++) {
            count += pooledCount[i];
            sum += pooledSum[i];
        }
        Usual usual = seasons.usual(end, mean);
        Shift one = shift(values.count(), values.mean(), usual, ratio, 1);
        Shift five = shift(count, sum / count, usual, ratio, POOLED);
        Shift clearer = one.probability() <= five.probability() ? one : five;
        boolean flagged = clearer.probability() < options.falseAlarmRate();
        double magnitude = Math.exp(Math.abs(clearer.observed() - clearer.expected()));
        incident = incident.next(flagged);
        if (!incident.tells(flagged, one.probability() < ODD, magnitude)) {
            return Optional.empty();
        }
        needSeasons(end);
        return Optional.of(clearer);
    }

    /** As {@link #judge}, of how much the window's values vary; to be asked after it. */
    Optional<Shift> judgeSpread(Moments values, long end, WatchOptions options) {
        return spread.take(
                Math.max(LEAST_SPREAD, Math.sqrt(values.variance())), values.count(), !incident.isOpen(), end, options);
    }

    private void needSeasons(long end) {
        seasons = seasons.needed(Scale.LOGARITHM, end);
        spread.needSeasons(end);
    }

    private Shift shift(long count, double observed, Usual usual, double ratio, int span) {
        double expected = usual.nearest(observed);
        if (count < FEWEST || Math.abs(observed - expected) < Math.log(ratio)) {
            return new Shift(1, expected, observed, span, usual.atThisHour());
        }
        double learned = Math.min(windows, MEMORY);
        double variance = within / count + between + (within / Math.max(1, usualCount) + between) / learned;
        double errors = Math.abs(observed - expected) / Math.sqrt(variance);
        double probability = 2 * Tails.meanAtLeast(errors, Math.max(3, learned - 1));
        return new Shift(probability, expected, observed, span, usual.atThisHour());
    }

    /** Learns a window, unless it belongs to an incident. */
    void learn(Moments values, long end, WatchOptions options) {
        seasons = seasons.learn(end, values.mean(), values.count());
        if (values.count() < 2 || !incident.learns()) {
            return;
        }
        windows++;
        double step = 1 / Math.min(windows, MEMORY);
        within += (float) ((values.variance() - within) * step);
        usualCount += (float) ((values.count() - usualCount) * step);
        double error = values.mean() - mean;
        double noise = within / values.count();
        if (windows > 1) {
            double far = FARTHEST_LEARNED * FARTHEST_LEARNED * (noise + between);
            Usual usual = seasons.usual(end, mean);
            if (error * error > far && usual.explains(values.mean())) {
                needSeasons(end);
                if (!Seasons.teaches(end, options)) {
                    return;
                }
            }
            if (!usual.isWider(2 * Math.sqrt(far))) {
                double seen = Math.min(error * error, far) - noise;
                double betweenStep = 1 / Math.min(windows + PRIOR_WINDOWS, MEMORY);
                between = (float) Math.max(SMALLEST_BETWEEN, between + (seen - between) * betweenStep);
            }
        }
        mean += (float) (error * step);
    }

    void write(DataOutput out) throws IOException {
        incident.write(out);
        spread.write(out);
        seasons.write(out);
        for (int i = 0; i < POOLED; i++) {
            out.writeInt(pooledCount[i]);
            out.writeFloat(pooledSum[i]);
        }
        out.writeByte(next);
        out.writeInt(windows);
        out.writeFloat(mean);
        out.writeFloat(within);
        out.writeFloat(between);
        out.writeFloat(usualCount);
    }

    void read(DataInput in) throws IOException {
        incident = Incident.read(in);
        spread.read(in);
        seasons = Seasons.read(in, Scale.LOGARITHM);
        for (int i = 0; i < POOLED; i++) {
            pooledCount[i] = in.readInt();
            pooledSum[i] = in.readFloat();
        }
        next = (byte) Math.floorMod(in.readByte(), POOLED);
        windows = in.readInt();
        mean = in.readFloat();
        within = in.readFloat();
        between = in.readFloat();
        usualCount = in.readFloat();
    }
}
