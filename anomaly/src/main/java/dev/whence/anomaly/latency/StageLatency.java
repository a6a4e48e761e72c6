package dev.whence.anomaly.latency;

import dev.whence.anomaly.baseline.RobustBaseline;
import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Record;

/** Flags spans without token counts which take much longer than their stage usually does. */
public final class StageLatency extends PerSeriesDetector<RobustBaseline> {
    private final LatencyRule rule;

    /**
     * Knows nothing yet.
     *
     * @param maxSeries series kept; past it the least recently used is forgotten
     * @param warmUp records of a series before it judges
     * @param rule what is long enough to flag
     */
    public StageLatency(int maxSeries, int warmUp, LatencyRule rule) {
        super(
                "stage_latency",
                new SeriesMap<>(maxSeries, key -> new RobustBaseline(warmUp, rule.limit())),
                (out, one) -> one.write(out),
                (in, one) -> one.read(in));
        this.rule = rule;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "latency");
    }

    @Override
    protected boolean isWarm(RobustBaseline one) {
        return one.ready();
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (!Spans.isTimed(record) || Spans.isSized(record)) {
            return;
        }
        double seconds = record.durationSeconds();
        double log = Spans.log(seconds);
        SeriesKey key = SeriesKey.ofStage(record);
        RobustBaseline usual = series().of(key);
        if (usual.ready()) {
            judges();
            double surprise = usual.surprise(log);
            double expected = Math.exp(usual.median());
            if (rule.flags(surprise, expected, seconds)) {
                findings.flag(new Finding(
                        "latency",
                        LatencyRule.score(surprise),
                        key.label() + " took " + Figures.duration(seconds) + "; it usually takes "
                                + Figures.duration(expected),
                        expected,
                        seconds));
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
