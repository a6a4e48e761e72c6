package dev.whence.server.api;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.analyzer.drift.DriftAnswer;
import dev.whence.analyzer.drift.DriftQuestion;
import dev.whence.analyzer.drift.DriftSignal;
import dev.whence.anomaly.drift.Comparison;
import dev.whence.anomaly.drift.Summary;
import dev.whence.model.Times;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JsonGenerator;

/** Compares what a pipeline is given, and gives, in two stretches of time. */
final class DriftRoutes {
    /** Each holds two windows of records in memory. */
    private static final int AT_A_TIME = 2;

    private final DriftAnalyzer analyzer;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    DriftRoutes(DriftAnalyzer analyzer) {
        this.analyzer = analyzer;
    }

    List<Route> routes() {
        return List.of(Route.get(
                        "/api/v1/drift",
                        "Compares a window of time with a baseline, by stage and signal: sizes, counts, scores, models, tools,"
                                + " languages, and the words of inputs and outputs. Drifts come first.",
                        this::drift)
                .with(
                        Parameter.QUERY,
                        Parameter.text(
                                "from",
                                "Where the window begins; by default an hour before its end, or a quarter of what is stored"
                                        + " until then if that is shorter."),
                        Parameter.text("to", "Where it ends, exclusive; by default behind the latest record."),
                        Parameter.text(
                                "baseline_from",
                                "Where the baseline begins; by default six times the window before its end."),
                        Parameter.text("baseline_to", "Where it ends, exclusive; by default where the window begins."),
                        Parameter.text("service", "Only of this service."))
                .answering(
                        Route.Answer.ok("One entry for each stage and signal.", Route.Content.json("Drift")),
                        Route.Answer.problem(400, "The query or a parameter cannot be read.")));
    }

    private void drift(Context exchange, Parameters parameters) throws IOException, InterruptedException {
        DriftQuestion question = question(parameters);
        DriftAnswer answer;
        turns.acquire();
        try {
            answer = analyzer.analyze(question);
        } finally {
            turns.release();
        }
        Json.answer(exchange, json -> write(json, answer));
    }

    private static DriftQuestion question(Parameters parameters) {
        OptionalLong from = parameters.time("from");
        OptionalLong to = parameters.time("to");
        OptionalLong baselineFrom = parameters.time("baseline_from");
        OptionalLong baselineTo = parameters.time("baseline_to");
        requireOrder("from", from, "to", to);
        requireOrder("baseline_from", baselineFrom, "baseline_to", baselineTo);
        if (baselineTo.isEmpty()) {
            requireOrder("baseline_from", baselineFrom, "from", from);
        }
        if (baselineTo.isPresent() && from.isPresent() && baselineTo.getAsLong() > from.getAsLong()) {
            throw Problem.badRequest("the baseline overlaps the window; end it at from, or leave baseline_to out");
        }
        return new DriftQuestion(
                from, to, baselineFrom, baselineTo, parameters.selection().query(), parameters.text("service"));
    }

    private static void requireOrder(String first, OptionalLong begin, String second, OptionalLong end) {
        if (begin.isPresent() && end.isPresent() && begin.getAsLong() >= end.getAsLong()) {
            throw Problem.badRequest(first + " must be before " + second);
        }
    }

    private static void write(JsonGenerator json, DriftAnswer answer) {
        answer.baseline()
                .ifPresentOrElse(
                        baseline -> window(json, "baseline", baseline), () -> json.writeNullProperty("baseline"));
        answer.window()
                .ifPresentOrElse(window -> window(json, "window", window), () -> json.writeNullProperty("window"));
        json.writeArrayPropertyStart("signals");
        answer.signals().forEach(signal -> signal(json, signal));
        json.writeEndArray();
        json.writeObjectPropertyStart("examined");
        json.writeNumberProperty("records", answer.examined().records());
        json.writeNumberProperty("texts", answer.examined().texts());
        json.writeNumberProperty("signals", answer.signals().size());
        json.writeBooleanProperty("sampled", answer.examined().sampled());
        json.writeNumberProperty("took", Math.rint(answer.examined().tookSeconds() * 1e6) / 1e6);
        json.writeEndObject();
    }

    private static void window(JsonGenerator json, String name, Window window) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("from", Times.format(window.fromNanos()));
        json.writeStringProperty("to", Times.format(window.toNanos()));
        json.writeEndObject();
    }

    private static void signal(JsonGenerator json, DriftSignal signal) {
        json.writeStartObject();
        json.writeStringProperty("service", signal.place().service());
        json.writeStringProperty("stage", signal.place().stage());
        json.writeStringProperty("signal", signal.name());
        json.writeStringProperty("verdict", signal.verdict().wireName());
        signal.comparison().ifPresent(comparison -> comparison(json, comparison, signal.adjustedPValue()));
        json.writeNumberProperty("baseline_count", signal.before());
        json.writeNumberProperty("window_count", signal.after());
        json.writeStringProperty("reason", signal.reason());
        json.writeEndObject();
    }

    private static void comparison(JsonGenerator json, Comparison comparison, double adjusted) {
        json.writeStringProperty("test", comparison.test());
        Json.number(json, "statistic", comparison.statistic());
        Json.number(json, "p_value", comparison.pValue());
        Json.number(json, "adjusted_p_value", adjusted);
        Json.number(json, "effect", comparison.effect());
        Json.number(json, "jensen_shannon", comparison.divergence().jensenShannon());
        Json.number(json, "psi", comparison.divergence().populationStability());
        comparison.changedAtNanos().ifPresent(at -> json.writeStringProperty("changed_at", Times.format(at)));
        summary(json, "before", comparison.before());
        summary(json, "after", comparison.after());
    }

    private static void summary(JsonGenerator json, String name, Summary summary) {
        json.writeName(name);
        switch (summary) {
            case Summary.Level level -> Json.value(json, level.median());
            case Summary.Shares shares -> Json.value(json, shares.shares());
            case Summary.Words words -> Json.value(json, words.words());
        }
    }
}
