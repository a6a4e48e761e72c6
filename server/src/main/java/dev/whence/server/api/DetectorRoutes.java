package dev.whence.server.api;

import dev.whence.anomaly.DetectorState;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/** Tells of each detector what it flags, what it learns, and how it is doing. */
final class DetectorRoutes {
    private final Supplier<List<DetectorState>> detectors;

    DetectorRoutes(Supplier<List<DetectorState>> detectors) {
        this.detectors = detectors;
    }

    List<Route> routes() {
        return List.of(Route.get(
                        "/api/v1/detectors",
                        "Each detector: what it flags, of what it learns the usual, whether it judges already, is warming up"
                                + " or was switched off, and what it flagged since the start.",
                        this::detectors)
                .answering(Route.Answer.ok(
                        "One entry for each detector, in the order they are asked.", Route.Content.json("Detectors"))));
    }

    private void detectors(Context exchange, Parameters parameters) throws IOException {
        List<DetectorState> states = detectors.get();
        Json.answer(exchange, json -> {
            json.writeArrayPropertyStart("detectors");
            states.forEach(state -> detector(json, state));
            json.writeEndArray();
        });
    }

    private static void detector(JsonGenerator json, DetectorState state) {
        json.writeStartObject();
        json.writeStringProperty("name", state.name());
        json.writeName("kinds");
        Json.value(json, state.about().kinds());
        json.writeName("learns_per");
        Json.value(json, state.about().per());
        json.writeStringProperty("state", phase(state));
        Json.text(json, "reason", state.reason());
        json.writeNumberProperty("series", state.series());
        json.writeNumberProperty("warming_up", state.warmingUp());
        json.writeNumberProperty("records", state.records());
        json.writeName("flags");
        Json.value(json, new TreeMap<>(state.flags()));
        json.writeName("skipped");
        Json.value(json, new TreeMap<>(state.skipped()));
        json.writeEndObject();
    }

    /** {@code warming_up}, {@code ready} or {@code off}. */
    static String phase(DetectorState state) {
        return state.phase().name().toLowerCase(Locale.ROOT);
    }
}
