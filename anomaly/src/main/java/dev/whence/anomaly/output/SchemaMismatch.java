package dev.whence.anomaly.output;

import com.networknt.schema.Error;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.StatelessDetector;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;

/**
 * Flags outputs which are JSON but not of the schema that the request or the configuration names. What is not JSON at all is
 * told by {@link InvalidJson}.
 */
public final class SchemaMismatch implements StatelessDetector {
    private final OutputSchemas schemas;
    private final double threshold;
    private final Exchanges exchanges;

    /** Needs to learn nothing. */
    public SchemaMismatch(OutputSchemas schemas, double threshold, Exchanges exchanges) {
        this.schemas = schemas;
        this.threshold = threshold;
        this.exchanges = exchanges;
    }

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public About about() {
        return About.of(List.of(), "schema");
    }

    @Override
    public void inspect(Record record, Findings findings) {
        Exchange exchange = exchanges.of(record);
        if (!exchange.hasOutput()) {
            return;
        }
        schemas.of(exchange).ifPresent(rule -> {
            List<Error> departures =
                    OutputSchemas.departures(rule.schema(), exchange.output().text());
            if (departures.isEmpty()) {
                return;
            }
            double value = 1 - 0.5 / departures.size();
            findings.quality(Names.QUALITY_SCHEMA, value);
            if (value >= threshold) {
                findings.flag(new Finding("schema", value, reason(exchange, rule, departures), 0, departures.size()));
            }
        });
    }

    private static String reason(Exchange exchange, OutputSchemas.Rule rule, List<Error> departures) {
        Error first = departures.get(0);
        String at = first.getInstanceLocation().toString();
        return "the output of " + exchange.stage().label() + " is not of the schema that "
                + (rule.ofRequest() ? "the request asked for" : "is set for the stage") + ": "
                + (at.isEmpty() ? "" : at + " ") + first.getMessage()
                + (departures.size() > 1 ? ", and " + (departures.size() - 1) + " more" : "");
    }
}
