package dev.whence.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings records of every dialect to one normal form: OpenTelemetry's present names for generative AI, and this
 * project's few of its own.
 *
 * <p>Stateless and safe for any thread. Attributes stay as they came beside their normal form, with three exceptions:
 * what log frameworks call a field that each record has ({@code level}, {@code @timestamp}) is renamed; the carriers of
 * prompts and outputs give way to {@code input} and {@code output}, which would otherwise be stored up to four times;
 * vectors of embeddings give way to their dimension. Normalising twice changes nothing.
 *
 * <p>Names are matched as a whole, never by prefix: OpenInference and OpenLLMetry both write {@code llm.*} but share no
 * name that means two things.
 */
public final class Vocabulary {
    /** More fields than this cost the index more than they tell; the rest is dropped and counted. */
    static final int MAX_FIELDS = 1000;

    /** Characters; names that are longer come of a mistake. */
    static final int MAX_NAME = 256;

    private static final String DROPPED = "otel.dropped_attributes_count";

    /** Fields that no dialect names otherwise. */
    private static final Set<String> MEANT = Set.of(
            DROPPED,
            Names.STAGE,
            Names.STATUS,
            Names.INPUT,
            Names.OUTPUT,
            Names.METRIC_NAME,
            Names.METRIC_VALUE,
            Names.METRIC_STATISTIC,
            Names.AGGREGATE_COUNT,
            Names.AGGREGATE_ERRORS);

    /** One name in a dialect: the field it fills, and how well it ranks among those that fill the same. */
    private record Alias(String target, int rank, Conversion conversion, boolean renamed) {}

    private static final Map<String, List<Alias>> ALIASES = table();

    private Vocabulary() {}

    private static Map<String, List<Alias>> table() {
        Table table = new Table();
        // Where and when
        table.copy(Names.SERVICE, Conversion.NAME, "service.name", "dd.service");
        table.copy(
                "deployment.environment.name",
                Conversion.NAME,
                "deployment.environment",
                "service.environment",
                "dd.env");
        table.copy("service.version", Conversion.NAME, "dd.version");
        table.rename(Names.TRACE_ID, Conversion.ID, "traceId", "trace.id", "traceid", "otelTraceID", "dd.trace_id");
        table.rename(Names.SPAN_ID, Conversion.ID, "spanId", "span.id", "spanid", "otelSpanID", "dd.span_id");
        table.rename(Names.PARENT_SPAN_ID, Conversion.ID, "parentSpanId", "parentId", "parent_id", "parent.id");
        table.copy(
                Names.SESSION_ID,
                Conversion.NAME,
                "gen_ai.conversation.id",
                "session.id",
                "gen_ai.session.id",
                "spring.ai.chat.client.conversation.id",
                "langfuse.session.id",
                "langsmith.trace.session_id",
                "traceloop.association.properties.session_id",
                "ai.telemetry.metadata.sessionId",
                "sessionId",
                "conversation_id");
        table.copy(
                Names.USER_ID,
                Conversion.NAME,
                "user.id",
                "enduser.id",
                "gen_ai.user.id",
                "gen_ai.user",
                "llm.user",
                "langfuse.user.id",
                "traceloop.association.properties.user_id",
                "ai.telemetry.metadata.userId",
                "userId");
        table.copy(Names.DURATION, Conversion.COUNT);
        table.copy(Names.DURATION, Conversion.MILLIS_TO_SECONDS, "duration_ms", "durationMs");
        table.copy(Names.DURATION, Conversion.NANOS_TO_SECONDS, "event.duration");
        table.copy("http.response.status_code", Conversion.COUNT, "http.status_code");
        table.rename("http.response.status_code", Conversion.COUNT, "attributes.status");

        // Log lines
        table.rename(
                Names.SEVERITY,
                Conversion.SEVERITY,
                "level",
                "log.level",
                "levelname",
                "severity_text",
                "severityText",
                "lvl");
        table.rename(Names.MESSAGE, Conversion.TEXT, "msg", "short_message");
        table.rename("logger.name", Conversion.TEXT, "logger_name", "loggerName", "log.logger", "logger");
        table.rename("thread.name", Conversion.TEXT, "thread_name", "threadName", "process.thread.name");
        table.rename(
                Names.ERROR_STACK,
                Conversion.TEXT,
                "error.stack_trace",
                "stack_trace",
                "stackTrace",
                "exception.stack_trace",
                "err.stack",
                "exc_info");
        table.rename(Names.ERROR_TYPE, Conversion.NAME, "err.type", "error.name");
        table.rename(Names.ERROR_MESSAGE, Conversion.TEXT, "err.message");

        // The operation and its model
        table.copy(
                Names.OPERATION_NAME,
                Conversion.OPERATION,
                "openinference.span.kind",
                "ai.operationId",
                "traceloop.span.kind",
                "langfuse.observation.type",
                "langsmith.span.kind",
                "spring.ai.kind",
                "llm.request.type");
        table.copy(
                Names.PROVIDER_NAME,
                Conversion.PROVIDER,
                "gen_ai.system",
                "llm.provider",
                "llm.system",
                "ai.model.provider");
        table.copy(
                Names.REQUEST_MODEL,
                Conversion.NAME,
                "llm.request.model_name",
                "llm.request.model",
                "ai.model.id",
                "langfuse.observation.model.name",
                "embedding.model_name",
                "reranker.model_name",
                "llm.model_name");
        table.copy(
                Names.RESPONSE_MODEL,
                Conversion.NAME,
                "llm.response.model_name",
                "llm.response.model",
                "ai.response.model",
                "llm.model_name",
                "embedding.model_name");
        table.copy("gen_ai.response.id", Conversion.NAME, "llm.response.id", "ai.response.id");
        table.copy(
                Names.FINISH_REASONS,
                Conversion.FINISH_REASONS,
                "gen_ai.response.finish_reason",
                "gen_ai.response.stop_reason",
                "llm.finish_reason",
                "llm.response.finish_reason",
                "llm.response.stop_reason",
                "ai.response.finishReason");
        table.copy(Names.TIME_TO_FIRST_CHUNK, Conversion.COUNT, "gen_ai.response.time_to_first_token");
        table.copy(Names.TIME_TO_FIRST_CHUNK, Conversion.MILLIS_TO_SECONDS, "ai.response.msToFirstChunk");

        // Its parameters
        table.copy(
                "gen_ai.request.temperature", Conversion.NUMBER, "llm.request.temperature", "ai.settings.temperature");
        table.copy("gen_ai.request.top_p", Conversion.NUMBER, "llm.top_p", "ai.settings.topP");
        table.copy("gen_ai.request.top_k", Conversion.NUMBER, "llm.top_k", "ai.settings.topK");
        table.copy(
                "gen_ai.request.max_tokens",
                Conversion.COUNT,
                "gen_ai.request.max_completion_tokens",
                "llm.request.max_tokens",
                "ai.settings.maxOutputTokens",
                "ai.settings.maxTokens");
        table.copy(
                "gen_ai.request.frequency_penalty",
                Conversion.NUMBER,
                "llm.frequency_penalty",
                "ai.settings.frequencyPenalty");
        table.copy(
                "gen_ai.request.presence_penalty",
                Conversion.NUMBER,
                "llm.presence_penalty",
                "ai.settings.presencePenalty");
        table.copy("gen_ai.request.stop_sequences", Conversion.LIST, "llm.chat.stop_sequences");
        table.copy("gen_ai.request.choice.count", Conversion.COUNT, "gen_ai.request.n");
        table.copy("gen_ai.request.seed", Conversion.NUMBER, "gen_ai.openai.request.seed");
        table.copy(
                "gen_ai.request.stream",
                Conversion.FLAG,
                "gen_ai.request.is_stream",
                "gen_ai.is_streaming",
                "llm.is_streaming");
        table.copy("openai.request.service_tier", Conversion.NAME, "gen_ai.openai.request.service_tier");
        table.copy("openai.response.service_tier", Conversion.NAME, "gen_ai.openai.response.service_tier");
        table.copy("openai.response.system_fingerprint", Conversion.NAME, "gen_ai.openai.response.system_fingerprint");

        // What it used
        table.copy(
                Names.INPUT_TOKENS,
                Conversion.COUNT,
                "gen_ai.usage.prompt_tokens",
                "llm.token_count.prompt",
                "llm.usage.prompt_tokens",
                "ai.usage.inputTokens",
                "ai.usage.promptTokens",
                "ai.usage.tokens",
                "input_tokens",
                "prompt_tokens");
        table.copy(
                Names.OUTPUT_TOKENS,
                Conversion.COUNT,
                "gen_ai.usage.completion_tokens",
                "llm.token_count.completion",
                "llm.usage.completion_tokens",
                "ai.usage.outputTokens",
                "ai.usage.completionTokens",
                "output_tokens",
                "completion_tokens");
        table.copy(
                "gen_ai.usage.total_tokens",
                Conversion.COUNT,
                "llm.token_count.total",
                "llm.usage.total_tokens",
                "ai.usage.totalTokens",
                "total_tokens");
        table.copy(
                Names.CACHE_READ_TOKENS,
                Conversion.COUNT,
                "gen_ai.usage.cache_read_input_tokens",
                "llm.token_count.prompt_details.cache_read",
                "ai.usage.inputTokenDetails.cacheReadTokens",
                "ai.usage.cachedInputTokens");
        table.copy(
                "gen_ai.usage.cache_creation.input_tokens",
                Conversion.COUNT,
                "gen_ai.usage.cache_write.input_tokens",
                "gen_ai.usage.cache_creation_input_tokens",
                "llm.token_count.prompt_details.cache_write",
                "ai.usage.inputTokenDetails.cacheWriteTokens");
        table.copy(
                "gen_ai.usage.reasoning.output_tokens",
                Conversion.COUNT,
                "gen_ai.usage.reasoning_tokens",
                "llm.token_count.completion_details.reasoning",
                "ai.usage.outputTokenDetails.reasoningTokens",
                "ai.usage.reasoningTokens");
        table.copy(
                Names.COST,
                Conversion.COUNT,
                "llm.cost.total",
                "gen_ai.client.estimated_cost",
                "gen_ai.usage.total_cost");

        // Agents, tools, prompts, retrieval
        table.copy(Names.AGENT_NAME, Conversion.NAME, "agent.name");
        table.copy("gen_ai.workflow.name", Conversion.NAME, "traceloop.workflow.name");
        table.copy(Names.TOOL_NAME, Conversion.NAME, "tool.name", "spring.ai.tool.definition.name", "ai.toolCall.name");
        table.copy("gen_ai.tool.call.id", Conversion.NAME, "spring.ai.tool.call.id", "ai.toolCall.id");
        table.copy(
                "gen_ai.tool.description",
                Conversion.TEXT,
                "tool.description",
                "spring.ai.tool.definition.description");
        table.copy(
                Names.PROMPT_NAME,
                Conversion.NAME,
                "langfuse.observation.prompt.name",
                "traceloop.prompt.key",
                "prompt.id");
        table.copy(
                "gen_ai.prompt.version",
                Conversion.TEXT,
                "langfuse.observation.prompt.version",
                "traceloop.prompt.version",
                "llm.prompt_template.version");
        table.copy("gen_ai.retrieval.documents.count", Conversion.COUNT, "db.vector.query.result_count");
        table.copy("gen_ai.retrieval.documents.top_score", Conversion.NUMBER, "db.vector.query.top_score");

        // Evaluations
        table.copy(Names.SCORE_NAME, Conversion.NAME, "gen_ai.evaluation.name");
        table.copy(Names.SCORE_VALUE, Conversion.NUMBER, "gen_ai.evaluation.score.value");
        table.copy(Names.SCORE_LABEL, Conversion.TEXT, "gen_ai.evaluation.score.label");
        table.copy(Names.MESSAGE, Conversion.TEXT, "gen_ai.evaluation.explanation");
        return Map.copyOf(table.aliases);
    }

    /** Rows of the table as they are written down; the first name for a field ranks highest, the field's own above all. */
    private static final class Table {
        private final Map<String, List<Alias>> aliases = new HashMap<>();
        private int rank;

        void copy(String target, Conversion conversion, String... names) {
            add(target, conversion, false, names);
        }

        void rename(String target, Conversion conversion, String... names) {
            add(target, conversion, true, names);
        }

        private void add(String target, Conversion conversion, boolean renamed, String... names) {
            List<Alias> own = aliases.computeIfAbsent(target, name -> new ArrayList<>());
            if (own.stream().noneMatch(alias -> alias.target().equals(target))) {
                own.add(new Alias(target, -1, conversion, false));
            }
            for (String name : names) {
                aliases.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(new Alias(target, rank++, conversion, renamed));
            }
        }
    }

    /** The name and all by which dialects call the same field, so that what is meant for it can be done to each. */
    static Set<String> sameAs(String name) {
        Set<String> same = new HashSet<>(Set.of(name));
        Set<String> targets = new HashSet<>(Set.of(name));
        ALIASES.getOrDefault(name, List.of()).forEach(alias -> targets.add(alias.target()));
        ALIASES.forEach((alias, meanings) -> {
            if (meanings.stream().anyMatch(meaning -> targets.contains(meaning.target()))) {
                same.add(alias);
            }
        });
        return same;
    }

    /** As {@link #normalise(RecordBuilder)}, of a record that is built already. */
    public static Record normalise(Record record) {
        RecordBuilder builder = record.toBuilder();
        normalise(builder);
        return builder.build();
    }

    /** Brings the record to the normal form, in place. Its kind stays as it is. */
    public static void normalise(RecordBuilder record) {
        LogShapes.unfold(record);
        takeNested(record);
        applyTable(record, repeatsUsage(record));
        Content.fill(record);
        Outcome.fill(record);
        limit(record);
    }

    /**
     * Whether this is an outer span of the Vercel AI SDK ({@code ai.generateText} around {@code
     * ai.generateText.doGenerate}). It repeats the usage of the model calls within it; counting it again would double the
     * sums, so its usage stays under the SDK's names alone.
     */
    private static boolean repeatsUsage(RecordBuilder record) {
        return record.get("ai.operationId") instanceof String operation
                && operation.startsWith("ai.")
                && operation.indexOf('.', 3) < 0;
    }

    /** What dialects say inside of another field, or by a field whose meaning depends on another. */
    private static void takeNested(RecordBuilder record) {
        if (record.get("llm.invocation_parameters") instanceof String json) {
            JsonTree.parse(json).ifPresent(parameters -> ProviderBody.putParameters(parameters, record));
        }
        if (record.get("traceloop.entity.name") instanceof String name) {
            Object kind = record.get("traceloop.span.kind");
            if ("tool".equals(kind)) {
                putAbsent(record, Names.TOOL_NAME, name);
            } else if ("agent".equals(kind)) {
                putAbsent(record, Names.AGENT_NAME, name);
            }
        }
    }

    private static void putAbsent(RecordBuilder record, String name, String value) {
        if (!record.has(name)) {
            record.put(name, value);
        }
    }

    private record Candidate(String name, Object value, Alias alias) {}

    private static void applyTable(RecordBuilder record, boolean withoutUsage) {
        boolean metric = record.has(Names.METRIC_NAME) && record.has(Names.METRIC_VALUE);
        List<Candidate> candidates = new ArrayList<>();
        record.fields().forEach((name, value) -> {
            for (Alias alias : ALIASES.getOrDefault(name, List.of())) {
                boolean usage = alias.target().startsWith("gen_ai.usage.");
                if (!(usage && withoutUsage) && !(alias.renamed() && metric)) {
                    candidates.add(new Candidate(name, value, alias));
                }
            }
        });
        candidates.sort(Comparator.comparingInt(candidate -> candidate.alias().rank()));
        Set<String> filled = new HashSet<>();
        for (Candidate candidate : candidates) {
            Alias alias = candidate.alias();
            Object value = alias.conversion().apply(candidate.value());
            if (value == null) {
                if (alias.rank() < 0) {
                    record.remove(alias.target());
                }
                continue;
            }
            if (filled.add(alias.target())) {
                record.put(alias.target(), value);
            }
            if (alias.renamed() && value.equals(record.get(alias.target()))) {
                record.remove(candidate.name());
            }
        }
    }

    /** Fields with a meaning of their own stay however many there are. */
    private static void limit(RecordBuilder record) {
        int before = record.fields().size();
        int[] kept = {0};
        record.fields().keySet().removeIf(name -> {
            boolean tooMany = !MEANT.contains(name) && !ALIASES.containsKey(name) && ++kept[0] > MAX_FIELDS;
            return tooMany || name.length() > MAX_NAME;
        });
        int dropped = before - record.fields().size();
        if (dropped > 0) {
            record.put(DROPPED, dropped + dropped(record));
        }
    }

    private static long dropped(RecordBuilder record) {
        return record.get(DROPPED) instanceof Long before ? before : 0;
    }
}
