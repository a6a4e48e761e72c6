package dev.whence.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON bodies that model providers take and answer, as HTTP client logs hold them: OpenAI's chat completions
 * and responses, Anthropic, Gemini, Bedrock's Converse and Ollama. Stateless and safe for any thread.
 */
public final class ProviderBody {
    private ProviderBody() {}

    /**
     * Puts what a request says: {@code input}, the model asked for and its parameters. What the record has already stays.
     *
     * @return false when the text is not such a request; the record is unchanged then
     */
    public static boolean putRequest(String json, RecordBuilder into) {
        Object body = JsonTree.parse(json).orElse(null);
        if (!(body instanceof Map<?, ?> map)
                || !hasAny(map, "messages", "contents", "input", "prompt")
                || !hasAny(map, "model", "messages", "contents")) {
            return false;
        }
        putParameters(map, into);
        putParameters(JsonTree.object(map, "generationConfig"), into);
        putParameters(JsonTree.object(map, "inferenceConfig"), into);
        putParameters(JsonTree.object(map, "options"), into);
        putAbsent(into, Names.INPUT, MessageText.of(map).orElse(""));
        return true;
    }

    /**
     * Puts what a response says: {@code output}, the model that answered, its tokens and why it ended; of a provider's
     * error its type and message. What the record has already stays.
     *
     * @return false when the text is not such a response; the record is unchanged then
     */
    public static boolean putResponse(String json, RecordBuilder into) {
        Object body = JsonTree.parse(json).orElse(null);
        if (!(body instanceof Map<?, ?> map)) {
            return false;
        }
        if (map.get("error") instanceof Map<?, ?> error) {
            putAbsent(into, Names.ERROR_TYPE, firstText(error, "code", "type", "status"));
            putAbsent(into, Names.ERROR_MESSAGE, JsonTree.text(error, "message"));
            return true;
        }
        if (!hasAny(map, "choices", "candidates", "usage", "usageMetadata", "stop_reason", "stopReason", "done")) {
            return false;
        }
        putAbsent(into, Names.RESPONSE_MODEL, firstText(map, "model", "modelVersion"));
        putAbsent(into, "gen_ai.response.id", firstText(map, "id", "responseId"));
        putUsage(map, into);
        if (!into.has(Names.FINISH_REASONS)) {
            into.put(Names.FINISH_REASONS, Conversion.FINISH_REASONS.apply(finishReasons(map)));
        }
        Object answer = map.containsKey("model") ? map : withModel(map);
        putAbsent(into, Names.OUTPUT, MessageText.of(answer).orElse(""));
        return true;
    }

    /** Puts the parameters of a request; what the record has already stays. */
    static void putParameters(Object parameters, RecordBuilder into) {
        if (!(parameters instanceof Map<?, ?> map)) {
            return;
        }
        putAbsent(into, Names.REQUEST_MODEL, Conversion.NAME, map, "model", "model_name", "modelId");
        putAbsent(into, "gen_ai.request.temperature", Conversion.NUMBER, map, "temperature");
        putAbsent(into, "gen_ai.request.top_p", Conversion.NUMBER, map, "top_p", "topP");
        putAbsent(into, "gen_ai.request.top_k", Conversion.NUMBER, map, "top_k", "topK");
        putAbsent(
                into,
                "gen_ai.request.max_tokens",
                Conversion.COUNT,
                map,
                "max_tokens",
                "max_completion_tokens",
                "max_output_tokens",
                "maxOutputTokens",
                "maxTokens",
                "num_predict");
        putAbsent(into, "gen_ai.request.frequency_penalty", Conversion.NUMBER, map, "frequency_penalty");
        putAbsent(into, "gen_ai.request.presence_penalty", Conversion.NUMBER, map, "presence_penalty");
        putAbsent(into, "gen_ai.request.seed", Conversion.NUMBER, map, "seed");
        putAbsent(into, "gen_ai.request.stream", Conversion.FLAG, map, "stream");
        putAbsent(
                into, "gen_ai.request.stop_sequences", Conversion.LIST, map, "stop", "stop_sequences", "stopSequences");
    }

    private static void putUsage(Map<?, ?> body, RecordBuilder into) {
        Map<?, ?> usage = JsonTree.object(body, body.containsKey("usageMetadata") ? "usageMetadata" : "usage");
        Map<?, ?> counts = usage.isEmpty() ? body : usage;
        putAbsent(
                into,
                Names.INPUT_TOKENS,
                Conversion.COUNT,
                counts,
                "prompt_tokens",
                "input_tokens",
                "promptTokenCount",
                "inputTokens",
                "prompt_eval_count");
        putAbsent(
                into,
                Names.OUTPUT_TOKENS,
                Conversion.COUNT,
                counts,
                "completion_tokens",
                "output_tokens",
                "candidatesTokenCount",
                "outputTokens",
                "eval_count");
        putAbsent(
                into,
                "gen_ai.usage.total_tokens",
                Conversion.COUNT,
                counts,
                "total_tokens",
                "totalTokenCount",
                "totalTokens");
        for (String details : new String[] {"prompt_tokens_details", "input_tokens_details"}) {
            putAbsent(
                    into, Names.CACHE_READ_TOKENS, Conversion.COUNT, JsonTree.object(counts, details), "cached_tokens");
        }
        putAbsent(
                into,
                Names.CACHE_READ_TOKENS,
                Conversion.COUNT,
                counts,
                "cache_read_input_tokens",
                "cachedContentTokenCount",
                "cacheReadInputTokens");
        for (String details : new String[] {"completion_tokens_details", "output_tokens_details"}) {
            putAbsent(
                    into,
                    "gen_ai.usage.reasoning.output_tokens",
                    Conversion.COUNT,
                    JsonTree.object(counts, details),
                    "reasoning_tokens");
        }
    }

    private static List<String> finishReasons(Map<?, ?> body) {
        List<String> reasons = new ArrayList<>();
        for (String list : new String[] {"choices", "candidates"}) {
            for (Object choice : JsonTree.list(body, list)) {
                reasons.add(firstText(choice, "finish_reason", "finishReason"));
            }
        }
        if (reasons.isEmpty()) {
            reasons.add(firstText(body, "stop_reason", "stopReason", "done_reason"));
        }
        reasons.removeIf(String::isEmpty);
        return reasons;
    }

    /** The body as one of a provider which names its model, as most do. */
    private static Map<?, ?> withModel(Map<?, ?> body) {
        Map<Object, @Nullable Object> named = new LinkedHashMap<>(body);
        named.put("model", "");
        return named;
    }

    private static boolean hasAny(Map<?, ?> map, String... names) {
        for (String name : names) {
            if (map.get(name) != null) {
                return true;
            }
        }
        return false;
    }

    private static String firstText(@Nullable Object tree, String... names) {
        for (String name : names) {
            String text = JsonTree.text(tree, name);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    private static void putAbsent(
            RecordBuilder into, String target, Conversion conversion, Map<?, ?> from, String... names) {
        for (String name : names) {
            Object value = from.get(name);
            if (value != null && !into.has(target)) {
                into.put(target, conversion.apply(value));
            }
        }
    }

    private static void putAbsent(RecordBuilder into, String target, String value) {
        if (!into.has(target)) {
            into.put(target, value);
        }
    }
}
