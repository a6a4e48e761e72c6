package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * How long requests take: compares how many were slower than half, and than nearly all, of those of the last two hours and of
 * those usual at this hour of the day; and how far durations lie apart. Mutable.
 */
final class LatencySignal {
    private static final ShareSignal.Floor HALF_FLOOR = new ShareSignal.Floor(1.5, 0.25, 5);
    private static final ShareSignal.Floor TAIL_FLOOR = new ShareSignal.Floor(3, 0.1, 5);
    private static final double LOW_SIXTH = 1 / 6.0;
    private static final double HIGH_SIXTH = 5 / 6.0;
    private static final double SLOWER = 1.5;
    private static final double SLOWER_SECONDS = 0.01;
    private static final double FADE = 1 - 1 / 120.0;

    private final LatencySketch usual = new LatencySketch();
    private final ShareSignal slowHalf = new ShareSignal();
    private final ShareSignal slowTail = new ShareSignal();
    private final SpreadSignal spread = new SpreadSignal();
    private Seasons halfSeasons = Seasons.NONE;
    private Seasons tailSeasons = Seasons.NONE;
    /** Of the middle of durations since the histogram was last moved, for it moves by whole buckets. */
    private float moved;

    /** Which part of the requests is compared. */
    enum Part {
        HALF(0.5),
        TAIL(0.95);

        private final double quantile;

        Part(double quantile) {
            this.quantile = quantile;
        }

        /** The share of requests below. */
        double quantile() {
            return quantile;
        }
    }

    /** What is told of a window. */
    interface Teller {
        /** Slower requests than usual, in seconds. */
        void slower(Part part, Shift shift);

        /** Durations further from each other than usual, or nearer; the longer over the shorter, as logarithms. */
        void apart(Shift shift, double shorter, double longer);
    }

    /** Judges a window and learns it. */
    void take(LatencySketch latency, long end, WatchOptions options, Teller teller) {
        follow(end - options.windowNanos(), end);
        long all = Math.round(latency.total());
        if (all == 0) {
            return;
        }
        Optional<Shift> half = judge(Part.HALF, latency, all, end, options);
        Optional<Shift> tail = judge(Part.TAIL, latency, all, end, options);
        boolean halfExplained = learn(Part.HALF, latency, all, end);
        boolean explained = learn(Part.TAIL, latency, all, end) || halfExplained;
        if (half.isPresent() || tail.isPresent() || explained) {
            needSeasons(end);
        }
        halfSeasons = halfSeasons.learn(end, log(latency, Part.HALF), (double) all);
        tailSeasons = tailSeasons.learn(end, log(latency, Part.TAIL), (double) all);
        half.ifPresentOrElse(
                shift -> teller.slower(Part.HALF, shift),
                () -> tail.ifPresent(shift -> teller.slower(Part.TAIL, shift)));
        double shorter = latency.quantile(LOW_SIXTH);
        double longer = latency.quantile(HIGH_SIXTH);
        boolean level = slowHalf.isCalm() && slowTail.isCalm();
        spread.take(LatencySketch.spread(shorter, longer), all, level, end, options)
                .filter(shift -> longer - shorter >= SLOWER_SECONDS || shift.observed() < shift.expected())
                .ifPresent(shift -> teller.apart(shift, shorter, longer));
        if (slowHalf.learns() && slowTail.learns() && (!explained || Seasons.teaches(end, options))) {
            usual.fade(FADE);
            usual.add(latency);
        }
    }

    private void needSeasons(long end) {
        halfSeasons = halfSeasons.needed(Scale.LOGARITHM, end);
        tailSeasons = tailSeasons.needed(Scale.LOGARITHM, end);
        spread.needSeasons(end);
    }

    private static double log(LatencySketch latency, Part part) {
        return Math.log(Math.max(1e-5, latency.quantile(part.quantile)));
    }

    /** Moves what is usual as it moved on the days before. */
    private void follow(long from, long to) {
        moved += (float) halfSeasons.carried(0, from, to);
        moved -= (float) usual.move(moved);
    }

    private ShareSignal slow(Part part) {
        return part == Part.HALF ? slowHalf : slowTail;
    }

    private Usual atThisHour(Part part, long end) {
        return (part == Part.HALF ? halfSeasons : tailSeasons).usual(end, log(usual, part));
    }

    /** The share of requests that were slower than a quantile of the usual ones. */
    private double usuallySlow(Part part) {
        return usual.above(usual.quantileBucket(part.quantile)) / Math.max(1, usual.total());
    }

    private Optional<Shift> judge(Part part, LatencySketch latency, long all, long end, WatchOptions options) {
        Usual hour = atThisHour(part, end);
        double slower = Math.max(0, hour.nearest(log(latency, part)) - log(usual, part));
        double expected = usual.quantile(part.quantile) * Math.exp(slower);
        double observed = latency.quantile(part.quantile);
        boolean matters = observed >= expected * SLOWER && observed >= expected + SLOWER_SECONDS;
        double usually = usuallySlow(part);
        long slow = latency.above(usual.quantileBucket(part.quantile) + LatencySketch.buckets(slower));
        return slow(part)
                .judge(
                        matters ? slow : Math.min(slow, Math.round(all * usually)),
                        all,
                        new Usual(usually, usually, hour.atThisHour()),
                        usual.total(),
                        part == Part.HALF ? HALF_FLOOR : TAIL_FLOOR,
                        options)
                .map(shift -> shift.of(expected, observed));
    }

    /** Learns a part; whether only the hour explains the window. */
    private boolean learn(Part part, LatencySketch latency, long all, long end) {
        long slow = latency.above(usual.quantileBucket(part.quantile));
        double usually = usuallySlow(part);
        Usual hour = atThisHour(part, end);
        Usual shares = hour.isWider(Math.log(SLOWER)) ? new Usual(0, 1, true) : Usual.as(usually);
        boolean odd = slow(part).vary(slow, all, usually, shares);
        slow(part).learn(slow, all);
        return odd && hour.explains(log(latency, part));
    }

    void write(DataOutput out) throws IOException {
        usual.write(out);
        slowHalf.write(out);
        slowTail.write(out);
        spread.write(out);
        halfSeasons.write(out);
        tailSeasons.write(out);
        out.writeFloat(moved);
    }

    void read(DataInput in) throws IOException {
        usual.read(in);
        slowHalf.read(in);
        slowTail.read(in);
        spread.read(in);
        halfSeasons = Seasons.read(in, Scale.LOGARITHM);
        tailSeasons = Seasons.read(in, Scale.LOGARITHM);
        moved = in.readFloat();
    }
}
