package dev.whence.anomaly.latency;

import dev.whence.anomaly.baseline.RobustBaseline;
import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Names;
import dev.whence.model.Record;

/** Flags streamed model calls which, once begun, write their tokens slower than the model usually does. */
public final class TokensPerSecond extends PerSeriesDetector<RobustBaseline> {
    private static final double FEWEST_TOKENS = 16;

    private final LatencyRule rule;

    /**
     * Knows nothing yet.
     *
     * @param maxSeries series kept; past it the least recently used is forgotten
     * @param warmUp records of a series before it judges
     * @param rule what is long enough to flag
     */
    public TokensPerSecond(int maxSeries, int warmUp, LatencyRule rule) {
        super(
                "tokens_per_second",
                new SeriesMap<>(maxSeries, key -> new RobustBaseline(warmUp, rule.limit())),
                (out, one) -> one.write(out),
                (in, one) -> one.read(in));
        this.rule = rule;
    }

    @Override
    public About about() {
        return About.of(About.MODEL, "tokens_per_second");
    }

    @Override
    protected boolean isWarm(RobustBaseline one) {
        return one.ready();
    }

    @Override
    public void inspect(Record record, Findings findings) {
        double firstChunk = record.number(Names.TIME_TO_FIRST_CHUNK);
        double tokens = record.number(Names.OUTPUT_TOKENS);
        if (!(firstChunk >= 0) || !(tokens >= FEWEST_TOKENS) || !Spans.isTimed(record)) {
            return;
        }
        double writing = record.durationSeconds() - firstChunk;
        if (!(writing > 0)) {
            return;
        }
        double log = Spans.log(writing / tokens);
        SeriesKey key = SeriesKey.ofModel(record);
        RobustBaseline usual = series().of(key);
        if (usual.ready()) {
            judges();
            double surprise = usual.surprise(log);
            double expected = Math.exp(-usual.median());
            double observed = tokens / writing;
            if (rule.flags(surprise, tokens / expected, writing)) {
                findings.flag(new Finding(
                        "tokens_per_second",
                        LatencyRule.score(surprise),
                        key.label() + " wrote " + Figures.decimal(observed, observed < 10 ? 1 : 0)
                                + " tokens a second; it usually writes "
                                + Figures.decimal(expected, expected < 10 ? 1 : 0),
                        expected,
                        observed));
            }
        }
        if (!record.isError()) {
            double admitted = usual.admit(log);
            if (!Double.isNaN(admitted)) {
                usual.learn(admitted);
            }
        }
    }
}
