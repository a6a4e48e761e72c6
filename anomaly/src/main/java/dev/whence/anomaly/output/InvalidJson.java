package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.baseline.Share;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;

/** Flags outputs that are not JSON where the request asked for it, or where the stage's outputs nearly always are. */
public final class InvalidJson extends OutputCheck<Share> {
    private static final String OUTPUT_TYPE = "gen_ai.output.type";
    private static final double USUALLY = 0.9;
    private static final double FLAGGED_WEIGHT = 0.1;

    private final int warmUp;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs before it takes JSON for their habit. */
    public InvalidJson(int maxSeries, int warmUp, Exchanges exchanges) {
        super(
                "invalid_json",
                new SeriesMap<>(maxSeries, key -> new Share()),
                (out, share) -> share.write(out),
                (in, share) -> share.read(in),
                exchanges);
        this.warmUp = warmUp;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "invalid_json");
    }

    @Override
    protected boolean isWarm(Share one) {
        return one.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        SeriesKey key = exchange.stage();
        Share valid = series().of(key);
        boolean asked = "json".equalsIgnoreCase(exchange.record().text(OUTPUT_TYPE));
        boolean judged = valid.seen() >= warmUp;
        if (judged) {
            judges();
        }
        boolean expected = asked || judged && valid.share() >= USUALLY;
        String fault = exchange.output().jsonFault();
        boolean flagged = expected && !fault.isEmpty();
        if (flagged) {
            findings.quality(Names.QUALITY_INVALID_JSON, 1);
            findings.flag(new Finding(
                    "invalid_json",
                    asked ? 0.95 : valid.share(),
                    "the output of " + key.label() + " is not valid JSON (" + fault + "); "
                            + (asked
                                    ? "the request asked for JSON"
                                    : Figures.percent(valid.share()) + " of its outputs are"),
                    asked ? 0 : 1 - valid.share(),
                    1));
        }
        valid.learn(fault.isEmpty() ? 1 : 0, flagged ? FLAGGED_WEIGHT : 1);
    }
}
