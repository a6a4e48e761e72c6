package dev.whence.anomaly.input;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.anomaly.output.Exchanges;
import dev.whence.anomaly.output.InputText;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.Optional;

/**
 * Flags an input that a stage is given again and again in short time, word for word or nearly so, where that is not its habit. Retries
 * within one trace are one request.
 */
public final class InputFlood extends PerSeriesDetector<RecentInputs> {
    private static final String KIND = "input_flood";
    private static final int FEWEST_WORDS = 4;

    private final int warmUp;
    private final Exchanges exchanges;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's inputs before it judges. */
    public InputFlood(int maxSeries, int warmUp, Exchanges exchanges) {
        super(
                KIND,
                new SeriesMap<>(maxSeries, key -> new RecentInputs()),
                (out, recent) -> recent.write(out),
                (in, recent) -> recent.read(in));
        this.warmUp = warmUp;
        this.exchanges = exchanges;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, InputQuality.KIND, KIND);
    }

    @Override
    protected boolean isWarm(RecentInputs one) {
        return one.seen() >= warmUp;
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (record.kind() != Kind.SPAN) {
            return;
        }
        Optional<InputText> input = exchanges.input(record, FEWEST_WORDS);
        if (input.isEmpty()) {
            return;
        }
        SeriesKey key = SeriesKey.ofStage(record);
        RecentInputs recent = series().of(key);
        if (isWarm(recent)) {
            judges();
        }
        RecentInputs.Flood flood = recent.take(input.get(), record, warmUp);
        if (flood.isRare()) {
            flag(key, flood, findings);
        }
    }

    private static void flag(SeriesKey key, RecentInputs.Flood flood, Findings findings) {
        double score = 1 - 0.5 / flood.times();
        String reason = key.label() + " was given the same input, or nearly the same, " + flood.times()
                + " times within " + Figures.duration(flood.seconds()) + ", among its last " + RecentInputs.KEPT
                + "; usually " + (flood.usually() == 1 ? "once" : flood.usually() + " times");
        if (!findings.isFlagged(InputQuality.KIND)) {
            findings.field(Names.DATA_QUALITY_FIELD, Names.INPUT);
            findings.flag(new Finding(InputQuality.KIND, score, reason, flood.usually(), flood.times()));
        }
        findings.flag(new Finding(KIND, score, reason, flood.usually(), flood.times()));
    }
}
