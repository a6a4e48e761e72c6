package dev.whence.server.ingest;

import dev.whence.model.JsonTree;
import dev.whence.model.RecordBuilder;
import dev.whence.model.RecordCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the events by which instrumentations tell a model call's messages, and puts them where OpenTelemetry's present
 * conventions have them; mutable, for one span or log record.
 */
final class ContentEvents {
    private final List<Map<String, @Nullable Object>> input = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> output = new ArrayList<>();

    /**
     * Takes an event that carries content.
     *
     * @param body what the event's body or attributes hold
     * @return false when the event carries none
     */
    boolean add(String eventName, Map<String, @Nullable Object> body) {
        switch (eventName) {
            case "gen_ai.content.prompt" -> addText(input, "user", body.get("gen_ai.prompt"));
            case "gen_ai.content.completion" -> addText(output, "assistant", body.get("gen_ai.completion"));
            case "gen_ai.system.message" -> input.add(message("system", body));
            case "gen_ai.user.message" -> input.add(message("user", body));
            case "gen_ai.assistant.message" -> input.add(message("assistant", body));
            case "gen_ai.tool.message" -> input.add(message("tool", body));
            case "gen_ai.choice" -> output.add(choice(body));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Adds the messages to the record, unless it has them already. */
    void putInto(RecordBuilder record) {
        if (!input.isEmpty() && !record.has("gen_ai.input.messages")) {
            record.put("gen_ai.input.messages", RecordCodec.json(input));
        }
        if (!output.isEmpty() && !record.has("gen_ai.output.messages")) {
            record.put("gen_ai.output.messages", RecordCodec.json(output));
        }
    }

    private static void addText(List<Map<String, @Nullable Object>> to, String role, @Nullable Object content) {
        if (content instanceof String text && JsonTree.parse(text).orElse(null) instanceof List<?> messages) {
            messages.forEach(one -> to.add(message(role, asMap(one))));
        } else if (content != null) {
            Map<String, @Nullable Object> message = new LinkedHashMap<>();
            message.put("role", role);
            message.put("content", content);
            to.add(message);
        }
    }

    private static Map<String, @Nullable Object> message(String role, Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.putAll(unwrapped(body));
        return message;
    }

    private static Map<String, @Nullable Object> choice(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> from = unwrapped(body);
        Object inner = from.get("message");
        Object parsed = inner instanceof String text ? JsonTree.parse(text).orElse(text) : inner;
        Map<String, @Nullable Object> message =
                parsed == null ? message("assistant", from) : message("assistant", asMap(parsed));
        if (from.get("finish_reason") != null) {
            message.put("finish_reason", from.get("finish_reason"));
        }
        return message;
    }

    /** Some clients put the whole body as JSON into one attribute. */
    private static Map<String, @Nullable Object> unwrapped(Map<String, @Nullable Object> body) {
        return body.get("gen_ai.event.content") instanceof String text
                ? asMap(JsonTree.parse(text).orElse(text))
                : body;
    }

    private static Map<String, @Nullable Object> asMap(@Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, inner) -> map.put(String.valueOf(name), inner));
        } else if (value != null) {
            map.put("content", value);
        }
        return map;
    }
}
