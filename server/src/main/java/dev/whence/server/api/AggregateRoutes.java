package dev.whence.server.api;

import dev.whence.indexer.AggregateRequest;
import dev.whence.indexer.Bucket;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Times;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/** Counts and measures records over time and by fields. */
final class AggregateRoutes {
    private static final int MOST_BUCKETS_OF_TIME = 20_000;

    private final TraceStore store;

    AggregateRoutes(TraceStore store) {
        this.store = store;
    }

    List<Route> routes() {
        return List.of(Route.get(
                        "/api/v1/aggregate",
                        "Counts, errors and statistics of the matching records, over time, by fields, or both.",
                        this::aggregate)
                .with(
                        Parameter.QUERY,
                        Parameter.FROM,
                        Parameter.TO,
                        Parameter.text("by", "Up to three fields between commas: a bucket for each combination."),
                        Parameter.text(
                                "interval",
                                "The width of the buckets of time: `30s`, `5m`, `1h` or seconds; none without."),
                        Parameter.text(
                                "metric", "The number field to measure, such as `duration`; only counts without."),
                        Parameter.number(
                                "limit", "How many combinations of values at most, 1 to 10000; 100 by default."))
                .answering(
                        Route.Answer.ok("The buckets, by time, then by count.", Route.Content.json("Buckets")),
                        Route.Answer.problem(400, "The query or a parameter cannot be read.")));
    }

    private void aggregate(Context exchange, Parameters parameters) throws IOException {
        long started = System.nanoTime();
        Selection selection = parameters.selection();
        OptionalLong interval = parameters.duration("interval");
        if (interval.isPresent()
                && selection.fromNanos() != Long.MIN_VALUE
                && selection.toNanos() != Long.MAX_VALUE
                && (selection.toNanos() - selection.fromNanos()) / interval.getAsLong() > MOST_BUCKETS_OF_TIME) {
            throw Problem.badRequest("interval cuts this span of time into more than " + MOST_BUCKETS_OF_TIME
                    + " buckets; make it wider");
        }
        List<Bucket> buckets = store.aggregate(new AggregateRequest(
                selection,
                parameters.list("by"),
                interval,
                parameters.text("metric").orElse(""),
                parameters.number("limit", 100, 1, 10_000)));
        List<String> by = parameters.list("by");
        Json.answer(exchange, json -> {
            json.writeArrayPropertyStart("buckets");
            buckets.forEach(bucket -> write(json, bucket, by, interval));
            json.writeEndArray();
            Json.took(json, started);
        });
    }

    private static void write(JsonGenerator json, Bucket bucket, List<String> by, OptionalLong interval) {
        json.writeStartObject();
        bucket.startNanos().ifPresent(start -> json.writeStringProperty("time", Times.format(start)));
        json.writeObjectPropertyStart("key");
        for (int i = 0; i < by.size(); i++) {
            Json.text(json, by.get(i), bucket.values().get(i));
        }
        json.writeEndObject();
        Json.number(json, "count", bucket.count());
        Json.number(json, "errors", bucket.errors());
        interval.ifPresent(nanos -> Json.number(json, "rate", bucket.count() / (nanos / 1e9)));
        bucket.metric().ifPresent(metric -> {
            json.writeObjectPropertyStart("metric");
            json.writeNumberProperty("count", metric.count());
            Json.number(json, "sum", metric.sum());
            Json.number(json, "min", metric.min());
            Json.number(json, "max", metric.max());
            Json.number(json, "mean", metric.mean());
            Json.number(json, "p50", metric.p50());
            Json.number(json, "p90", metric.p90());
            Json.number(json, "p95", metric.p95());
            Json.number(json, "p99", metric.p99());
            json.writeEndObject();
        });
        json.writeEndObject();
    }
}
