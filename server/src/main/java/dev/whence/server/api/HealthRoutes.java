package dev.whence.server.api;

import java.util.List;
import java.util.function.BooleanSupplier;

/** Tells supervisors whether the server lives and whether it is ready. */
final class HealthRoutes {
    private final BooleanSupplier ready;

    HealthRoutes(BooleanSupplier ready) {
        this.ready = ready;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                "/healthz",
                                "Whether the process lives.",
                                (exchange, parameters) ->
                                        Json.answer(exchange, json -> json.writeStringProperty("status", "ok")))
                        .answering(Route.Answer.ok("It lives.", Route.Content.json("Status"))),
                Route.get(
                                "/readyz",
                                "Whether it is ready: what was taken before the last stop can be found again.",
                                (exchange, parameters) -> {
                                    if (!ready.getAsBoolean()) {
                                        throw new Problem(
                                                        503,
                                                        "not ready: records taken before the last stop are still"
                                                                + " being indexed, or the server is stopping")
                                                .withHeader("Retry-After", "1");
                                    }
                                    Json.answer(exchange, json -> json.writeStringProperty("status", "ready"));
                                })
                        .answering(
                                Route.Answer.ok("It is ready.", Route.Content.json("Status")),
                                Route.Answer.problem(503, "Not yet, or not any more.")));
    }
}
