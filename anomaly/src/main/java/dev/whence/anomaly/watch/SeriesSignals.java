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
    private static final double AMOUNT_RATIO = 1.3;

    private final SeriesKey key;
    private final WatchOptions options;
    private final CountSignal requests = new CountSignal();
    /** What is known of all properties that no request had yet. */
    private final ShareSignal never = new ShareSignal();

    private @Nullable ShareSignal[] rates = NO_RATES;
    private @Nullable MeanSignal[] amounts = NO_AMOUNTS;
    private final LatencySignal latency = new LatencySignal();
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
        never.judge(0, counts.requests(), RATE_FLOOR, end, options);
        never.learn(0, counts.requests(), end, options);
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
        signal.judge(having, requests, RATE_FLOOR, end, options)
                .ifPresent(shift -> sink.accept(telling().rate(RATES[which], shift, requests, end)));
        signal.learn(having, requests, end, options);
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
        signal.judge(seen, AMOUNT_RATIO, end, options)
                .ifPresent(shift -> sink.accept(telling().amount(AMOUNTS[which], shift, end)));
        signal.judgeSpread(seen, end, options)
                .ifPresent(shift -> sink.accept(telling().amountSpread(AMOUNTS[which], shift, end)));
        signal.learn(seen, end, options);
    }

    private Telling telling() {
        return new Telling(key, options);
    }

    private void latency(LatencySketch latency, long end, Consumer<Record> sink) {
        this.latency.take(latency, end, options, new LatencySignal.Teller() {
            @Override
            public void slower(LatencySignal.Part part, Shift shift) {
                sink.accept(telling().latency(part.quantile(), shift, end));
            }

            @Override
            public void apart(Shift shift, double shorter, double longer) {
                sink.accept(telling().latencySpread(shift, shorter, longer, end));
            }
        });
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
        latency.write(out);
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
        latency.read(in);
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
