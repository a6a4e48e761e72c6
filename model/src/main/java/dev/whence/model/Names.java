package dev.whence.model;

/** The names of the fields that Whence itself reads or writes; every other field is an attribute under its own name. */
public final class Names {
    public static final String TIMESTAMP = "timestamp";
    public static final String KIND = "kind";
    public static final String TRACE_ID = "trace_id";
    public static final String SPAN_ID = "span_id";
    public static final String PARENT_SPAN_ID = "parent_span_id";
    public static final String SERVICE = "service";
    public static final String STAGE = "stage";
    /** Seconds. */
    public static final String DURATION = "duration";
    /** {@code ok} or {@code error}. */
    public static final String STATUS = "status";

    public static final String SEVERITY = "severity";
    public static final String MESSAGE = "message";
    public static final String INPUT = "input";
    public static final String OUTPUT = "output";
    public static final String ERROR_TYPE = "error.type";
    public static final String ERROR_MESSAGE = "error.message";
    public static final String ERROR_STACK = "error.stack";
    public static final String SESSION_ID = "session_id";
    public static final String USER_ID = "user_id";

    /** How many requests one record stands for, and how many of them failed. */
    public static final String AGGREGATE_COUNT = "aggregate.count";

    public static final String AGGREGATE_ERRORS = "aggregate.errors";

    public static final String METRIC_NAME = "name";
    public static final String METRIC_VALUE = "value";
    public static final String METRIC_STATISTIC = "statistic";
    /** How the names of the metric points begin which Whence derives from other records itself. */
    public static final String OWN_METRICS = "whence.";

    public static final String SCORE_NAME = "score.name";
    public static final String SCORE_VALUE = "score.value";
    public static final String SCORE_LABEL = "score.label";
    /** What the label should have been: the ground truth. */
    public static final String SCORE_EXPECTED = "score.expected";

    /** What a retrieval returned, the best first: the documents' ids. */
    public static final String RETRIEVED_IDS = "gen_ai.retrieval.documents.ids";

    /** How many documents a retrieval returned. */
    public static final String RETRIEVED_COUNT = "gen_ai.retrieval.documents.count";

    // OpenTelemetry's semantic conventions for generative AI
    public static final String OPERATION_NAME = "gen_ai.operation.name";
    public static final String PROVIDER_NAME = "gen_ai.provider.name";
    public static final String REQUEST_MODEL = "gen_ai.request.model";
    public static final String RESPONSE_MODEL = "gen_ai.response.model";
    public static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    public static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    public static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    public static final String CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens";
    /** Seconds. */
    public static final String TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";

    public static final String AGENT_NAME = "gen_ai.agent.name";
    public static final String TOOL_NAME = "gen_ai.tool.name";
    public static final String PROMPT_NAME = "gen_ai.prompt.name";
    public static final String PROMPT_VERSION = "gen_ai.prompt.version";

    /** US dollars. */
    public static final String COST = "gen_ai.usage.cost";

    // What enrichment adds
    /** In [0, 1]; present only on flagged records. */
    public static final String ANOMALY_SCORE = "anomaly.score";

    public static final String ANOMALY_KIND = "anomaly.kind";
    public static final String ANOMALY_REASON = "anomaly.reason";
    public static final String ANOMALY_EXPECTED = "anomaly.expected";
    public static final String ANOMALY_OBSERVED = "anomaly.observed";
    /** The field that is not as its stage's usually are; several where several are not. */
    public static final String DATA_QUALITY_FIELD = "data_quality.field";
    /** The template of a log line's message, variables as {@code <*>}. */
    public static final String LOG_TEMPLATE = "log.template";
    /** The template of an error's message. */
    public static final String ERROR_TEMPLATE = "error.template";
    /** Characters; present on every record with an output. */
    public static final String OUTPUT_LENGTH = "output.length";
    /** In [0, 1], as its siblings below; present only where above 0. */
    public static final String QUALITY_EMPTY = "quality.empty";

    public static final String QUALITY_REFUSAL = "quality.refusal";
    public static final String QUALITY_TRUNCATED = "quality.truncated";
    public static final String QUALITY_INVALID_JSON = "quality.invalid_json";
    public static final String QUALITY_REPETITION = "quality.repetition";
    public static final String QUALITY_SCHEMA = "quality.schema";
    public static final String QUALITY_ECHO = "quality.echo";
    public static final String QUALITY_LENGTH = "quality.length";
    public static final String QUALITY_LANGUAGE = "quality.language";
    public static final String QUALITY_UNGROUNDED = "quality.ungrounded";
    public static final String QUALITY_NOVELTY = "quality.novelty";
    public static final String QUALITY_DUPLICATE = "quality.duplicate";
    public static final String QUALITY_LEAK = "quality.leak";

    private Names() {}
}
