package dev.whence.anomaly.templates;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;

/** Notes the template of each log line and of each error's message, learned per service; flags nothing. */
public final class LineTemplates extends PerSeriesDetector<TemplateMiner> {
    private static final int MAX_TEMPLATES = 1000;
    private static final int LONGEST = 500;
    private static final String LOGS = "log";
    private static final String ERRORS = "error";

    /** Knows no template yet. */
    public LineTemplates(int maxSeries) {
        super(
                "templates",
                new SeriesMap<>(maxSeries, key -> new TemplateMiner(MAX_TEMPLATES)),
                (out, miner) -> miner.write(out),
                (in, miner) -> miner.read(in));
        judges();
    }

    @Override
    public About about() {
        return About.of(List.of("service"));
    }

    @Override
    protected boolean isWarm(TemplateMiner one) {
        return true;
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (record.kind() == Kind.LOG && record.value(Names.MESSAGE).orElse(0) instanceof String message) {
            findings.field(Names.LOG_TEMPLATE, template(record.service(), LOGS, message));
        }
        if (record.value(Names.ERROR_MESSAGE).orElse(0) instanceof String message) {
            findings.field(Names.ERROR_TEMPLATE, template(record.service(), ERRORS, message));
        }
    }

    /** By the first line alone, and of a very long one by its start. */
    private String template(String service, String what, String message) {
        String line = message.strip();
        int end = line.indexOf('\n');
        String first = end < 0 ? line : line.substring(0, end);
        return series().of(new SeriesKey(service, what, ""))
                .add(first.length() > LONGEST ? first.substring(0, LONGEST) : first)
                .text();
    }
}
