package dev.whence.server.api;

import dev.whence.analyzer.quality.BiasAnswer;
import dev.whence.analyzer.quality.BiasEntry;
import dev.whence.analyzer.quality.BiasEntry.Outcome;
import dev.whence.analyzer.quality.BiasQuestion;
import dev.whence.analyzer.quality.GroupBias;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** Tells whether groups of requests end differently. */
final class BiasRoutes {
    /** Each holds the requests of a stretch of time in memory. */
    private static final int AT_A_TIME = 2;

    private final GroupBias bias;
    private final List<String> groups;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    /** @param groups the attributes that are meant when none is named */
    BiasRoutes(TraceStore store, List<String> groups) {
        this.bias = new GroupBias(store);
        this.groups = List.copyOf(groups);
    }

    List<Route> routes() {
        return List.of(Route.get(
                        "/api/v1/bias",
                        "Compares errors, refusals and scores of each value of an attribute with those of all others,"
                                + " with test and effect. What differs comes first.",
                        this::bias)
                .with(
                        Parameter.text(
                                "group_by",
                                "The attribute whose values are the groups, or up to five between commas; without it those"
                                        + " of bias.groups in the configuration."),
                        Parameter.text(
                                "q",
                                "Only requests with a span that matches it, and scores that match it or of whose request a"
                                        + " span does; in the query language."),
                        Parameter.FROM,
                        Parameter.TO,
                        Parameter.text(
                                "outcome", "`error`, `refusal`, `score`, or several between commas; without it all."))
                .answering(
                        Route.Answer.ok(
                                "One entry for each outcome and group, of each attribute.", Route.Content.json("Bias")),
                        Route.Answer.problem(400, "A parameter is missing or cannot be read.")));
    }

    private void bias(Context exchange, Parameters parameters) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Selection window = parameters.selection();
        List<String> given = parameters.list("group_by").stream().distinct().toList();
        List<String> groupBy = given.isEmpty() ? groups : given;
        if (groupBy.isEmpty()) {
            throw Problem.badRequest("group_by is missing; give the attribute whose values are the groups,"
                    + " such as group_by=tenant.id, or name it in the configuration: bias.groups = tenant.id");
        }
        if (groupBy.size() > GroupBias.MOST_ATTRIBUTES) {
            throw Problem.badRequest("group_by takes " + GroupBias.MOST_ATTRIBUTES
                    + " attributes at most; leave out some of " + String.join(", ", groupBy));
        }
        BiasQuestion question = new BiasQuestion(
                groupBy, window.fromNanos(), window.toNanos(), window.query(), outcomes(parameters.list("outcome")));
        BiasAnswer answer;
        turns.acquire();
        try {
            answer = bias.analyze(question);
        } finally {
            turns.release();
        }
        Json.answer(exchange, json -> write(json, answer, started));
    }

    private static Set<Outcome> outcomes(List<String> names) {
        if (names.isEmpty()) {
            return EnumSet.allOf(Outcome.class);
        }
        return names.stream().map(BiasRoutes::outcome).collect(Collectors.toSet());
    }

    private static Outcome outcome(String name) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("outcome is error, refusal or score; not \"" + name + "\""));
    }

    private static void write(JsonGenerator json, BiasAnswer answer, long started) {
        json.writeStringProperty("group_by", String.join(",", answer.groupBy()));
        json.writeArrayPropertyStart("groups");
        answer.entries().forEach(entry -> entry(json, entry));
        json.writeEndArray();
        json.writeObjectPropertyStart("examined");
        BiasAnswer.Examined examined = answer.examined();
        json.writeNumberProperty("requests", examined.requests());
        json.writeNumberProperty("scores", examined.scores());
        json.writeNumberProperty("without_group", examined.withoutGroup());
        json.writeNumberProperty("mixed", examined.mixed());
        json.writeNumberProperty("groups_left_out", examined.groupsLeftOut());
        json.writeBooleanProperty("sampled", examined.sampled());
        Json.took(json, started);
        json.writeEndObject();
    }

    private static void entry(JsonGenerator json, BiasEntry entry) {
        json.writeStartObject();
        json.writeStringProperty("outcome", entry.outcome().wireName());
        Json.text(json, "score", entry.score());
        json.writeStringProperty("group_by", entry.groupBy());
        json.writeStringProperty("group", entry.group());
        json.writeStringProperty("verdict", entry.verdict().wireName());
        json.writeNumberProperty("count", entry.own().count());
        json.writeNumberProperty("sessions", entry.own().sessions());
        Json.number(json, "rate", entry.own().rate());
        json.writeNumberProperty("rest_count", entry.rest().count());
        json.writeNumberProperty("rest_sessions", entry.rest().sessions());
        Json.number(json, "rest_rate", entry.rest().rate());
        Json.number(json, "difference", entry.difference());
        Json.number(json, "ratio", entry.ratio());
        Json.number(json, "effect", entry.effect());
        json.writeStringProperty("test", entry.test());
        Json.number(json, "design_effect", entry.designEffect());
        Json.number(json, "p_value", entry.pValue());
        Json.number(json, "adjusted_p_value", entry.adjustedPValue());
        json.writeStringProperty("reason", entry.reason());
        json.writeEndObject();
    }
}
