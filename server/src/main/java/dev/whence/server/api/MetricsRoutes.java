package dev.whence.server.api;

import java.util.List;

/** The server's own metrics. */
final class MetricsRoutes {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Meters meters;

    MetricsRoutes(Meters meters) {
        this.meters = meters;
    }

    List<Route> routes() {
        return List.of(Route.get(
                        "/metrics",
                        "The server's own metrics in Prometheus' text format.",
                        (exchange, parameters) ->
                                exchange.contentType(PROMETHEUS_TEXT).result(meters.scrape()))
                .answering(Route.Answer.ok("Metrics.", new Route.Content("text/plain", ""))));
    }
}
