package dev.whence.anomaly.watch;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that is watched of one series, and what is told of it. Mutable. */
final class SeriesSignals {
    private static final Rate[] RATES = Rate.values();
    private static final Amount[] AMOUNTS = Amount.values();
    private static final @Nullable ShareSignal[] NO_RATES = {};
    private static final @Nullable MeanSignal[] NO_AMOUNTS = {};
    private static final ShareSignal.Floor RATE_FLOOR = new ShareSignal.Floor(2, 0.02, 3);
    private static final ShareSignal.Floor HALF_FLOOR = new ShareSignal.Floor(1.5, 0.25, 5);
    private static final ShareSignal.Floor TAIL_FLOOR = new ShareSignal.Floor(3, 0.1, 5);
    private static final double HALF = 0.5;
    private static final double TAIL = 0.95;
    private static final double LOW_SIXTH = 1 / 6.0;
    private static final double HIGH_SIXTH = 5 / 6.0;
    private static final double SLOWER = 1.5;
    private static final double SLOWER_SECONDS = 0.01;
    private static final double AMOUNT_RATIO = 1.3;
    private static final double LATENCY_FADE = 1 - 1 / 120.0;

    private final SeriesKey key;
    private final WatchOptions options;
    private final CountSignal requests = new CountSignal();
    /** What is known of all properties that no request had yet. */
    private final ShareSignal never = new ShareSignal();

    private @Nullable ShareSignal[] rates = NO_RATES;
    private @Nullable MeanSignal[] amounts = NO_AMOUNTS;
    private final LatencySketch usualLatency = new LatencySketch();
    private final ShareSignal slowHalf = new ShareSignal();
    private final ShareSignal slowTail = new ShareSignal();
    private final SpreadSignal latencySpread = new SpreadSignal();
    private int windows;

    SeriesSignals(SeriesKey key, WatchOptions options) {
        this.key = key;
        this.options = options;
    }

    /** Judges a closed window, says what is to be told, and learns it. */
    void take(WindowCounts counts, long window, Consumer<Record> sink) {
        windows++;
        long end = (window + 1) * options.windowNanos();
        requests.take(counts.requests(), end, options)
                .ifPresent(shift -> sink.accept(telling().requests(shift, end)));
        for (int i = 0; i < RATES.length; i++) {
            rate(i, counts.having(i), counts.requests(), end, sink);
        }
        never.judge(0, counts.requests(), RATE_FLOOR, options);
        never.learn(0, counts.requests());
        latency(counts.latency(), end, sink);
        for (int i = 0; i < AMOUNTS.length; i++) {
            amount(i, counts.amount(i), end, sink);
        }
    }

    private void rate(int which, long having, long requests, long end, Consumer<Record> sink) {
        if (rates.length == 0 && having > 0) {
            rates = new @Nullable ShareSignal[RATES.length];
        }
        ShareSignal signal = rates.length == 0 ? null : rates[which];
        if (signal == null) {
            if (having == 0) {
                return;
            }
            signal = never.copyOfNone();
            rates[which] = signal;
        }
        signal.judge(having, requests, RATE_FLOOR, options)
                .ifPresent(shift -> sink.accept(telling().rate(RATES[which], shift, requests, end)));
        signal.learn(having, requests);
    }

    private void amount(int which, @Nullable Moments values, long end, Consumer<Record> sink) {
        if (amounts.length == 0 && values != null) {
            amounts = new @Nullable MeanSignal[AMOUNTS.length];
        }
        MeanSignal signal = amounts.length == 0 ? null : amounts[which];
        if (signal == null) {
            if (values == null) {
                return;
            }
            signal = new MeanSignal();
            amounts[which] = signal;
        }
        Moments seen = values == null ? new Moments() : values;
        signal.judge(seen, AMOUNT_RATIO, options)
                .ifPresent(shift -> sink.accept(telling().amount(AMOUNTS[which], shift, end)));
        signal.judgeSpread(seen, options)
                .ifPresent(shift -> sink.accept(telling().amountSpread(AMOUNTS[which], shift, end)));
        signal.learn(seen);
    }

    private Telling telling() {
        return new Telling(key, options);
    }

    /** Compares how many requests were slower than half, and than nearly all, of the usual ones. */
    private void latency(LatencySketch latency, long end, Consumer<Record> sink) {
        long all = Math.round(latency.total());
        if (all == 0) {
            return;
        }
        boolean told = slower(slowHalf, HALF, HALF_FLOOR, latency, all, end, sink);
        slower(slowTail, TAIL, TAIL_FLOOR, latency, all, end, told ? unheard -> {} : sink);
        double shorter = latency.quantile(LOW_SIXTH);
        double longer = latency.quantile(HIGH_SIXTH);
        boolean level = slowHalf.isCalm() && slowTail.isCalm();
        latencySpread
                .take(LatencySketch.spread(shorter, longer), all, level, options)
                .filter(shift -> longer - shorter >= SLOWER_SECONDS || shift.observed() < shift.expected())
                .ifPresent(shift -> sink.accept(telling().latencySpread(shift, shorter, longer, end)));
        if (slowHalf.learns() && slowTail.learns()) {
            usualLatency.fade(LATENCY_FADE);
            usualLatency.add(latency);
        }
    }

    private boolean slower(
            ShareSignal signal,
            double quantile,
            ShareSignal.Floor floor,
            LatencySketch latency,
            long all,
            long end,
            Consumer<Record> sink) {
        double expected = usualLatency.quantile(quantile);
        int bucket = usualLatency.quantileBucket(quantile);
        double usual = usualLatency.above(bucket);
        double observed = latency.quantile(quantile);
        boolean matters = observed >= expected * SLOWER && observed >= expected + SLOWER_SECONDS;
        long slow = latency.above(bucket);
        boolean told = signal.judge(
                        matters ? slow : Math.min(slow, Math.round(all * usual / Math.max(1, usualLatency.total()))),
                        all,
                        usual,
                        usualLatency.total(),
                        floor,
                        options)
                .map(shift -> {
                    sink.accept(telling()
                            .latency(
                                    quantile,
                                    new Shift(shift.probability(), expected, observed, shift.windows()),
                                    end));
                    return true;
                })
                .orElse(false);
        signal.learn(slow, all, usual / Math.max(1, usualLatency.total()));
        return told;
    }

    /** Whether it was told that nothing comes any more. */
    boolean isSilent() {
        return requests.isSilent();
    }

    /** Whether it has seen enough windows to judge. */
    boolean isReady() {
        return windows > options.warmUpWindows();
    }

    /** The next window does not follow the last one. */
    void interrupt() {
        requests.interrupt();
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(windows);
        requests.write(out);
        never.write(out);
        for (int i = 0; i < RATES.length; i++) {
            ShareSignal rate = rates.length == 0 ? null : rates[i];
            out.writeBoolean(rate != null);
            if (rate != null) {
                rate.write(out);
            }
        }
        usualLatency.write(out);
        slowHalf.write(out);
        slowTail.write(out);
        latencySpread.write(out);
        for (int i = 0; i < AMOUNTS.length; i++) {
            MeanSignal amount = amounts.length == 0 ? null : amounts[i];
            out.writeBoolean(amount != null);
            if (amount != null) {
                amount.write(out);
            }
        }
    }

    void read(DataInput in) throws IOException {
        windows = in.readInt();
        requests.read(in);
        never.read(in);
        for (int i = 0; i < RATES.length; i++) {
            if (in.readBoolean()) {
                rates = rates.length == 0 ? new @Nullable ShareSignal[RATES.length] : rates;
                ShareSignal rate = new ShareSignal();
                rate.read(in);
                rates[i] = rate;
            }
        }
        usualLatency.read(in);
        slowHalf.read(in);
        slowTail.read(in);
        latencySpread.read(in);
        for (int i = 0; i < AMOUNTS.length; i++) {
            if (in.readBoolean()) {
                amounts = amounts.length == 0 ? new @Nullable MeanSignal[AMOUNTS.length] : amounts;
                MeanSignal amount = new MeanSignal();
                amount.read(in);
                amounts[i] = amount;
            }
        }
    }
}
