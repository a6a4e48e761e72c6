package dev.whence.server.rca;

import dev.whence.fixtures.Fault;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** One scenario, what the server answered about it, and how right that is. */
record Incident(Scenario scenario, int status, JsonNode answer) {
    private static final Duration ONSET_TOLERANCE = Duration.ofSeconds(30);

    /** A cause as the server gave it. */
    record Cause(String service, String stage, String kind, String confidence, Map<String, String> attributes) {
        static Cause of(JsonNode node) {
            Map<String, String> attributes = new TreeMap<>();
            node.path("attributes")
                    .properties()
                    .forEach(one -> attributes.put(one.getKey(), one.getValue().asString()));
            return new Cause(
                    node.path("service").asString(),
                    node.path("stage").asString(),
                    node.path("kind").asString(),
                    node.path("confidence").asString(),
                    attributes);
        }

        @Override
        public String toString() {
            return stage + " of " + service + (attributes.isEmpty() ? "" : " " + attributes) + " (" + kind + ", "
                    + confidence + ")";
        }
    }

    Optional<Truth> truth() {
        return scenario.truth();
    }

    String name() {
        return scenario.pipeline().name() + " "
                + scenario.fault().map(Fault::name).orElse("healthy") + " seed " + scenario.seed();
    }

    List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        answer.path("causes").forEach(node -> causes.add(Cause.of(node)));
        return causes;
    }

    /** Whether the first cause sits where the fault does; of healthy traffic, whether there is none. */
    boolean isRight() {
        List<Cause> causes = causes();
        return truth().map(truth -> !causes.isEmpty()
                        && truth.isPlace(causes.get(0).service(), causes.get(0).stage()))
                .orElse(status == 200 && causes.isEmpty());
    }

    /** Whether it is narrowed to just the right part of the stage too. */
    boolean isNarrowedRight() {
        return isRight()
                && truth().map(truth -> truth.isNarrowing(causes().get(0).attributes()))
                        .orElse(true);
    }

    /** Whether the right place is among the first three. */
    boolean isAmongThree() {
        return truth().map(truth ->
                        causes().stream().limit(3).anyMatch(cause -> truth.isPlace(cause.service(), cause.stage())))
                .orElse(causes().isEmpty());
    }

    boolean isOnsetRight() {
        String began = answer.path("symptom").path("started_at").asString("");
        return truth().map(truth -> !began.isEmpty()
                        && Duration.between(truth.onset(), Instant.parse(began))
                                        .abs()
                                        .compareTo(ONSET_TOLERANCE)
                                <= 0)
                .orElse(true);
    }

    /** What was wrong and what was answered, for people. */
    String told() {
        String wanted = truth().map(truth -> truth.place().stage() + " of "
                        + truth.place().service() + (truth.attributes().isEmpty() ? "" : " " + truth.attributes())
                        + ": "
                        + truth.description())
                .orElse("nothing");
        JsonNode symptom = answer.path("symptom");
        StringBuilder told = new StringBuilder(name())
                .append("\n    wanted ")
                .append(wanted)
                .append("\n    felt   ")
                .append(
                        symptom.isObject()
                                ? symptom.path("signal").asString() + " of "
                                        + symptom.path("stage").asString()
                                : "nothing");
        int rank = 1;
        for (Cause cause : causes()) {
            told.append("\n    ").append(rank++).append(".     ").append(cause);
        }
        return told.toString();
    }
}
