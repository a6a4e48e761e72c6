package dev.whence.server.api;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Question;
import dev.whence.analyzer.RootCauseAnalyzer;
import dev.whence.analyzer.report.Report;
import dev.whence.indexer.TraceStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Explains what went wrong in a window of time, or in one trace. */
final class RcaRoutes {
    /** Each holds a window of spans in memory; more would only share the processors. */
    private static final int AT_A_TIME = 2;

    private final TraceStore store;
    private final RootCauseAnalyzer analyzer;
    private final Bodies bodies;
    private final InstantSource clock;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    RcaRoutes(TraceStore store, RootCauseAnalyzer analyzer, Bodies bodies, InstantSource clock) {
        this.store = store;
        this.analyzer = analyzer;
        this.bodies = bodies;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.post(
                        "/api/v1/rca",
                        "Explains a window of time, or one trace: the symptom and its causes by rank, with evidence."
                                + " `symptom` is null and `causes` empty when nothing changed beyond chance.",
                        (exchange, parameters) -> explain(exchange))
                .taking(Route.Content.json("Question"))
                .answering(
                        Route.Answer.ok(
                                "The answer; as text or Markdown where `Accept` asks for that.",
                                Route.Content.json("Answer"),
                                new Route.Content("text/plain", ""),
                                new Route.Content("text/markdown", "")),
                        Route.Answer.problem(400, "The question cannot be read."),
                        Route.Answer.problem(404, "No record has this trace id."),
                        Route.Answer.problem(415, "Not JSON.")));
    }

    private void explain(Context exchange) throws IOException, InterruptedException {
        String type = Bodies.contentType(exchange);
        if (!type.equals(Json.CONTENT_TYPE)) {
            throw new Problem(415, "a question comes as JSON; send the header Content-Type: application/json")
                    .withHeader("Accept", Json.CONTENT_TYPE);
        }
        Question question;
        try (Bodies.Body body = bodies.open(exchange)) {
            question = new QuestionReader(clock).read(body.readAllBytes());
        }
        Answer answer;
        turns.acquire();
        try {
            answer = answer(question);
        } finally {
            turns.release();
        }
        write(exchange, answer);
    }

    /**
     * A trace that is not found may have arrived just now: it is waited for until all that was acknowledged is indexed.
     *
     * @throws Problem 404 when no record has the trace id that is asked about
     */
    private Answer answer(Question question) {
        Answer answer = analyzer.analyze(question);
        if (question.traceId().isPresent() && answer.examined().traces() == 0) {
            store.refresh();
            answer = analyzer.analyze(question);
            if (answer.examined().traces() == 0) {
                throw TraceRoutes.unknown(question.traceId().get());
            }
        }
        return answer;
    }

    private static void write(Context exchange, Answer answer) throws IOException {
        String accepted = String.valueOf(exchange.header("Accept"));
        if (accepted.startsWith("text/markdown")) {
            exchange.contentType("text/markdown; charset=utf-8");
            exchange.result(Report.markdown(answer).getBytes(StandardCharsets.UTF_8));
        } else if (accepted.startsWith("text/plain")) {
            exchange.contentType("text/plain; charset=utf-8");
            exchange.result(Report.text(answer).getBytes(StandardCharsets.UTF_8));
        } else {
            Json.answer(exchange, json -> AnswerJson.writeMembers(json, answer));
        }
    }
}
