package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.List;

/**
 * Flags outputs that begin by declining the request. An answer that comes after all makes a refusal of less weight; an
 * output that merely talks about refusals does not begin with one.
 */
public final class Refusal implements Detector {
    private static final List<String> FILTERED = List.of("content_filter", "safety", "refusal", "guardrail_intervened");
    private static final double CERTAIN = 0.95;
    private static final double ANSWERED_AFTER_ALL = 0.4;
    /** Texts of a JSON output that are looked at, and the characters below which one declines nothing. */
    private static final int MOST_TEXTS = 6;

    private static final int SHORTEST = 15;
    private static final int SHORT = 600;
    private static final int LONG = 1500;

    private final double threshold;

    /** Needs to learn nothing. */
    public Refusal(double threshold) {
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return "refusal";
    }

    @Override
    public void inspect(Record record, Findings findings) {
        String text = Outputs.text(record).orElse("");
        boolean filtered = Outputs.finishedFor(record, FILTERED);
        double value = filtered ? CERTAIN : declines(text) ? weight(text.length()) : 0;
        if (value == 0) {
            return;
        }
        findings.quality(Names.QUALITY_REFUSAL, value);
        if (value >= threshold) {
            String label = SeriesKey.ofStage(record).label();
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

    /** Whether the text begins by declining, or, of JSON, one of its first texts does. */
    private static boolean declines(String text) {
        if (RefusalPhrases.beginWithOne(text)) {
            return true;
        }
        int from = text.startsWith("{") || text.startsWith("[") || text.startsWith("```") ? text.indexOf('"') : -1;
        for (int i = 0; i < MOST_TEXTS && from >= 0; i++) {
            int to = JsonText.endOfString(text, from);
            boolean name = JsonText.isName(text, to);
            if (!name && to - from >= SHORTEST && RefusalPhrases.beginWithOne(text.substring(from + 1, to))) {
                return true;
            }
            i -= name ? 1 : 0;
            from = text.indexOf('"', to + 1);
        }
        return false;
    }

    /** Certain for a short text, falling to {@link #ANSWERED_AFTER_ALL} for one that goes on at length. */
    private static double weight(int length) {
        double goesOn = Math.clamp((length - SHORT) / (double) (LONG - SHORT), 0.0, 1.0);
        return CERTAIN - goesOn * (CERTAIN - ANSWERED_AFTER_ALL);
    }

    @Override
    public int seriesCount() {
        return 0;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void save(DataOutput out) {}

    @Override
    public void load(DataInput in) {}
}
