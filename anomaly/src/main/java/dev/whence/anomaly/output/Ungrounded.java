package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;

/**
 * Flags outputs whose words and numbers hardly occur in what the model was given, where the stage's outputs usually draw on
 * it. It is a hint: words say nothing of whether a claim follows from the documents.
 */
public final class Ungrounded extends OutputCheck<Habit> {
    private static final int FEWEST_WORDS = 12;
    private static final double USUALLY_BELOW = 0.5;
    private static final double MARGIN = 0.1;

    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs before it judges. */
    public Ungrounded(int maxSeries, int warmUp, double threshold, Exchanges exchanges) {
        super(
                "ungrounded",
                new SeriesMap<>(maxSeries, key -> new Habit()),
                (out, habit) -> habit.write(out),
                (in, habit) -> habit.read(in),
                exchanges);
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "ungrounded");
    }

    @Override
    protected boolean isWarm(Habit one) {
        return one.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        if (!exchange.hasInput()) {
            return;
        }
        double value = 1 - exchange.output().overlapWith(exchange.input(), FEWEST_WORDS);
        if (Double.isNaN(value)) {
            return;
        }
        Habit usual = series().of(exchange.stage());
        boolean flagged = false;
        if (usual.seen() >= warmUp) {
            judges();
            flagged = value >= threshold
                    && usual.median() < USUALLY_BELOW
                    && usual.shareFrom(value - MARGIN) <= RARE
                    && !isExplained(findings);
            if (flagged) {
                findings.quality(Names.QUALITY_UNGROUNDED, value);
                findings.flag(new Finding(
                        "ungrounded",
                        value,
                        Figures.percent(value) + " of the words in the output of "
                                + exchange.stage().label() + " do not occur in its input; usually "
                                + Figures.percent(usual.median()),
                        usual.median(),
                        value));
            }
        }
        usual.learn(value, flagged, isExplained(findings));
    }
}
