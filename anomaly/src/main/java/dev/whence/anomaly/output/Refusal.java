package dev.whence.anomaly.output;

import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.StatelessDetector;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;

/**
 * Flags outputs that begin by declining the request. An answer that comes after all makes a refusal of less weight; an
 * output that merely talks about refusals does not begin with one.
 */
public final class Refusal implements StatelessDetector {
    private static final List<String> FILTERED = List.of("content_filter", "safety", "refusal", "guardrail_intervened");
    private static final double CERTAIN = 0.95;
    private static final double ANSWERED_AFTER_ALL = 0.4;
    private static final int SHORT = 600;
    private static final int LONG = 1500;

    private final double threshold;
    private final Exchanges exchanges;

    /** Needs to learn nothing. */
    public Refusal(double threshold, Exchanges exchanges) {
        this.threshold = threshold;
        this.exchanges = exchanges;
    }

    @Override
    public String name() {
        return "refusal";
    }

    @Override
    public About about() {
        return About.of(List.of(), "refusal");
    }

    @Override
    public void inspect(Record record, Findings findings) {
        Exchange exchange = exchanges.of(record);
        String text = exchange.hasOutput() ? exchange.output().text() : "";
        boolean filtered = Outputs.finishedFor(record, FILTERED);
        double value =
                filtered ? CERTAIN : exchange.hasOutput() && exchange.output().declines() ? weight(text.length()) : 0;
        if (value == 0) {
            return;
        }
        findings.quality(Names.QUALITY_REFUSAL, value);
        if (value >= threshold) {
            String label = exchange.stage().label();
            findings.flag(new Finding(
                    "refusal",
                    value,
                    text.isEmpty()
                            ? label + " was stopped by a content filter"
                            : label + " declined: “" + Outputs.excerpt(text) + "”",
                    0,
                    value));
        }
    }

    /** Certain for a short text, falling to {@link #ANSWERED_AFTER_ALL} for one that goes on at length. */
    private static double weight(int length) {
        double goesOn = Math.clamp((length - SHORT) / (double) (LONG - SHORT), 0.0, 1.0);
        return CERTAIN - goesOn * (CERTAIN - ANSWERED_AFTER_ALL);
    }
}
