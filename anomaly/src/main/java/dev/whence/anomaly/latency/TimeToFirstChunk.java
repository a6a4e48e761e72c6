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

/** Flags streamed model calls whose first chunk comes late for the length of their input. */
public final class TimeToFirstChunk extends PerSeriesDetector<SizedSeries> {
    private final LatencyRule rule;

    /**
     * Knows nothing yet.
     *
     * @param maxSeries series kept; past it the least recently used is forgotten
     * @param warmUp records of a series before it judges
     * @param rule what is long enough to flag
     * @param trainer runs the training of models; may be another thread
     */
    public TimeToFirstChunk(int maxSeries, int warmUp, LatencyRule rule, Executor trainer) {
        super(
                "time_to_first_chunk",
                new SeriesMap<>(maxSeries, key -> new SizedSeries(key, trainer, warmUp, rule.limit())),
                (out, one) -> one.write(out),
                (in, one) -> one.read(in));
        this.rule = rule;
    }

    @Override
    public About about() {
        return About.of(About.MODEL, "time_to_first_chunk");
    }

    @Override
    protected boolean isWarm(SizedSeries one) {
        return one.ready();
    }

    @Override
    public void inspect(Record record, Findings findings) {
        double seconds = record.number(Names.TIME_TO_FIRST_CHUNK);
        if (!(seconds >= 0) || !Spans.isTimed(record)) {
            return;
        }
        double input = Spans.tokens(record, Names.INPUT_TOKENS);
        double log = Spans.log(seconds);
        SizedSeries calls = series().of(SeriesKey.ofModel(record));
        if (calls.ready()) {
            judges();
            double surprise = calls.surprise(input, 0, log);
            if (surprise > rule.limit()) {
                double expected = Math.exp(calls.expectedLogSeconds(input, 0));
                if (rule.flags(surprise, expected, seconds)) {
                    findings.flag(new Finding(
                            "time_to_first_chunk",
                            LatencyRule.score(surprise),
                            "the first chunk of " + calls.key().label() + " came after " + Figures.duration(seconds)
                                    + " for " + Math.round(input) + " input tokens; it usually comes after "
                                    + Figures.duration(expected),
                            expected,
                            seconds));
                }
            }
        }
        if (!record.isError()) {
            calls.learn(input, 0, log, record.timestampNanos());
        }
    }
}
