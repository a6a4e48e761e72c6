package dev.whence.server.api;

import dev.whence.analyzer.trace.TraceTree;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.Times;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/**
 * What a list says of a trace.
 *
 * @param service the root's; empty without spans
 * @param stage the root's; empty without spans
 * @param seconds from the first record's start to the last one's end
 * @param errors spans which failed
 * @param anomalies records which the detectors flagged
 */
record TraceSummary(
        String traceId,
        String service,
        String stage,
        long startNanos,
        double seconds,
        int spans,
        int logs,
        int errors,
        int anomalies,
        List<String> services) {
    /** Of the trace's records, which are at least one. */
    static TraceSummary of(String traceId, List<Record> records, TraceTree tree) {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        int errors = 0;
        int anomalies = 0;
        TreeSet<String> services = new TreeSet<>();
        for (TraceTree.Node node : tree.spans()) {
            start = Math.min(start, node.startNanos());
            end = Math.max(end, node.startNanos() + nanos(node.durationSeconds()));
            errors += node.span().isError() ? 1 : 0;
        }
        for (Record record : records) {
            if (tree.spans().isEmpty()) {
                start = Math.min(start, record.timestampNanos());
                end = Math.max(end, record.timestampNanos());
            }
            anomalies += record.has(Names.ANOMALY_SCORE) ? 1 : 0;
            if (!record.service().isEmpty()) {
                services.add(record.service());
            }
        }
        int logs = (int) records.stream()
                .filter(record -> record.kind() != Kind.SPAN && record.kind() != Kind.METRIC)
                .count();
        Record root =
                tree.spans().isEmpty() ? records.get(0) : tree.spans().get(0).span();
        return new TraceSummary(
                traceId,
                root.service(),
                root.stage(),
                start,
                (end - start) / 1e9,
                tree.spans().size(),
                logs,
                errors,
                anomalies,
                List.copyOf(services));
    }

    private static long nanos(double seconds) {
        return Double.isFinite(seconds) ? Math.round(seconds * 1e9) : 0;
    }

    void write(JsonGenerator json) {
        json.writeStartObject();
        writeMembers(json);
        json.writeEndObject();
    }

    void writeMembers(JsonGenerator json) {
        json.writeStringProperty("trace_id", traceId);
        json.writeStringProperty("service", service);
        json.writeStringProperty("stage", stage);
        json.writeStringProperty("timestamp", Times.format(startNanos));
        json.writeNumberProperty("duration", seconds);
        json.writeStringProperty("status", errors > 0 ? "error" : "ok");
        json.writeNumberProperty("span_count", spans);
        json.writeNumberProperty("log_count", logs);
        json.writeNumberProperty("error_count", errors);
        json.writeNumberProperty("anomaly_count", anomalies);
        json.writeName("services");
        Json.value(json, services);
    }
}
