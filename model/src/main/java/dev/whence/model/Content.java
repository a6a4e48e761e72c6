package dev.whence.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code input} and {@code output} from whichever convention carried them, and drops the carriers. Stateless and
 * safe for any thread.
 */
final class Content {
    /** How a carrier's value becomes text. */
    private enum Shape {
        MESSAGES,
        TOOL_CALLS,
        DOCUMENTS
    }

    /** A field that carries content; the first of those that fill the same target wins. */
    private record Carrier(String target, String name, Shape shape, int rank) {}

    /** The carriers by their field, or by the prefix of a flattened list ({@code llm.input_messages.0.message.role}). */
    private static final Map<String, Carrier> CARRIERS = carriers();

    private Content() {}

    private static Map<String, Carrier> carriers() {
        Map<String, Carrier> carriers = new HashMap<>();
        add(
                carriers,
                Names.INPUT,
                Shape.MESSAGES,
                "gen_ai.input.messages",
                "llm.input_messages",
                "gen_ai.prompt",
                "ai.prompt.messages",
                "ai.prompt",
                "gen_ai.retrieval.query.text",
                "db.vector.query.content",
                "reranker.query",
                "gen_ai.tool.call.arguments",
                "gen_ai.tool.args",
                "spring.ai.tool.call.arguments",
                "ai.toolCall.args",
                "pydantic_ai.all_messages",
                "llm.prompts",
                "embedding.embeddings",
                "embedding.text",
                "input.value",
                "langfuse.observation.input",
                "traceloop.entity.input",
                "mlflow.spanInputs",
                "gcp.vertex.agent.llm_request",
                "ai.value",
                "ai.values",
                "langfuse.trace.input");
        add(
                carriers,
                Names.OUTPUT,
                Shape.MESSAGES,
                "gen_ai.output.messages",
                "llm.output_messages",
                "gen_ai.completion",
                "ai.response.text",
                "ai.response.object");
        add(carriers, Names.OUTPUT, Shape.TOOL_CALLS, "ai.response.toolCalls");
        add(
                carriers,
                Names.OUTPUT,
                Shape.DOCUMENTS,
                "gen_ai.retrieval.documents",
                "retrieval.documents",
                "reranker.output_documents",
                "db.vector.query.response.documents");
        add(
                carriers,
                Names.OUTPUT,
                Shape.MESSAGES,
                "gen_ai.tool.call.result",
                "spring.ai.tool.call.result",
                "ai.toolCall.result",
                "llm.choices",
                "output.value",
                "langfuse.observation.output",
                "traceloop.entity.output",
                "mlflow.spanOutputs",
                "gcp.vertex.agent.llm_response",
                "langfuse.trace.output");
        return Map.copyOf(carriers);
    }

    private static void add(Map<String, Carrier> to, String target, Shape shape, String... names) {
        for (String name : names) {
            to.put(name, new Carrier(target, name, shape, to.size()));
        }
    }

    static void fill(RecordBuilder record) {
        Vectors.measure(record);
        Map<Carrier, Object> found = find(record);
        if (found.isEmpty()) {
            return;
        }
        List<Carrier> ranked = new ArrayList<>(found.keySet());
        ranked.sort(Comparator.comparingInt(Carrier::rank));
        for (Carrier carrier : ranked) {
            Object tree = found.getOrDefault(carrier, "");
            if (carrier.shape() == Shape.DOCUMENTS) {
                RetrievedDocuments.measure(tree, record);
            } else if (carrier.name().equals("gen_ai.output.messages")) {
                putFinishReasons(tree, record);
            }
        }
        fill(record, Names.INPUT, ranked, found);
        fill(record, Names.OUTPUT, ranked, found);
    }

    private static void fill(RecordBuilder record, String target, List<Carrier> ranked, Map<Carrier, Object> found) {
        if (record.has(target)) {
            return;
        }
        for (Carrier carrier : ranked) {
            if (carrier.target().equals(target)) {
                String text = text(carrier.shape(), found.getOrDefault(carrier, ""));
                if (!text.isEmpty()) {
                    record.put(target, text);
                    drop(record, target, carrier);
                    return;
                }
            }
        }
    }

    /** Drops what says the same as the target now; tool calls beside a text say more. */
    private static void drop(RecordBuilder record, String target, Carrier used) {
        record.fields().keySet().removeIf(name -> {
            Carrier carrier = carrier(name);
            return carrier != null
                    && carrier.target().equals(target)
                    && (carrier.shape() != Shape.TOOL_CALLS || carrier.equals(used));
        });
    }

    /** The carriers in a record with their values: what their JSON says, or the list that is flattened into many fields. */
    private static Map<Carrier, Object> find(RecordBuilder record) {
        Map<Carrier, Object> found = new HashMap<>();
        Map<Carrier, Map<String, Object>> flattened = new LinkedHashMap<>();
        record.fields().forEach((name, value) -> {
            Carrier carrier = carrier(name);
            if (carrier != null && carrier.name().length() == name.length()) {
                found.put(
                        carrier,
                        value instanceof String text ? JsonTree.parse(text).orElse(text) : value);
            } else if (carrier != null) {
                flattened
                        .computeIfAbsent(carrier, key -> new LinkedHashMap<>())
                        .put(name.substring(carrier.name().length() + 1), value);
            }
        });
        flattened.forEach((carrier, fields) -> found.put(carrier, JsonTree.unflatten(fields)));
        return found;
    }

    /** Whether the field carries content, or is an element of one that does. */
    static boolean isCarrier(String name) {
        return carrier(name) != null;
    }

    /** The carrier a field is, or is an element of. */
    private static @Nullable Carrier carrier(String name) {
        Carrier whole = CARRIERS.get(name);
        if (whole != null) {
            return whole;
        }
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            if (dot + 1 < name.length() && Character.isDigit(name.charAt(dot + 1))) {
                return CARRIERS.get(name.substring(0, dot));
            }
        }
        return null;
    }

    private static String text(Shape shape, Object tree) {
        if (tree instanceof Map<?, ?> call && call.keySet().equals(Set.of("args", "kwargs"))) {
            boolean nothing = JsonTree.list(call, "args").isEmpty()
                    && JsonTree.object(call, "kwargs").isEmpty();
            return nothing ? "" : RecordCodec.json(call);
        }
        if (shape == Shape.DOCUMENTS) {
            return RetrievedDocuments.text(tree);
        }
        if (shape == Shape.TOOL_CALLS) {
            return MessageText.ofToolCalls(tree);
        }
        return tree instanceof String text
                ? text
                : MessageText.of(tree)
                        .orElseGet(() ->
                                tree instanceof Map || tree instanceof List ? RecordCodec.json(tree) : tree.toString());
    }

    private static void putFinishReasons(Object messages, RecordBuilder record) {
        if (messages instanceof List<?> list && !record.has(Names.FINISH_REASONS)) {
            List<String> reasons = new ArrayList<>();
            for (Object message : list) {
                String reason = JsonTree.text(message, "finish_reason");
                if (!reason.isEmpty()) {
                    reasons.add(reason);
                }
            }
            record.put(Names.FINISH_REASONS, Conversion.FINISH_REASONS.apply(reasons));
        }
    }
}
