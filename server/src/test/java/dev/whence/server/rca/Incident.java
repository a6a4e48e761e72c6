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

    List<Truth> truths() {
        return scenario.truths();
    }

    /** The fault that the first cause sits at, or else the first fault; empty when nothing is wrong. */
    Optional<Truth> truth() {
        return truths().stream()
                .filter(truth -> causes().stream().limit(1).anyMatch(cause -> sits(cause, truth)))
                .findFirst()
                .or(scenario::truth);
    }

    private static boolean sits(Cause cause, Truth truth) {
        return truth.isPlace(cause.service(), cause.stage());
    }

    String name() {
        return scenario.pipeline().name() + " "
                + (scenario.faults().isEmpty()
                        ? "healthy"
                        : String.join(
                                " and ",
                                scenario.faults().stream().map(Fault::name).toList()))
                + " seed " + scenario.seed();
    }

    List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        answer.path("causes").forEach(node -> causes.add(Cause.of(node)));
        return causes;
    }

    /** Whether the first cause sits where a fault does; of healthy traffic, whether there is none. */
    boolean isRight() {
        List<Cause> causes = causes();
        return truth().map(truth -> !causes.isEmpty() && sits(causes.get(0), truth))
                .orElse(status == 200 && causes.isEmpty());
    }

    /** Whether it is narrowed to just the right part of the stage too. */
    boolean isNarrowedRight() {
        return isRight()
                && truth().map(truth -> truth.isNarrowing(causes().get(0).attributes()))
                        .orElse(true);
    }

    /** Whether the place of each fault is among the first three. */
    boolean isAmongThree() {
        return truths().isEmpty()
                ? causes().isEmpty()
                : truths().stream().allMatch(truth -> causes().stream().limit(3).anyMatch(cause -> sits(cause, truth)));
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
        List<String> wanted = truths().stream()
                .map(truth -> truth.place().stage() + " of "
                        + truth.place().service() + (truth.attributes().isEmpty() ? "" : " " + truth.attributes())
                        + ": "
                        + truth.description())
                .toList();
        JsonNode symptom = answer.path("symptom");
        StringBuilder told = new StringBuilder(name())
                .append("\n    wanted ")
                .append(wanted.isEmpty() ? "nothing" : String.join(" And ", wanted))
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
