package dev.whence.analyzer.frame;

import dev.whence.indexer.FieldSummary;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of records which may tell what changed; not those which identify, or are read by other means.
 *
 * @param numbers names of number fields
 * @param texts names of fields with texts, or with true and false
 * @param words of {@code texts}, those which are mostly too long to be compared
 */
record Fields(List<String> numbers, List<String> texts, Set<String> words) {
    static final int MOST_VALUES = 200;

    private static final int MOST_RECORDS = 200_000;
    private static final int MANY_RECORDS = 20_000;
    /** Of a field with a value a record, so few are alike. */
    private static final double ALIKE = 0.01;

    /** Fields which identify, tell the time, or are read by other means. */
    private static final Pattern IDENTIFYING = Pattern.compile(
            "(.*[._-])?(uuid|guid|timestamp|time_unix|epoch|seq|sequence|nonce|traceparent|checksum|hash|etag|pid)"
                    + "|(trace|span|parent_span|request|message|correlation|invocation|call|event)[._-]?id"
                    + "|.*[._](request|message|correlation|invocation|call|response|trace|span|event|documents?|job)[._]?ids?"
                    + "|thread[._](id|name)|process[._]pid|gen_ai\\.(response|conversation)\\.id"
                    + "|gen_ai\\.tool\\.call\\.(id|arguments|result)|code\\.lineno|code\\.line\\.number");

    private static final Set<String> CORE = Set.of(
            Names.TIMESTAMP,
            Names.KIND,
            Names.TRACE_ID,
            Names.SPAN_ID,
            Names.PARENT_SPAN_ID,
            Names.SERVICE,
            Names.STAGE,
            Names.DURATION,
            Names.STATUS,
            Names.SEVERITY,
            Names.MESSAGE,
            Names.INPUT,
            Names.OUTPUT,
            Names.ERROR_TYPE,
            Names.ERROR_MESSAGE,
            Names.ERROR_STACK,
            Names.ERROR_TEMPLATE,
            Names.LOG_TEMPLATE,
            Names.AGGREGATE_COUNT,
            Names.AGGREGATE_ERRORS,
            Names.ANOMALY_SCORE,
            Names.ANOMALY_EXPECTED,
            Names.ANOMALY_OBSERVED,
            Names.ANOMALY_KIND,
            Names.ANOMALY_REASON,
            Names.DATA_QUALITY_FIELD,
            "name",
            "value",
            "statistic");

    static Fields of(TraceStore store, Selection selection) {
        List<String> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        Set<String> words = new HashSet<>();
        for (FieldSummary field : store.fields(selection, MOST_VALUES + 1, MOST_RECORDS)) {
            if (CORE.contains(field.name()) || IDENTIFYING.matcher(field.name()).matches()) {
                continue;
            }
            if (field.type() == FieldSummary.Type.NUMBER) {
                numbers.add(field.name());
            } else if (!field.top().isEmpty() && !isUnique(field)) {
                texts.add(field.name());
                if (field.type() == FieldSummary.Type.TEXT) {
                    words.add(field.name());
                }
            }
        }
        return new Fields(List.copyOf(numbers), List.copyOf(texts), Set.copyOf(words));
    }

    /** Whether nearly each record has a value of its own, so that reading them all would be of no use. */
    private static boolean isUnique(FieldSummary field) {
        long alike =
                field.top().stream().mapToLong(value -> value.records() - 1).sum();
        return field.records() > MANY_RECORDS && field.top().size() > MOST_VALUES && alike < ALIKE * field.records();
    }
}
