package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The share of requests with some property, judged by its counting noise: three failures of five say less than thirty of
 * fifty. How much more than by chance it varies from window to window is learned (beta-binomial; the intra-class
 * correlation by moments). Judges the last window, and the last five together for what is small but lasts, by the last two
 * hours and by the hour of the day. Mutable.
 */
final class ShareSignal {
    private static final double MEMORY = 120;
    private static final int POOLED = 5;
    private static final double PRIOR_CORRELATION = 0.002;
    private static final double PRIOR_WINDOWS = 20;
    private static final double ODD = 1e-3;
    private static final long FEWEST_REQUESTS = 50;
    private static final double FARTHEST_LEARNED = 3;
    private static final double ODD_WEIGHT = 0.2;

    private Incident incident = Incident.NONE;
    /** Those of each of the last windows that have it, then all of each. */
    private final int[] pooled = new int[2 * POOLED];

    private Seasons seasons = Seasons.NONE;
    private byte next;
    private boolean odd;
    private int windows;
    private float having;
    private float of;
    private float excess;
    private float pairs;

    /**
     * What is enough to matter.
     *
     * @param ratio how many times the usual share
     * @param points how much more than the usual share
     * @param fewest requests with the property
     */
    record Floor(double ratio, double points, long fewest) {
        boolean passes(double share, double usual, long count) {
            return count >= fewest && share >= usual * ratio && share >= usual + points;
        }
    }

    /** A signal of a property that none had before, where this one is of such a property too. */
    ShareSignal copyOfNone() {
        ShareSignal copy = new ShareSignal();
        System.arraycopy(pooled, 0, copy.pooled, 0, pooled.length);
        copy.next = next;
        copy.windows = windows;
        copy.of = of;
        return copy;
    }

    /** The usual share as learned by {@link #learn}; 0 before any. */
    double usual() {
        return of > 0 ? having / of : 0;
    }

    /**
     * As {@link #judge(long, long, Usual, double, Floor, WatchOptions)}, against what {@link #learn} learned.
     *
     * @param end of the window
     */
    Optional<Shift> judge(long count, long all, Floor floor, long end, WatchOptions options) {
        having = (float) Math.min(of, of * seasons.carried(usual(), end - options.windowNanos(), end));
        Optional<Shift> told = judge(count, all, seasons.usual(end, usual()), of, floor, options);
        if (told.isPresent()) {
            seasons = seasons.needed(Scale.SHARE, end);
        }
        return told;
    }

    /**
     * Judges a window.
     *
     * @param count requests with the property
     * @param all requests
     * @param usual shares
     * @param usualOf requests before
     * @return what is to be told
     */
    Optional<Shift> judge(long count, long all, Usual usual, double usualOf, Floor floor, WatchOptions options) {
        pooled[next] = (int) Math.min(count, Integer.MAX_VALUE);
        pooled[POOLED + next] = (int) Math.min(all, Integer.MAX_VALUE);
        next = (byte) ((next + 1) % POOLED);
        if (windows < options.warmUpWindows() || usualOf < FEWEST_REQUESTS) {
            return Optional.empty();
        }
        Shift one = shift(count, all, usual, usualOf, floor, 1);
        Shift five = shift(pooled(0), pooled(POOLED), usual, usualOf, floor, POOLED);
        Shift clearer = one.probability() <= five.probability() ? one : five;
        boolean flagged = clearer.probability() < options.falseAlarmRate();
        odd = one.probability() < ODD;
        double magnitude = clearer.observed() / Math.max(clearer.expected(), 1e-3);
        incident = incident.next(flagged);
        return incident.tells(flagged, odd, magnitude) ? Optional.of(clearer) : Optional.empty();
    }

    /** Windows vary half by themselves and half together: that many more of them are worth half as many. */
    private Shift shift(long count, long all, Usual usual, double usualOf, Floor floor, int span) {
        double share = all == 0 ? 0 : (double) count / all;
        double expected = (usual.nearest(share) * usualOf + 0.5) / (usualOf + 1);
        if (all == 0 || !floor.passes(share, expected, count)) {
            return new Shift(1, expected, share, span, usual.atThisHour());
        }
        double known = Math.min(usualOf + 1, (1 / correlation() - 1) * (1 + span) / 2);
        double probability = Tails.shareAtLeast(count, all, expected * known, (1 - expected) * known);
        return new Shift(probability, expected, share, span, usual.atThisHour());
    }

    /** How alike the requests of one window are, beyond what is usual: 0 when each is by chance, 1 when all are the same. */
    private double correlation() {
        double prior = PRIOR_WINDOWS * Math.max(pairs / Math.max(1, Math.min(windows, MEMORY)), 1e-9);
        double moments = (excess + prior * PRIOR_CORRELATION) / (pairs + prior);
        return Math.clamp(moments, PRIOR_CORRELATION / 5, 0.9);
    }

    /** Learns a window as {@link #judge} saw it, unless it belongs to an incident. */
    void learn(long count, long all, long end, WatchOptions options) {
        seasons = seasons.learn(end, all == 0 ? 0 : (double) count / all, (double) all);
        Usual usual = seasons.usual(end, usual());
        boolean explained = vary(count, all, usual(), usual);
        if (explained) {
            seasons = seasons.needed(Scale.SHARE, end);
        }
        if (!explained || Seasons.teaches(end, options)) {
            learn(count, all);
        }
    }

    /**
     * Learns how much the share varies.
     *
     * @param level of the share, lately
     * @param usual shares at this hour
     * @return whether only the hour explains the window
     */
    boolean vary(long count, long all, double level, Usual usual) {
        if (all == 0) {
            return false;
        }
        double fade = 1 - 1 / MEMORY;
        double share = windows == 0 ? (double) count / all : level;
        double deviation = count - all * share;
        double each = share * (1 - share);
        double far = FARTHEST_LEARNED * FARTHEST_LEARNED * all * each * (1 + (all - 1) * correlation());
        double weight = usual.isWider(2 * Math.sqrt(far) / all) ? 0 : odd ? ODD_WEIGHT : 1;
        excess = (float) (excess * fade + weight * (Math.min(deviation * deviation, far) - all * each));
        pairs = (float) (pairs * fade + weight * all * (all - 1) * each);
        return deviation * deviation > far && usual.explains((double) count / all);
    }

    /** Learns the share itself, unless the window belongs to an incident. */
    void learn(long count, long all) {
        if (all == 0 || !incident.learns()) {
            return;
        }
        double fade = 1 - 1 / MEMORY;
        windows++;
        having = (float) (having * fade + count);
        of = (float) (of * fade + all);
    }

    boolean ready(WatchOptions options) {
        return windows >= options.warmUpWindows();
    }

    /** Whether nothing is wrong with it, nor odd in the last window. */
    boolean isCalm() {
        return !odd && !incident.isOpen();
    }

    /** Whether windows are to be learned as usual ones. */
    boolean learns() {
        return incident.learns();
    }

    private long pooled(int from) {
        long sum = 0;
        for (int i = from; i < from + POOLED; i++) {
            sum += pooled[i];
        }
        return sum;
    }

    void write(DataOutput out) throws IOException {
        incident.write(out);
        seasons.write(out);
        for (int count : pooled) {
            out.writeInt(count);
        }
        out.writeByte(next);
        out.writeInt(windows);
        out.writeFloat(having);
        out.writeFloat(of);
        out.writeFloat(excess);
        out.writeFloat(pairs);
        out.writeBoolean(odd);
    }

    void read(DataInput in) throws IOException {
        incident = Incident.read(in);
        seasons = Seasons.read(in, Scale.SHARE);
        for (int i = 0; i < pooled.length; i++) {
            pooled[i] = in.readInt();
        }
        next = (byte) Math.floorMod(in.readByte(), POOLED);
        windows = in.readInt();
        having = in.readFloat();
        of = in.readFloat();
        excess = in.readFloat();
        pairs = in.readFloat();
        odd = in.readBoolean();
    }
}
