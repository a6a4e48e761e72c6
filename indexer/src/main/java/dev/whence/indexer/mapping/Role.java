package dev.whence.indexer.mapping;

import dev.whence.model.Names;
import java.util.Set;

/** How the texts of a field are kept and asked for; it depends on the field's name alone. */
public enum Role {
    /** An id: a term to look up, and its key to join by; no values to count. */
    ID,
    /** Compared as a whole, never as words. */
    KEYWORD,
    /** Words, found singly and as phrases; never compared as a whole. */
    TEXT,
    /** Any other name: compared as a whole when short, as words when long or of several words. */
    ATTRIBUTE;

    /** Fields whose values are numbers in every record that is well-formed. */
    private static final Set<String> NUMBERS = Set.of(
            Names.DURATION,
            Names.METRIC_VALUE,
            Names.AGGREGATE_COUNT,
            Names.AGGREGATE_ERRORS,
            Names.SCORE_VALUE,
            Names.INPUT_TOKENS,
            Names.OUTPUT_TOKENS,
            Names.CACHE_READ_TOKENS,
            Names.TIME_TO_FIRST_CHUNK,
            Names.COST,
            Names.ANOMALY_SCORE,
            Names.OUTPUT_LENGTH,
            Names.QUALITY_EMPTY,
            Names.QUALITY_REFUSAL,
            Names.QUALITY_TRUNCATED,
            Names.QUALITY_INVALID_JSON,
            Names.QUALITY_REPETITION);

    public static Role of(String name) {
        return switch (name) {
            case Names.TRACE_ID, Names.SPAN_ID, Names.PARENT_SPAN_ID -> ID;
            case Names.KIND,
                    Names.SERVICE,
                    Names.STAGE,
                    Names.STATUS,
                    Names.SEVERITY,
                    Names.ERROR_TYPE,
                    Names.SESSION_ID,
                    Names.USER_ID,
                    Names.METRIC_NAME,
                    Names.METRIC_STATISTIC,
                    Names.SCORE_NAME,
                    Names.SCORE_LABEL,
                    Names.LOG_TEMPLATE,
                    Names.ERROR_TEMPLATE,
                    Names.ANOMALY_KIND -> KEYWORD;
            case Names.MESSAGE, Names.INPUT, Names.OUTPUT, Names.ERROR_MESSAGE, Names.ERROR_STACK -> TEXT;
            default -> ATTRIBUTE;
        };
    }

    public static boolean isNumber(String name) {
        return NUMBERS.contains(name);
    }
}
