package dev.whence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a value becomes its normal form: null when the value says nothing, as {@code none} of a model. */
enum Conversion {
    /** As text. */
    TEXT {
        @Override
        @Nullable
        Object apply(Object value) {
            return single(value);
        }
    },
    /** As text; {@code none} and {@code unknown} say nothing. */
    NAME {
        @Override
        @Nullable
        Object apply(Object value) {
            String text = single(value);
            return text == null || isMissing(text) ? null : text;
        }
    },
    /** In lower case; one of nothing but zeros says that there is none. */
    ID {
        @Override
        @Nullable
        Object apply(Object value) {
            String text = single(value);
            return text == null || isMissing(text) || text.chars().allMatch(c -> c == '0')
                    ? null
                    : text.toLowerCase(Locale.ROOT);
        }
    },
    NUMBER {
        @Override
        @Nullable
        Object apply(Object value) {
            return number(value);
        }
    },
    /** A number; 1 and 0 for yes and no. */
    SCORE {
        @Override
        @Nullable
        Object apply(Object value) {
            Object flag = FLAG.apply(value);
            return flag instanceof Boolean yes ? (Object) (yes ? 1L : 0L) : number(value);
        }
    },
    /** A number that counts something: never negative. */
    COUNT {
        @Override
        @Nullable
        Object apply(Object value) {
            Number number = number(value);
            return number == null || number.doubleValue() < 0 ? null : number;
        }
    },
    MILLIS_TO_SECONDS {
        @Override
        @Nullable
        Object apply(Object value) {
            Number number = number(value);
            return number == null || number.doubleValue() < 0 ? null : (Object) (number.doubleValue() / 1e3);
        }
    },
    NANOS_TO_SECONDS {
        @Override
        @Nullable
        Object apply(Object value) {
            Number number = number(value);
            return number == null || number.doubleValue() < 0 ? null : (Object) (number.doubleValue() / 1e9);
        }
    },
    FLAG {
        @Override
        @Nullable
        Object apply(Object value) {
            if (value instanceof Boolean) {
                return value;
            }
            String text = String.valueOf(value).toLowerCase(Locale.ROOT);
            return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        }
    },
    /** A list of texts, also from a JSON array in a text or from one value. */
    LIST {
        @Override
        @Nullable
        Object apply(Object value) {
            List<String> texts = texts(value);
            return texts.isEmpty() ? null : texts;
        }
    },
    FINISH_REASONS {
        @Override
        @Nullable
        Object apply(Object value) {
            List<String> reasons = new ArrayList<>();
            for (String text : texts(value)) {
                if (!isMissing(text)) {
                    String reason = text.toLowerCase(Locale.ROOT).replace('-', '_');
                    reasons.add(FINISH.getOrDefault(reason, reason));
                }
            }
            return reasons.isEmpty() ? null : reasons;
        }
    },
    PROVIDER {
        @Override
        @Nullable
        Object apply(Object value) {
            String text = single(value);
            if (text == null || isMissing(text)) {
                return null;
            }
            String provider = text.toLowerCase(Locale.ROOT).replace(' ', '_');
            String known = PROVIDERS.get(provider);
            if (known == null && provider.indexOf('.') > 0) { // the Vercel AI SDK appends the interface: openai.chat
                known = PROVIDERS.get(provider.substring(0, provider.lastIndexOf('.')));
            }
            return FRAMEWORKS.contains(provider) ? null : known == null ? provider : known;
        }
    },
    OPERATION {
        @Override
        @Nullable
        Object apply(Object value) {
            String text = single(value);
            if (text == null || isMissing(text)) {
                return null;
            }
            String operation = text.toLowerCase(Locale.ROOT);
            String known = OPERATIONS.get(operation);
            return known == null ? operation : known.isEmpty() ? null : known;
        }
    },
    SEVERITY {
        @Override
        @Nullable
        Object apply(Object value) {
            if (value instanceof Number number) {
                int level = number.intValue();
                return level < 10 || level > 60 ? null : LEVELS.get(level / 10 - 1);
            }
            String text = String.valueOf(value).strip().toUpperCase(Locale.ROOT);
            return text.isEmpty() ? null : SEVERITIES.getOrDefault(text, text);
        }
    };

    private static final Map<String, String> FINISH = Map.ofEntries(
            Map.entry("end_turn", "stop"),
            Map.entry("stop_sequence", "stop"),
            Map.entry("eos", "stop"),
            Map.entry("complete", "stop"),
            Map.entry("completed", "stop"),
            Map.entry("max_tokens", "length"),
            Map.entry("max_output_tokens", "length"),
            Map.entry("model_length", "length"),
            Map.entry("model_context_window_exceeded", "length"),
            Map.entry("tool_use", "tool_call"),
            Map.entry("tool_calls", "tool_call"),
            Map.entry("function_call", "tool_call"),
            Map.entry("tool_execution", "tool_call"),
            Map.entry("safety", "content_filter"),
            Map.entry("content_filtered", "content_filter"),
            Map.entry("recitation", "content_filter"),
            Map.entry("refusal", "content_filter"),
            Map.entry("guardrail_intervened", "content_filter"));

    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("open_ai", "openai"),
            Map.entry("openai", "openai"),
            Map.entry("azure_openai", "azure.ai.openai"),
            Map.entry("azure-openai", "azure.ai.openai"),
            Map.entry("azure", "azure.ai.openai"),
            Map.entry("az.ai.openai", "azure.ai.openai"),
            Map.entry("az.ai.inference", "azure.ai.inference"),
            Map.entry("anthropic", "anthropic"),
            Map.entry("bedrock", "aws.bedrock"),
            Map.entry("aws_bedrock", "aws.bedrock"),
            Map.entry("bedrock_converse", "aws.bedrock"),
            Map.entry("amazon-bedrock", "aws.bedrock"),
            Map.entry("amazon_bedrock", "aws.bedrock"),
            Map.entry("vertex_ai", "gcp.vertex_ai"),
            Map.entry("vertexai", "gcp.vertex_ai"),
            Map.entry("google.vertex", "gcp.vertex_ai"),
            Map.entry("google_vertex_ai", "gcp.vertex_ai"),
            Map.entry("gemini", "gcp.gemini"),
            Map.entry("google_ai_gemini", "gcp.gemini"),
            Map.entry("google.generative-ai", "gcp.gemini"),
            Map.entry("google_genai", "gcp.gen_ai"),
            Map.entry("google_genai_sdk", "gcp.gen_ai"),
            Map.entry("mistral", "mistral_ai"),
            Map.entry("mistralai", "mistral_ai"),
            Map.entry("xai", "x_ai"),
            Map.entry("watsonx", "ibm.watsonx.ai"),
            Map.entry("cohere", "cohere"),
            Map.entry("groq", "groq"),
            Map.entry("deepseek", "deepseek"),
            Map.entry("perplexity", "perplexity"),
            Map.entry("ollama", "ollama"));

    /** What stands where a provider should, but only says which library made the span. */
    private static final Set<String> FRAMEWORKS = Set.of("spring_ai", "langchain", "langchain4j", "llamaindex");

    /** To the conventions' names; the empty text for what is no operation of a model, an agent or a tool. */
    private static final Map<String, String> OPERATIONS = Map.ofEntries(
            Map.entry("llm", "chat"),
            Map.entry("generation", "chat"),
            Map.entry("ai.generatetext.dogenerate", "chat"),
            Map.entry("ai.streamtext.dostream", "chat"),
            Map.entry("ai.generateobject.dogenerate", "chat"),
            Map.entry("ai.streamobject.dostream", "chat"),
            Map.entry("completion", "text_completion"),
            Map.entry("embedding", "embeddings"),
            Map.entry("ai.embed.doembed", "embeddings"),
            Map.entry("ai.embedmany.doembed", "embeddings"),
            Map.entry("retriever", "retrieval"),
            Map.entry("reranker", "rerank"),
            Map.entry("tool", "execute_tool"),
            Map.entry("tool_call", "execute_tool"),
            Map.entry("ai.toolcall", "execute_tool"),
            Map.entry("agent", "invoke_agent"),
            Map.entry("ai.generatetext", "invoke_agent"),
            Map.entry("ai.streamtext", "invoke_agent"),
            Map.entry("ai.generateobject", "invoke_agent"),
            Map.entry("ai.streamobject", "invoke_agent"),
            Map.entry("workflow", "invoke_workflow"),
            Map.entry("ai.embed", ""),
            Map.entry("ai.embedmany", ""),
            Map.entry("chain", ""),
            Map.entry("task", ""),
            Map.entry("span", ""),
            Map.entry("event", ""),
            Map.entry("prompt", ""),
            Map.entry("advisor", ""),
            Map.entry("chat_client", ""));

    /** The levels of Bunyan and Pino, from 10 in steps of 10. */
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    private static final Map<String, String> SEVERITIES = Map.ofEntries(
            Map.entry("WARNING", "WARN"),
            Map.entry("ERR", "ERROR"),
            Map.entry("SEVERE", "ERROR"),
            Map.entry("CRITICAL", "FATAL"),
            Map.entry("CRIT", "FATAL"),
            Map.entry("ALERT", "FATAL"),
            Map.entry("EMERGENCY", "FATAL"),
            Map.entry("EMERG", "FATAL"),
            Map.entry("PANIC", "FATAL"),
            Map.entry("NOTICE", "INFO"),
            Map.entry("INFORMATION", "INFO"),
            Map.entry("INFORMATIONAL", "INFO"),
            Map.entry("CONFIG", "DEBUG"),
            Map.entry("FINE", "DEBUG"),
            Map.entry("FINER", "TRACE"),
            Map.entry("FINEST", "TRACE"));

    /** The normal form of a value that is not null. */
    abstract @Nullable Object apply(Object value);

    /** Whether a client says by this text that there is no value. */
    static boolean isMissing(String text) {
        return text.isEmpty() || text.equalsIgnoreCase("none") || text.equalsIgnoreCase("unknown");
    }

    private static @Nullable String single(Object value) {
        Object one = value instanceof List<?> list ? list.isEmpty() ? null : list.get(0) : value;
        return one == null || one.toString().isBlank() ? null : one.toString();
    }

    private static @Nullable Number number(Object value) {
        if (value instanceof Number number) {
            return number;
        }
        if (!(value instanceof String text) || text.isBlank() || text.length() > 40) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.strip());
            return !Double.isFinite(number)
                    ? null
                    : number == Math.rint(number) && Math.abs(number) < 9e15
                            ? (Number) Long.valueOf((long) number)
                            : (Number) Double.valueOf(number);
        } catch (NumberFormatException notNumber) {
            return null;
        }
    }

    private static List<String> texts(Object value) {
        Object list = value instanceof String text && text.strip().startsWith("[")
                ? JsonTree.parse(text).orElse(value)
                : value;
        List<String> texts = new ArrayList<>();
        for (Object one : list instanceof List<?> many ? many : List.of(list)) {
            if (one != null && !one.toString().isBlank()) {
                texts.add(one.toString());
            }
        }
        return texts;
    }
}
