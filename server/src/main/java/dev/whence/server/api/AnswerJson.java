package dev.whence.server.api;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.model.Times;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Writes the answer of a root-cause analysis as the public contract has it. */
public final class AnswerJson {
    private AnswerJson() {}

    /** Writes the members of its object, whose braces the caller writes. */
    public static void writeMembers(JsonGenerator json, Answer answer) {
        if (answer.symptom().isPresent()) {
            writeSymptom(json, answer.symptom().get());
        } else {
            json.writeNullProperty("symptom");
        }
        json.writeArrayPropertyStart("causes");
        answer.causes().forEach(cause -> write(json, cause));
        json.writeEndArray();
        json.writeArrayPropertyStart("propagation");
        for (Answer.Propagation link : answer.propagation()) {
            json.writeStartObject();
            write(json, "from", link.from());
            write(json, "to", link.to());
            Json.number(json, "share", link.share());
            json.writeEndObject();
        }
        json.writeEndArray();
        Answer.Examined examined = answer.examined();
        json.writeObjectPropertyStart("examined");
        json.writeNumberProperty("traces", examined.traces());
        json.writeNumberProperty("spans", examined.spans());
        json.writeNumberProperty("logs", examined.logs());
        json.writeBooleanProperty("sampled", examined.sampled());
        Json.number(json, "took", examined.took());
        json.writeEndObject();
    }

    private static void writeSymptom(JsonGenerator json, Answer.Symptom symptom) {
        json.writeObjectPropertyStart("symptom");
        json.writeStringProperty("kind", symptom.kind());
        json.writeStringProperty("service", symptom.service());
        json.writeStringProperty("stage", symptom.stage());
        json.writeStringProperty("signal", symptom.signal());
        Json.number(json, "before", symptom.before());
        Json.number(json, "after", symptom.after());
        json.writeStringProperty("started_at", time(symptom.startedAt()));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Answer.Cause cause) {
        json.writeStartObject();
        json.writeNumberProperty("rank", cause.rank());
        Json.number(json, "score", cause.score());
        json.writeStringProperty("confidence", cause.confidence());
        json.writeStringProperty("kind", cause.kind());
        json.writeStringProperty("service", cause.service());
        json.writeStringProperty("stage", cause.stage());
        cause.spanId().ifPresent(id -> json.writeStringProperty("span_id", id));
        json.writeName("attributes");
        Map<String, String> attributes = new TreeMap<>(cause.attributes());
        Json.value(json, attributes);
        json.writeStringProperty("started_at", time(cause.startedAt()));
        Json.number(json, "explains", cause.explains());
        json.writeStringProperty("statement", cause.statement());
        json.writeArrayPropertyStart("evidence");
        for (Answer.Evidence fact : cause.evidence()) {
            json.writeStartObject();
            json.writeStringProperty("kind", fact.kind());
            Json.number(json, "before", fact.before());
            Json.number(json, "after", fact.after());
            Json.number(json, "p_value", fact.pValue());
            json.writeStringProperty("text", fact.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeName("traces");
        Json.value(json, cause.traces());
        json.writeName("next");
        Json.value(json, cause.next());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Place place) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("service", place.service());
        json.writeStringProperty("stage", place.stage());
        json.writeEndObject();
    }

    private static String time(Instant instant) {
        return Times.format(instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
    }
}
