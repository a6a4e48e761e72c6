package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Record;
import java.util.Set;

/**
 * A check that learns what is usual of a stage's outputs. Outputs that another check flagged before teach it little.
 *
 * @param <T> what is learned of a series
 */
abstract class OutputCheck<T> extends PerSeriesDetector<T> {
    /** Fewer outputs than this share are alike: that is rare. */
    static final double RARE = 0.003;

    /** What says by itself why an output is also unlike others, or shorter, or about something else. */
    private static final Set<String> EXPLAIN =
            Set.of("refusal", "truncated", "invalid_json", "schema", "repetition", "echo", "language");

    private final Exchanges exchanges;

    OutputCheck(
            String name,
            SeriesMap<T> series,
            SeriesMap.Writer<T> writer,
            SeriesMap.Reader<T> reader,
            Exchanges exchanges) {
        super(name, series, writer, reader);
        this.exchanges = exchanges;
    }

    @Override
    public final void inspect(Record record, Findings findings) {
        Exchange exchange = exchanges.of(record);
        if (exchange.hasOutput()) {
            inspect(exchange, findings);
        }
    }

    /** Whether a check before has told of something that makes this output unlike others anyway. */
    static boolean isExplained(Findings findings) {
        return findings.flags().stream().anyMatch(finding -> EXPLAIN.contains(finding.kind()));
    }

    /** Says what it found of a record with an output, then learns from it. */
    abstract void inspect(Exchange exchange, Findings findings);
}
