package dev.whence.analyzer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why it happened: what was felt, its causes by rank, and how the trouble spread. All numbers are finite.
 *
 * @param symptom what was felt; empty when nothing changed beyond chance, and then there are no causes
 * @param causes best first
 * @param propagation how the trouble went from each cause to where it was felt
 * @param examined how much was looked at
 */
public record Answer(Optional<Symptom> symptom, List<Cause> causes, List<Propagation> propagation, Examined examined) {
    public Answer {
        causes = List.copyOf(causes);
        propagation = List.copyOf(propagation);
    }

    /**
     * What was felt, and where.
     *
     * @param kind {@code latency}, {@code error}, {@code output}, {@code throughput} or {@code cost}
     * @param signal what was measured, such as {@code duration.p95} or {@code error.rate}
     * @param before the signal in the baseline; seconds, rates in [0, 1], or the attribute's own unit
     * @param after the signal in the incident
     */
    public record Symptom(
            String kind, String service, String stage, String signal, double before, double after, Instant startedAt) {}

    /**
     * @param rank 1 for the best
     * @param score in [0, 1]: how well the evidence speaks for it
     * @param confidence {@code high}, {@code medium} or {@code low}
     * @param kind {@code latency}, {@code network}, {@code tokens}, {@code size}, {@code calls}, {@code routing}, {@code error}, {@code timeout},
     *     {@code output}, {@code throughput}, {@code missing}, {@code cost}, {@code path} or {@code resource}
     * @param attributes what narrows the cause; empty when the whole stage is affected
     * @param explains which share of the symptom, in [0, 1]
     * @param traces ids of traces of the incident which show it
     * @param next what to do next: queries to run, traces to open
     * @param spanId where a single trace went wrong; present only in answers about one trace
     */
    public record Cause(
            int rank,
            double score,
            String confidence,
            String kind,
            String service,
            String stage,
            Map<String, String> attributes,
            Instant startedAt,
            double explains,
            String statement,
            List<Evidence> evidence,
            List<String> traces,
            List<String> next,
            Optional<String> spanId) {
        public Cause {
            attributes = Map.copyOf(attributes);
            evidence = List.copyOf(evidence);
            traces = List.copyOf(traces);
            next = List.copyOf(next);
        }
    }

    /**
     * One measured fact.
     *
     * @param kind what was compared, such as {@code self_time} or {@code error_rate}
     * @param pValue of the difference between before and after; 1 where no test applies
     */
    public record Evidence(String kind, double before, double after, double pValue, String text) {}

    /** @param share which part of the traces with the trouble at {@code from} had it at {@code to} too */
    public record Propagation(Place from, Place to, double share) {}

    /**
     * @param sampled whether only a sample of the traces was read
     * @param took seconds
     */
    public record Examined(int traces, int spans, int logs, boolean sampled, double took) {}
}
