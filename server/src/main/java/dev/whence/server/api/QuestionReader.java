package dev.whence.server.api;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Question;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.Window;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the question of a root-cause analysis. Every complaint says what to write instead. */
final class QuestionReader {
    private static final List<String> MEMBERS =
            List.of("from", "to", "baseline", "q", "symptom", "limit", "target", "trace_id");
    private static final int MOST_CAUSES = 100;
    private static final int DEFAULT_CAUSES = 5;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final InstantSource clock;

    QuestionReader(InstantSource clock) {
        this.clock = clock;
    }

    Question read(byte[] body) {
        JsonNode question = object(body);
        requireKnown("the question", question, MEMBERS);
        OptionalLong from = time(question, "from");
        OptionalLong to = time(question, "to");
        requireOrder(from, to, "");
        Optional<Window> baseline = part(question, "baseline").map(this::window);
        baseline.ifPresent(window -> requireApart(window, from, to));
        return new Question(
                from,
                to,
                baseline,
                text(question, "q").orElse(""),
                text(question, "symptom").map(QuestionReader::symptom).orElse(SymptomKind.AUTO),
                limit(question),
                part(question, "target").map(QuestionReader::place),
                traceId(question));
    }

    private static Optional<String> traceId(JsonNode question) {
        Optional<String> id =
                text(question, "trace_id").map(text -> text.strip().toLowerCase(Locale.ROOT));
        if (id.isEmpty() && question.hasNonNull("trace_id")) {
            throw Problem.badRequest("trace_id is empty; name the trace, or leave trace_id out to ask about a window");
        }
        return id;
    }

    private static void requireApart(Window baseline, OptionalLong from, OptionalLong to) {
        if (from.isPresent()
                && to.isPresent()
                && baseline.toNanos() > from.getAsLong()
                && baseline.fromNanos() < to.getAsLong()) {
            throw Problem.badRequest(
                    "the baseline overlaps the incident window; end it at the window's from, or leave it out to have one found");
        }
    }

    private static JsonNode object(byte[] body) {
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            throw Problem.badRequest(
                    "the body is empty; send a question such as {\"from\": \"now-15m\", \"to\": \"now\"}");
        }
        try {
            JsonNode tree = JSON.readTree(body);
            if (!tree.isObject()) {
                throw Problem.badRequest(
                        "a question is one JSON object, such as {\"from\": \"now-15m\", \"to\": \"now\"}");
            }
            return tree;
        } catch (JacksonException e) {
            throw Problem.badRequest("the body is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static void requireKnown(String what, JsonNode object, List<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw Problem.badRequest(what + " has no member \"" + name + "\""
                        + Nearest.of(name, known)
                                .map(near -> "; did you mean \"" + near + "\"?")
                                .orElse("; known are: " + String.join(", ", known)));
            }
        }
    }

    private static Optional<JsonNode> part(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw Problem.badRequest(name + " is an object, such as "
                    + (name.equals("target")
                            ? "{\"service\": \"gateway\", \"stage\": \"POST /ask\"}"
                            : "{\"from\": \"now-2h\", \"to\": \"now-1h\"}"));
        }
        return Optional.of(value);
    }

    private static Optional<String> text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw Problem.badRequest(name + " is a text; not " + value);
        }
        return Optional.of(value.stringValue()).filter(text -> !text.isBlank());
    }

    private OptionalLong time(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                TimeText.timeNanos(name, value.isString() ? value.stringValue().strip() : value.toString(), clock));
    }

    private Window window(JsonNode baseline) {
        requireKnown("baseline", baseline, List.of("from", "to"));
        OptionalLong from = time(baseline, "from");
        OptionalLong to = time(baseline, "to");
        if (from.isEmpty() || to.isEmpty()) {
            throw Problem.badRequest("baseline needs both from and to; leave it out to have one found");
        }
        requireOrder(from, to, " of the baseline");
        return new Window(from.getAsLong(), to.getAsLong());
    }

    private static void requireOrder(OptionalLong from, OptionalLong to, String whose) {
        if (from.isPresent() && to.isPresent() && from.getAsLong() >= to.getAsLong()) {
            throw Problem.badRequest("from" + whose + " must be before to");
        }
    }

    private static Place place(JsonNode target) {
        requireKnown("target", target, List.of("service", "stage"));
        Place place = new Place(
                text(target, "service").orElse(""), text(target, "stage").orElse(""));
        if (place.service().isEmpty() && place.stage().isEmpty()) {
            throw Problem.badRequest("target names a service, a stage, or both");
        }
        return place;
    }

    private static SymptomKind symptom(String name) {
        return SymptomKind.of(name)
                .orElseThrow(() -> Problem.badRequest("symptom is one of "
                        + Arrays.stream(SymptomKind.values())
                                .map(SymptomKind::wireName)
                                .collect(Collectors.joining(", "))
                        + "; not \"" + name + "\""));
    }

    private static int limit(JsonNode question) {
        JsonNode value = question.get("limit");
        if (value == null || value.isNull()) {
            return DEFAULT_CAUSES;
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > MOST_CAUSES) {
            throw Problem.badRequest("limit is a whole number from 1 to " + MOST_CAUSES + "; not " + value);
        }
        return value.intValue();
    }
}
