package dev.whence.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of the vocabulary: what the dialects call each field, the best name first. To add a dialect, add its names to
 * the rows. Stateless.
 */
final class Dialects {
    /**
     * One name in a dialect.
     *
     * @param target the field it fills
     * @param rank the lower, the better among the names that fill the same field; -1 for the field's own name
     * @param renamed whether the name goes once its value stands in the field; otherwise it stays beside it
     */
    record Alias(String target, int rank, Conversion conversion, boolean renamed) {}

    private static final Map<String, List<Alias>> ALIASES = table();

    private Dialects() {}

    /** The fields that the name fills; none for an attribute without a meaning here. */
    static List<Alias> meaningsOf(String name) {
        return ALIASES.getOrDefault(name, List.of());
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
                "ai.response.finishReason",
                "finish_reason",
                "finish_reasons",
                "finishReason",
                "stop_reason",
                "stopReason");
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
        table.copy(Names.RETRIEVED_COUNT, Conversion.COUNT, "db.vector.query.result_count");
        table.copy("gen_ai.retrieval.documents.top_score", Conversion.NUMBER, "db.vector.query.top_score");

        table.copy(Names.RETRIEVED_IDS, Conversion.LIST, "retrieved_context_ids");

        // Evaluations
        table.copy(Names.SCORE_NAME, Conversion.NAME, "gen_ai.evaluation.name");
        table.copy(Names.SCORE_VALUE, Conversion.SCORE, "gen_ai.evaluation.score.value");
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
}
