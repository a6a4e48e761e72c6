package dev.whence.server.api;

import dev.whence.server.ingest.Decoder;
import dev.whence.server.ingest.NdjsonDecoder;
import dev.whence.server.ingest.Rejected;
import dev.whence.server.ingest.UnreadableBodyException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes records as newline-delimited JSON. */
final class RecordRoutes {
    /** The last is what curl says of a body when it is not told otherwise. */
    private static final List<String> TYPES = List.of(
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonlines",
            "application/json",
            "text/plain",
            "application/octet-stream",
            "application/x-www-form-urlencoded");

    private static final int MOST_TOLD = 1000;

    private final Intake intake;
    private final Decoder decoder;

    RecordRoutes(Intake intake, long bodyLimit) {
        this.intake = intake;
        this.decoder = new NdjsonDecoder((int) Math.min(bodyLimit, Integer.MAX_VALUE - 8));
    }

    List<Route> routes() {
        return List.of(Route.post(
                        "/api/v1/records",
                        "Takes records, one JSON object a line; bad lines never cost the good ones.",
                        (exchange, parameters) -> take(exchange))
                .taking(
                        new Route.Content("application/x-ndjson", "Record"),
                        new Route.Content("application/json", "Record"))
                .answering(
                        Route.Answer.ok("Taken: durable, and found within a second.", Route.Content.json("Taken")),
                        Route.Answer.problem(400, "Nothing of it could be understood."),
                        Route.Answer.problem(413, "Too large."),
                        Route.Answer.problem(415, "Not a content type or encoding that is known."),
                        Route.Answer.problem(429, "Too busy: nothing was taken; send it again after `Retry-After`."),
                        Route.Answer.problem(503, "The store failed: nothing was taken.")));
    }

    private void take(Context exchange) throws IOException, UnreadableBodyException {
        String type = Bodies.contentType(exchange);
        if (!type.isEmpty() && !TYPES.contains(type)) {
            throw new Problem(
                            415,
                            "records are not taken as " + type + "; send one JSON object a line with the header"
                                    + " Content-Type: application/x-ndjson")
                    .withHeader("Accept", "application/x-ndjson, application/json");
        }
        Intake.Taken taken = intake.take(exchange, decoder, "ndjson");
        int accepted = taken.decoded().records().size();
        List<Rejected> rejected = taken.decoded().rejected();
        if (accepted == 0) {
            throw nothingTaken(taken, rejected);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accepted", accepted);
        putRejected(answer, rejected);
        exchange.contentType(Json.CONTENT_TYPE);
        exchange.result(Json.bytes(answer));
    }

    private static Problem nothingTaken(Intake.Taken taken, List<Rejected> rejected) {
        if (rejected.isEmpty()) {
            return Problem.badRequest(
                    taken.bytes() == 0
                            ? "the body is empty; send one JSON object a line, such as {\"message\":\"hello\"}"
                            : "the body has nothing but blank lines; send one JSON object a line");
        }
        Problem problem = Problem.badRequest(
                (rejected.size() == 1 ? "the only line cannot be" : "none of the " + rejected.size() + " lines can be")
                        + " taken; line " + rejected.get(0).line() + ": "
                        + rejected.get(0).detail());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("accepted", 0);
        putRejected(members, rejected);
        members.forEach(problem::with);
        return problem;
    }

    private static void putRejected(Map<String, Object> answer, List<Rejected> rejected) {
        List<Map<String, Object>> told = new ArrayList<>();
        for (Rejected one : rejected.subList(0, Math.min(MOST_TOLD, rejected.size()))) {
            told.add(Map.of("line", one.line(), "detail", one.detail()));
        }
        answer.put("rejected", told);
        if (told.size() < rejected.size()) {
            answer.put("rejected_total", rejected.size());
        }
    }
}
