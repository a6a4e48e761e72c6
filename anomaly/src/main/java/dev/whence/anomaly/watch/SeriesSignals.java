package dev.whence.anomaly.watch;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.detector.Findings;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** All that is watched of one series, and what is told of it. Mutable. */
final class SeriesSignals {
    private static final Rate[] RATES = Rate.values();
    private static final ShareSignal.Floor RATE_FLOOR = new ShareSignal.Floor(2, 0.02, 3);
    private static final ShareSignal.Floor HALF_FLOOR = new ShareSignal.Floor(1.5, 0.25, 5);
    private static final ShareSignal.Floor TAIL_FLOOR = new ShareSignal.Floor(3, 0.1, 5);
    private static final double HALF = 0.5;
    private static final double TAIL = 0.95;
    private static final double SLOWER = 1.5;
    private static final double SLOWER_SECONDS = 0.01;
    private static final double TOKENS_RATIO = 1.3;
    private static final double LATENCY_FADE = 1 - 1 / 120.0;

    private final WatchOptions options;
    private final Telling telling;
    private final CountSignal requests = new CountSignal();
    private final ShareSignal[] rates = new ShareSignal[RATES.length];
    private final LatencySketch usualLatency = new LatencySketch();
    private final ShareSignal slowHalf = new ShareSignal();
    private final ShareSignal slowTail = new ShareSignal();
    private final MeanSignal inputTokens = new MeanSignal();
    private final MeanSignal outputTokens = new MeanSignal();
    private final MeanSignal cost = new MeanSignal();
    private int windows;

    SeriesSignals(SeriesKey key, WatchOptions options) {
        this.options = options;
        this.telling = new Telling(key, options);
        Arrays.setAll(rates, i -> new ShareSignal());
    }

    /** Judges a closed window, says what is to be told, and learns it. */
    void take(WindowCounts counts, long window, Findings findings) {
        windows++;
        long end = (window + 1) * options.windowNanos();
        requests.take(counts.requests(), end, options)
                .ifPresent(shift -> findings.derive(telling.requests(shift, end)));
        for (int i = 0; i < RATES.length; i++) {
            Rate rate = RATES[i];
            long having = counts.having(i);
            rates[i].judge(having, counts.requests(), RATE_FLOOR, options)
                    .ifPresent(shift -> findings.derive(telling.rate(rate, shift, counts.requests(), end)));
            rates[i].learn(having, counts.requests());
        }
        latency(counts.latency(), end, findings);
        inputTokens
                .judge(counts.inputTokens(), TOKENS_RATIO, options)
                .ifPresent(shift -> findings.derive(telling.tokens("input", shift, end)));
        inputTokens.learn(counts.inputTokens());
        outputTokens
                .judge(counts.outputTokens(), TOKENS_RATIO, options)
                .ifPresent(shift -> findings.derive(telling.tokens("output", shift, end)));
        outputTokens.learn(counts.outputTokens());
        cost.judge(counts.cost(), TOKENS_RATIO, options).ifPresent(shift -> findings.derive(telling.cost(shift, end)));
        cost.learn(counts.cost());
    }

    /** Compares how many requests were slower than half, and than nearly all, of the usual ones. */
    private void latency(LatencySketch latency, long end, Findings findings) {
        long all = Math.round(latency.total());
        if (all == 0) {
            return;
        }
        boolean told = slower(slowHalf, HALF, HALF_FLOOR, latency, all, end, findings);
        slower(slowTail, TAIL, TAIL_FLOOR, latency, all, end, told ? new Findings() : findings);
        if (slowHalf.learns() && slowTail.learns()) {
            usualLatency.fade(LATENCY_FADE);
            usualLatency.add(latency, 1);
        }
    }

    private boolean slower(
            ShareSignal signal,
            double quantile,
            ShareSignal.Floor floor,
            LatencySketch latency,
            long all,
            long end,
            Findings findings) {
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
                    findings.derive(telling.latency(
                            quantile, new Shift(shift.probability(), expected, observed, shift.windows()), end));
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
        for (ShareSignal rate : rates) {
            rate.write(out);
        }
        usualLatency.write(out);
        slowHalf.write(out);
        slowTail.write(out);
        inputTokens.write(out);
        outputTokens.write(out);
        cost.write(out);
    }

    void read(DataInput in) throws IOException {
        windows = in.readInt();
        requests.read(in);
        for (ShareSignal rate : rates) {
            rate.read(in);
        }
        usualLatency.read(in);
        slowHalf.read(in);
        slowTail.read(in);
        inputTokens.read(in);
        outputTokens.read(in);
        cost.read(in);
    }
}
