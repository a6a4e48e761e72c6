package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.baseline.Share;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;

/**
 * Flags a span without output where the stage's spans nearly always have one. A model's turn that calls a tool has no
 * text by right, and a failed span is told by its error.
 */
public final class EmptyOutput extends PerSeriesDetector<Share> {
    private static final List<String> TOOL_CALLS =
            List.of("tool_call", "tool_calls", "tool_use", "function_call", "tool_execution");
    private static final double USUALLY = 0.9;
    private static final double FLAGGED_WEIGHT = 0.1;

    private final int warmUp;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's spans before it judges. */
    public EmptyOutput(int maxSeries, int warmUp) {
        super(
                "empty",
                new SeriesMap<>(maxSeries, key -> new Share()),
                (out, share) -> share.write(out),
                (in, share) -> share.read(in));
        this.warmUp = warmUp;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "empty");
    }

    @Override
    protected boolean isWarm(Share one) {
        return one.seen() >= warmUp;
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (record.kind() != Kind.SPAN || record.isError() || record.has(Names.AGGREGATE_COUNT)) {
            return;
        }
        boolean blank = Outputs.text(record).isEmpty();
        if (blank && Outputs.finishedFor(record, TOOL_CALLS)) {
            return;
        }
        SeriesKey key = SeriesKey.ofStage(record);
        Share answered = series().of(key);
        boolean judged = answered.seen() >= warmUp;
        if (judged) {
            judges();
        }
        boolean flagged = judged && blank && answered.share() >= USUALLY;
        if (flagged) {
            findings.quality(Names.QUALITY_EMPTY, 1);
            findings.flag(new Finding(
                    "empty",
                    answered.share(),
                    key.label() + " gave no output; " + Figures.percent(answered.share()) + " of its calls give one",
                    1 - answered.share(),
                    1));
        }
        answered.learn(blank ? 0 : 1, flagged ? FLAGGED_WEIGHT : 1);
    }
}
