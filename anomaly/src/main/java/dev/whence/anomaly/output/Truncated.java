package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.baseline.Share;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Flags outputs that were cut off: the model says it stopped at the length limit, where that is not this stage's habit;
 * or a text ends mid-sentence, where the stage's texts nearly always end with a sentence.
 */
public final class Truncated extends PerSeriesDetector<Truncated.Habits> {
    private static final List<String> LENGTH = List.of("length", "max_tokens", "max_output_tokens", "model_length");
    private static final double HABIT_OF_LIMIT = 0.2;
    private static final double USUALLY_ENDED = 0.985;
    private static final double MID_SENTENCE = 0.8;
    private static final double FLAGGED_WEIGHT = 0.1;
    private static final int SHORTEST = 20;

    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs before it judges their endings. */
    public Truncated(int maxSeries, int warmUp, double threshold) {
        super(
                "truncated",
                new SeriesMap<>(maxSeries, key -> new Habits()),
                (out, habits) -> habits.write(out),
                (in, habits) -> habits.read(in));
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "truncated");
    }

    @Override
    protected boolean isWarm(Habits one) {
        return one.ended.seen() >= warmUp;
    }

    @Override
    public void inspect(Record record, Findings findings) {
        boolean atLimit = Outputs.finishedFor(record, LENGTH);
        String text = Outputs.text(record).orElse("");
        if (text.isEmpty() && !record.has(Names.FINISH_REASONS)) {
            return;
        }
        SeriesKey key = SeriesKey.ofStage(record);
        Habits habits = series().of(key);
        boolean prose = text.length() >= SHORTEST;
        boolean ended = !prose || Endings.isComplete(text);
        boolean judged = habits.ended.seen() >= warmUp;
        if (judged) {
            judges();
        }
        if (atLimit) {
            findings.quality(Names.QUALITY_TRUNCATED, 1);
            if (habits.atLimit.seen() < warmUp || habits.atLimit.share() < HABIT_OF_LIMIT) {
                findings.flag(new Finding(
                        "truncated",
                        0.95,
                        key.label() + " stopped at its length limit"
                                + (text.isEmpty() ? "" : ", at “" + Outputs.ending(text) + "”"),
                        habits.atLimit.share(),
                        1));
            }
        } else if (!ended && judged && habits.ended.share() >= USUALLY_ENDED) {
            findings.quality(Names.QUALITY_TRUNCATED, MID_SENTENCE);
            if (MID_SENTENCE >= threshold) {
                findings.flag(new Finding(
                        "truncated",
                        MID_SENTENCE,
                        key.label() + " ended mid-sentence, at “" + Outputs.ending(text) + "”; "
                                + Figures.percent(habits.ended.share()) + " of its outputs end with a sentence",
                        1 - habits.ended.share(),
                        MID_SENTENCE));
            }
        }
        habits.atLimit.learn(atLimit ? 1 : 0, 1);
        if (prose && !atLimit) {
            boolean unusual = judged && !ended && habits.ended.share() >= USUALLY_ENDED;
            habits.ended.learn(ended ? 1 : 0, unusual ? FLAGGED_WEIGHT : 1);
        }
    }

    /** How one stage's outputs usually end. */
    static final class Habits {
        private final Share atLimit = new Share();
        private final Share ended = new Share();

        void write(DataOutput out) throws IOException {
            atLimit.write(out);
            ended.write(out);
        }

        void read(DataInput in) throws IOException {
            atLimit.read(in);
            ended.read(in);
        }
    }
}
