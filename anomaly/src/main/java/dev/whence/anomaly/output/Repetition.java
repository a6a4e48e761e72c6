package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.baseline.Share;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;

/**
 * Flags outputs that go round in circles: most of their five-word sequences, or five-character ones where a script has no
 * spaces, occurred before in the same output; unless that is the stage's habit, as with tables and code.
 */
public final class Repetition extends OutputCheck<Share> {
    private static final double HABIT = 0.25;
    private static final double FLAGGED_WEIGHT = 0.1;

    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs before it judges. */
    public Repetition(int maxSeries, int warmUp, double threshold, Exchanges exchanges) {
        super(
                "repetition",
                new SeriesMap<>(maxSeries, key -> new Share()),
                (out, share) -> share.write(out),
                (in, share) -> share.read(in),
                exchanges);
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "repetition");
    }

    @Override
    protected boolean isWarm(Share one) {
        return one.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        double repeated = exchange.output().repeated();
        SeriesKey key = exchange.stage();
        Share usual = series().of(key);
        findings.quality(Names.QUALITY_REPETITION, repeated);
        boolean judged = usual.seen() >= warmUp;
        if (judged) {
            judges();
        }
        boolean flagged = judged && repeated >= threshold && usual.share() < HABIT;
        if (flagged) {
            findings.flag(new Finding(
                    "repetition",
                    repeated,
                    "the output of " + key.label() + " repeats itself: " + Figures.percent(repeated)
                            + " of it was said before; usually " + Figures.percent(usual.share()),
                    usual.share(),
                    repeated));
        }
        usual.learn(repeated, flagged ? FLAGGED_WEIGHT : 1);
    }
}
