package dev.whence.server.api;

import dev.whence.indexer.Queries;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.Times;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** What the detectors flagged. */
final class AnomalyRoutes {
    private static final String FLAGGED = Names.ANOMALY_SCORE + ":[0 TO *]";

    private final TraceStore store;

    AnomalyRoutes(TraceStore store) {
        this.store = store;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/anomalies", "What the detectors flagged, newest first.", this::anomalies)
                .with(
                        Parameter.QUERY,
                        Parameter.FROM,
                        Parameter.TO,
                        Parameter.text("service", "Only of this service."),
                        Parameter.text("stage", "Only of this stage."),
                        Parameter.text("kind", "Only of this kind, such as `latency` or `refusal`."),
                        Parameter.number("limit", "How many at most, 0 to 10000; 1000 by default."),
                        Parameter.text("cursor", "From the page before: where this one begins."))
                .answering(
                        Route.Answer.ok("One for each flagged record.", Route.Content.json("Anomalies")),
                        Route.Answer.problem(400, "The query or a parameter cannot be read.")));
    }

    private void anomalies(Context exchange, Parameters parameters) throws IOException {
        long started = System.nanoTime();
        Selection selection = parameters.selection().and(FLAGGED);
        selection = narrowed(selection, Names.SERVICE, parameters, "service");
        selection = narrowed(selection, Names.STAGE, parameters, "stage");
        selection = narrowed(selection, Names.ANOMALY_KIND, parameters, "kind");
        SearchPage page = store.search(new SearchRequest(
                selection,
                SearchRequest.Order.NEWEST,
                parameters.number("limit", 1000, 0, 10_000),
                parameters.text("cursor")));
        Json.answer(exchange, json -> {
            json.writeNumberProperty("total", page.total());
            json.writeArrayPropertyStart("anomalies");
            page.records().forEach(record -> write(json, record));
            json.writeEndArray();
            page.cursor().ifPresent(cursor -> json.writeStringProperty("cursor", cursor));
            Json.took(json, started);
        });
    }

    private static Selection narrowed(Selection selection, String field, Parameters parameters, String parameter) {
        return parameters
                .text(parameter)
                .map(value -> selection.and(field + ":" + Queries.quote(value)))
                .orElse(selection);
    }

    private static void write(JsonGenerator json, Record record) {
        json.writeStartObject();
        json.writeStringProperty("kind", record.text(Names.ANOMALY_KIND));
        if (record.value(Names.ANOMALY_KIND).orElse("") instanceof List<?> kinds && kinds.size() > 1) {
            json.writeName("kinds");
            Json.value(json, kinds);
        }
        json.writeStringProperty("service", record.service());
        json.writeStringProperty("stage", record.stage());
        Json.number(json, "score", record.number(Names.ANOMALY_SCORE));
        json.writeStringProperty("reason", record.text(Names.ANOMALY_REASON));
        Json.number(json, "expected", record.number(Names.ANOMALY_EXPECTED));
        Json.number(json, "observed", record.number(Names.ANOMALY_OBSERVED));
        Json.text(json, "trace_id", record.traceId());
        Json.text(json, "span_id", record.spanId());
        json.writeStringProperty("timestamp", Times.format(record.timestampNanos()));
        json.writeEndObject();
    }
}
