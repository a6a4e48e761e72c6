package dev.whence.server.api;

import dev.whence.indexer.FieldSummary;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.SearchRequest.Order;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** Finds records, and tells which fields they have. */
final class SearchRoutes {
    private static final int MOST = 10_000;

    private final TraceStore store;

    SearchRoutes(TraceStore store) {
        this.store = store;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/search", "The matching records, a page at a time.", this::search)
                        .with(
                                Parameter.QUERY,
                                Parameter.FROM,
                                Parameter.TO,
                                Parameter.text("kind", "Only these kinds, between commas: " + kinds() + "."),
                                Parameter.text(
                                        "sort",
                                        "`-timestamp` (newest first, the default), `timestamp`, any other field with or"
                                                + " without `-`, or `relevance`."),
                                Parameter.number("limit", "How many at most, 0 to 10000; 100 by default."),
                                Parameter.text("cursor", "From the page before: where this one begins."))
                        .answering(
                                Route.Answer.ok("The page.", Route.Content.json("SearchPage")),
                                Route.Answer.problem(400, "The query or a parameter cannot be read.")),
                Route.get(
                                "/api/v1/fields",
                                "The fields which the matching records have, with the top values of texts.",
                                this::fields)
                        .with(
                                Parameter.QUERY,
                                Parameter.FROM,
                                Parameter.TO,
                                Parameter.number(
                                        "top", "How many values of each field at most, 0 to 100; 10 by default."))
                        .answering(
                                Route.Answer.ok("The fields by name.", Route.Content.json("Fields")),
                                Route.Answer.problem(400, "The query or a parameter cannot be read.")));
    }

    private void search(Context exchange, Parameters parameters) throws IOException {
        long started = System.nanoTime();
        Selection selection = parameters.selection();
        List<String> kinds = parameters.list("kind");
        if (!kinds.isEmpty()) {
            selection =
                    selection.and(kinds.stream().map(SearchRoutes::kindClause).collect(Collectors.joining(" OR ")));
        }
        SearchPage page = store.search(new SearchRequest(
                selection,
                order(parameters.text("sort").orElse("-timestamp")),
                parameters.number("limit", 100, 0, MOST),
                parameters.text("cursor")));
        Json.answer(exchange, json -> {
            json.writeNumberProperty("total", page.total());
            json.writeStringProperty("total_relation", page.exact() ? "eq" : "gte");
            Json.records(json, "records", page.records());
            page.cursor().ifPresent(cursor -> json.writeStringProperty("cursor", cursor));
            Json.took(json, started);
        });
    }

    private static String kindClause(String name) {
        return Kind.of(name)
                .map(kind -> Names.KIND + ":" + kind.wireName())
                .orElseThrow(() -> Problem.badRequest("kind is one or more of " + kinds() + "; not \"" + name + "\""));
    }

    private static String kinds() {
        return Arrays.stream(Kind.values()).map(Kind::wireName).collect(Collectors.joining(", "));
    }

    private static Order order(String sort) {
        boolean descending = sort.startsWith("-");
        String field = descending ? sort.substring(1) : sort;
        if (field.isBlank() || field.contains(",") || field.contains(" ")) {
            throw Problem.badRequest(
                    "sort is one field, with - before it for the largest first, or relevance; not \"" + sort + "\"");
        }
        return field.equals("relevance") ? new Order.Relevance() : new Order.ByField(field, descending);
    }

    private void fields(Context exchange, Parameters parameters) throws IOException {
        long started = System.nanoTime();
        List<FieldSummary> fields = store.fields(parameters.selection(), parameters.number("top", 10, 0, 100));
        Json.answer(exchange, json -> {
            json.writeArrayPropertyStart("fields");
            fields.forEach(field -> write(json, field));
            json.writeEndArray();
            Json.took(json, started);
        });
    }

    private static void write(JsonGenerator json, FieldSummary field) {
        json.writeStartObject();
        json.writeStringProperty("name", field.name());
        json.writeStringProperty("type", field.type().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("records", field.records());
        json.writeArrayPropertyStart("top");
        for (FieldSummary.TopValue value : field.top()) {
            json.writeStartObject();
            json.writeStringProperty("value", value.value());
            json.writeNumberProperty("records", value.records());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
