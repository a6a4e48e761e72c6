package dev.whence.server.api;

import dev.whence.analyzer.trace.TraceTree;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.model.Times;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/** Traces: those with a matching record, and one assembled. */
final class TraceRoutes {
    private final TraceStore store;
    private final TraceList list;

    TraceRoutes(TraceStore store) {
        this.store = store;
        this.list = new TraceList(store);
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                "/api/v1/traces",
                                "Traces with a matching record, the one with the newest such record first.",
                                this::traces)
                        .with(
                                Parameter.QUERY,
                                Parameter.FROM,
                                Parameter.TO,
                                Parameter.number("limit", "How many at most, 1 to 500; 50 by default."),
                                Parameter.text("cursor", "From the page before: where this one begins."))
                        .answering(
                                Route.Answer.ok("The page.", Route.Content.json("TracePage")),
                                Route.Answer.problem(400, "The query or a parameter cannot be read.")),
                Route.get(
                                "/api/v1/traces/{trace_id}",
                                "One trace assembled: its tree, critical path, self times, and log lines in place.",
                                this::trace)
                        .with(Parameter.path("trace_id", "The trace's id, as its records have it."))
                        .answering(
                                Route.Answer.ok("The trace.", Route.Content.json("Trace")),
                                Route.Answer.problem(404, "No record has this trace id.")));
    }

    private void traces(Context exchange, Parameters parameters) throws IOException {
        long started = System.nanoTime();
        TraceList.Page page =
                list.page(parameters.selection(), parameters.number("limit", 50, 1, 500), parameters.text("cursor"));
        Json.answer(exchange, json -> {
            json.writeArrayPropertyStart("traces");
            page.traces().forEach(trace -> trace.write(json));
            json.writeEndArray();
            page.cursor().ifPresent(cursor -> json.writeStringProperty("cursor", cursor));
            Json.took(json, started);
        });
    }

    private void trace(Context exchange, Parameters parameters) throws IOException {
        long started = System.nanoTime();
        String id = parameters.path("trace_id").strip().toLowerCase(Locale.ROOT);
        List<Record> records = records(store, id);
        TraceTree tree = TraceTree.of(records);
        TraceSummary summary = TraceSummary.of(id, records, tree);
        Json.answer(exchange, json -> {
            summary.writeMembers(json);
            json.writeArrayPropertyStart("critical_path");
            criticalPath(tree).forEach(json::writeNumber);
            json.writeEndArray();
            json.writeArrayPropertyStart("spans");
            tree.spans().forEach(node -> write(json, node));
            json.writeEndArray();
            Json.records(json, "logs", tree.logs());
            Json.took(json, started);
        });
    }

    /**
     * All records of the trace. One that is not found may have arrived just now: it is waited for until all that was
     * acknowledged is indexed.
     *
     * @throws Problem 404 when there are none
     */
    static List<Record> records(TraceStore store, String id) {
        List<Record> records = store.trace(id);
        if (records.isEmpty()) {
            store.refresh();
            records = store.trace(id);
        }
        if (records.isEmpty()) {
            throw unknown(id);
        }
        return records;
    }

    static Problem unknown(String traceId) {
        return new Problem(404, "no record has the trace id \"" + traceId + "\"; check the id");
    }

    /** Indexes of the spans which the trace waited for, in order of their start. */
    private static List<Integer> criticalPath(TraceTree tree) {
        return IntStream.range(0, tree.spans().size())
                .boxed()
                .filter(index -> tree.spans().get(index).onCriticalPath())
                .sorted(Comparator.comparingLong(
                        index -> tree.spans().get(index).startNanos()))
                .toList();
    }

    private static void write(JsonGenerator json, TraceTree.Node node) {
        json.writeStartObject();
        json.writeName("span");
        RecordCodec.writeTo(json, node.span());
        json.writeNumberProperty("parent", node.parent());
        json.writeNumberProperty("depth", node.depth());
        json.writeBooleanProperty("orphan", node.orphan());
        json.writeStringProperty("start", Times.format(node.startNanos()));
        json.writeNumberProperty("duration", finite(node.durationSeconds()));
        json.writeNumberProperty("self_time", finite(node.selfSeconds()));
        json.writeNumberProperty("critical_time", finite(node.criticalSeconds()));
        json.writeArrayPropertyStart("children");
        node.children().forEach(json::writeNumber);
        json.writeEndArray();
        Json.records(json, "logs", node.logs());
        json.writeEndObject();
    }

    private static double finite(double seconds) {
        return Double.isFinite(seconds) ? seconds : 0;
    }
}
