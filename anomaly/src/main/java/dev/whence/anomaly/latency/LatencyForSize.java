package dev.whence.anomaly.latency;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.concurrent.Executor;

/** Flags model calls which take long for their input and output tokens: a long answer is not an anomaly, a slow one is. */
public final class LatencyForSize extends PerSeriesDetector<SizedSeries> {
    private final LatencyRule rule;

    /**
     * Knows nothing yet.
     *
     * @param maxSeries series kept; past it the least recently used is forgotten
     * @param warmUp records of a series before it judges
     * @param rule what is long enough to flag
     * @param trainer runs the training of models; may be another thread
     */
    public LatencyForSize(int maxSeries, int warmUp, LatencyRule rule, Executor trainer) {
        super(
                "latency_for_size",
                new SeriesMap<>(maxSeries, key -> new SizedSeries(key, trainer, warmUp, rule.limit())),
                (out, one) -> one.write(out),
                (in, one) -> one.read(in));
        this.rule = rule;
    }

    @Override
    public About about() {
        return About.of(About.MODEL, "latency");
    }

    @Override
    protected boolean isWarm(SizedSeries one) {
        return one.ready();
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (!Spans.isTimed(record) || !Spans.isSized(record)) {
            return;
        }
        double input = Spans.tokens(record, Names.INPUT_TOKENS);
        double output = Spans.tokens(record, Names.OUTPUT_TOKENS);
        double seconds = record.durationSeconds();
        double log = Spans.log(seconds);
        SizedSeries calls = series().of(SeriesKey.ofModel(record));
        if (calls.ready()) {
            judges();
            double surprise = calls.surprise(input, output, log);
            if (surprise > rule.limit()) {
                double expected = Math.exp(calls.expectedLogSeconds(input, output));
                if (rule.flags(surprise, expected, seconds)) {
                    findings.flag(new Finding(
                            "latency",
                            LatencyRule.score(surprise),
                            calls.key().label() + " took " + Figures.duration(seconds) + " for "
                                    + Spans.size(input, output) + "; calls of this size usually take "
                                    + Figures.duration(expected),
                            expected,
                            seconds));
                }
            }
        }
        if (!record.isError()) { // a failed call says nothing about how long a good one takes
            calls.learn(input, output, log, record.timestampNanos());
        }
    }
}
