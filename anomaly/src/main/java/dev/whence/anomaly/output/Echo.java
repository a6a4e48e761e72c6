package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;

/**
 * Flags outputs that say their input back: the longest passage that stands there word for word is most of the output, where
 * that is not usual. Many short quotations, as in answers from documents, are no echo.
 */
public final class Echo extends OutputCheck<Habit> {
    private static final double MARGIN = 0.1;

    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs before it judges. */
    public Echo(int maxSeries, int warmUp, double threshold, Exchanges exchanges) {
        super(
                "echo",
                new SeriesMap<>(maxSeries, key -> new Habit()),
                (out, habit) -> habit.write(out),
                (in, habit) -> habit.read(in),
                exchanges);
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        if (!exchange.hasInput()) {
            return;
        }
        Habit usual = series().of(exchange.stage());
        double value = exchange.output().longestPassageOf(exchange.input());
        boolean flagged = false;
        if (usual.seen() >= warmUp) {
            judges();
            flagged = value >= threshold && usual.shareFrom(value - MARGIN) <= RARE;
            if (flagged) {
                findings.quality(Names.QUALITY_ECHO, value);
                findings.flag(new Finding(
                        "echo",
                        value,
                        exchange.stage().label() + " said its input back: one passage of it makes "
                                + Figures.percent(value) + " of the output; usually "
                                + Figures.percent(usual.median()),
                        usual.median(),
                        value));
            }
        }
        usual.learn(value, flagged, isExplained(findings));
    }
}
