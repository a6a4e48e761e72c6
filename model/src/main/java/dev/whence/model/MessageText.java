package dev.whence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chat messages as one text. A lone message is its text alone; several stand one after the other as {@code role: text},
 * with an empty line between them. A tool call reads {@code name(arguments)}. Understands the shapes of OpenTelemetry,
 * OpenAI, Anthropic, Gemini, the Vercel AI SDK and LangChain. Stateless and safe for any thread.
 */
final class MessageText {
    private static final int MAX_DEPTH = 12;

    /** Where providers' requests keep the system prompt beside the messages. */
    private static final List<String> SYSTEM =
            List.of("system", "systemInstruction", "system_instruction", "instructions");

    private static final List<String> WRAPPERS =
            List.of("messages", "message", "contents", "choices", "candidates", "generations", "prompt");

    /** In requests and responses of a provider, which name a model, these hold messages too. */
    private static final List<String> BODIES = List.of(
            "messages",
            "message",
            "contents",
            "choices",
            "candidates",
            "generations",
            "prompt",
            "input",
            "output",
            "content");

    /** What stands alone around a text: of a chain, of a flattened list. */
    private static final Set<String> LONE =
            Set.of("input", "output", "text", "content", "completion", "embedding", "document", "result");

    private static final Set<String> CALLS =
            Set.of("tool_call", "tool_use", "function_call", "server_tool_call", "server_tool_use");

    private record Message(String role, String text) {}

    private MessageText() {}

    /** The text of messages as JSON; the text itself when it is anything else, empty when there is no content in it. */
    static String of(String jsonOrText) {
        Optional<Object> tree = JsonTree.parse(jsonOrText);
        return tree.isEmpty() ? jsonOrText : of(tree.get()).orElse(jsonOrText);
    }

    /** The text of a tree of messages; empty when it does not look like messages. */
    static Optional<String> of(Object tree) {
        List<Message> messages = new ArrayList<>();
        if (!collect(tree, messages, 0) || messages.isEmpty()) {
            return Optional.empty();
        }
        messages.removeIf(message -> message.text().isEmpty());
        if (messages.size() == 1) {
            return Optional.of(messages.get(0).text());
        }
        StringBuilder all = new StringBuilder();
        for (Message message : messages) {
            all.append(all.isEmpty() ? "" : "\n\n");
            all.append(message.role().isEmpty() ? "" : message.role() + ": ").append(message.text());
        }
        return Optional.of(all.toString());
    }

    /** Gathers messages; false when something in the tree is not one. */
    private static boolean collect(@Nullable Object tree, List<Message> into, int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        if (tree instanceof String text) {
            into.add(new Message("", text));
            return true;
        }
        if (tree instanceof List<?> list) {
            for (Object one : list) {
                if (!collect(one, into, depth + 1)) {
                    return false;
                }
            }
            return !list.isEmpty();
        }
        return tree instanceof Map<?, ?> map && collectObject(map, into, depth);
    }

    private static boolean collectObject(Map<?, ?> map, List<Message> into, int depth) {
        if (map.get("lc") != null && map.get("kwargs") instanceof Map<?, ?> inner) { // LangChain's serialised objects
            return inner.containsKey("messages")
                    ? collect(inner.get("messages"), into, depth + 1)
                    : inner.containsKey("content") && into.add(message(langChainRole(map), inner));
        }
        if (map.containsKey("role") || map.containsKey("parts") || map.containsKey("tool_calls")) {
            return into.add(message(JsonTree.text(map, "role"), map));
        }
        if (isToolCall(map)) {
            return into.add(new Message("assistant", toolCall(map)));
        }
        for (String system : SYSTEM) {
            String text = contentText(map.get(system), depth + 1);
            if (!text.isEmpty()) {
                into.add(new Message("system", text));
            }
        }
        if (map.get("content") instanceof Map<?, ?> content) { // Gemini's candidates
            return collect(content, into, depth + 1);
        }
        for (String wrapper : map.containsKey("model") ? BODIES : WRAPPERS) {
            Object inner = map.get(wrapper);
            if (inner instanceof Map || inner instanceof List) {
                return collect(inner, into, depth + 1);
            }
            if (inner instanceof String text) {
                return into.add(new Message(into.isEmpty() ? "" : "user", text));
            }
        }
        if (map.size() == 1
                && LONE.contains(String.valueOf(map.keySet().iterator().next()))) {
            return collect(map.values().iterator().next(), into, depth + 1);
        }
        return isPart(map) && into.add(new Message("", partText(map, depth + 1)));
    }

    private static boolean isPart(Map<?, ?> map) {
        return map.get("text") instanceof String || map.get("type") instanceof String && map.containsKey("content");
    }

    private static boolean isToolCall(Map<?, ?> map) {
        return CALLS.contains(JsonTree.text(map, "type").replace('-', '_'));
    }

    private static Message message(String role, Map<?, ?> map) {
        List<String> pieces = new ArrayList<>();
        addNonEmpty(pieces, contentText(map.get("content"), 0));
        addNonEmpty(pieces, contentText(map.get("contents"), 0));
        addNonEmpty(pieces, contentText(map.get("parts"), 0));
        for (Object call : JsonTree.list(map, "tool_calls")) {
            addNonEmpty(pieces, toolCall(call));
        }
        return new Message(role.equals("model") ? "assistant" : role, String.join("\n", pieces));
    }

    /** The text of a message's content: a text, or a list of parts. */
    static String contentText(@Nullable Object content, int depth) {
        if (content instanceof String text) {
            return text;
        }
        if (content instanceof Map<?, ?> part) {
            return depth > MAX_DEPTH ? "" : partText(part, depth);
        }
        if (content instanceof List<?> parts && depth <= MAX_DEPTH) {
            List<String> pieces = new ArrayList<>();
            parts.forEach(part -> addNonEmpty(pieces, contentText(part, depth + 1)));
            return String.join("\n", pieces);
        }
        return content == null || content instanceof List ? "" : content.toString();
    }

    private static String partText(Map<?, ?> part, int depth) {
        if (part.size() == 1 && part.get("message_content") instanceof Map<?, ?> inner) { // OpenInference
            return partText(inner, depth + 1);
        }
        if (part.get("parts") instanceof List<?> parts) {
            return contentText(parts, depth + 1);
        }
        String type = JsonTree.text(part, "type").replace('-', '_');
        if (CALLS.contains(type)) {
            return toolCall(part);
        }
        switch (type) {
            case "tool_call_response", "tool_result", "function_call_output", "server_tool_call_response" -> {
                return first(part, depth, "response", "result", "output", "content");
            }
            default -> {
                String text = first(part, depth, "text", "content", "thinking", "reasoning");
                if (!text.isEmpty()) {
                    return text;
                }
                if (part.get("functionCall") != null || part.get("toolUse") != null) {
                    return toolCall(part.get("functionCall") != null ? part.get("functionCall") : part.get("toolUse"));
                }
                return type.isEmpty() || type.equals("text") || type.equals("output_text") ? "" : "[" + type + "]";
            }
        }
    }

    private static String first(Map<?, ?> part, int depth, String... names) {
        for (String name : names) {
            Object value = part.get(name);
            if (value instanceof Map<?, ?> map && !isPart(map)) {
                Object inner = map.get("value"); // {"type":"json","value":…} of the Vercel AI SDK
                return RecordCodec.json(inner == null ? map : inner);
            }
            String text = contentText(value, depth + 1);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** The texts of a list of tool calls, one a line. */
    static String ofToolCalls(Object tree) {
        List<String> calls = new ArrayList<>();
        (tree instanceof List<?> list ? list : List.of(tree)).forEach(call -> addNonEmpty(calls, toolCall(call)));
        return String.join("\n", calls);
    }

    private static String toolCall(@Nullable Object call) {
        Object from = call;
        for (String wrapper : new String[] {"tool_call", "function"}) {
            Map<?, ?> inner = JsonTree.object(from, wrapper);
            from = inner.isEmpty() ? from : inner;
        }
        String name = JsonTree.text(from, "name");
        if (name.isEmpty()) {
            name = JsonTree.text(from, "toolName");
        }
        for (String key : new String[] {"arguments", "args", "input"}) {
            Object arguments = from instanceof Map<?, ?> map ? map.get(key) : null;
            if (arguments != null) {
                return name + "(" + (arguments instanceof String text ? text : RecordCodec.json(arguments)) + ")";
            }
        }
        return name.isEmpty() ? "" : name + "()";
    }

    private static String langChainRole(Map<?, ?> object) {
        List<?> id = JsonTree.list(object, "id");
        String type = id.isEmpty() ? "" : String.valueOf(id.get(id.size() - 1)).toLowerCase(Locale.ROOT);
        return type.startsWith("human")
                ? "user"
                : type.startsWith("ai")
                        ? "assistant"
                        : type.startsWith("system") ? "system" : type.startsWith("tool") ? "tool" : "";
    }

    private static void addNonEmpty(List<String> pieces, String text) {
        if (!text.isEmpty()) {
            pieces.add(text);
        }
    }
}
