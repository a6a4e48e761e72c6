package dev.whence.analyzer.drift;

import dev.whence.indexer.FieldSummary;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields that tell what stages are given and give: sizes, counts, scores, models, tools, languages. Left out is what
 * identifies, where something ran, who asked, how long it took and how it ended: latency and errors have detectors of
 * their own.
 *
 * @param numbers at most 32
 * @param names at most 32, each with at most 50 values
 */
record DriftFields(List<String> numbers, List<String> names) {
    static final int MOST_VALUES = 50;
    private static final int MOST_FIELDS = 32;

    private static final Set<String> OWN = Set.of(
            Names.TIMESTAMP,
            Names.KIND,
            Names.SERVICE,
            Names.STAGE,
            Names.DURATION,
            Names.STATUS,
            Names.SEVERITY,
            Names.SESSION_ID,
            Names.USER_ID,
            Names.AGGREGATE_COUNT,
            Names.AGGREGATE_ERRORS,
            Names.TIME_TO_FIRST_CHUNK,
            Names.LOG_TEMPLATE,
            Names.ERROR_TEMPLATE,
            Names.COST,
            Names.METRIC_NAME,
            Names.METRIC_VALUE,
            Names.METRIC_STATISTIC,
            "span.kind");

    private static final Pattern ELSEWHERE = Pattern.compile(
            "(host|cloud|server|client|network|net|url|k8s|container|process|telemetry|os|logger|thread|code|log|service"
                    + "|deployment|device|browser|faas|otel|rpc|messaging|anomaly|quality|data_quality|error|exception|score|drift"
                    + "|tenant|customer|organization|account|user_agent|feature_flag|session|enduser)([._].*|$)"
                    + "|user[._](id|name|email|hash|roles).*|http\\..*(status|size|resend).*|db\\.(namespace|query|collection).*"
                    + "|(.*[._-])?(id|ids|uuid|guid|hash|checksum|etag|key|seed|seq|sequence|index|nonce|port|pid|offset"
                    + "|partition|timestamp|time|date|epoch|at|duration|latency|elapsed|took|seconds|millis|nanos|ms|us|ns"
                    + "|status|status_code|outcome|success|attempt|attempts|retries|retry_count)");

    static DriftFields of(List<FieldSummary> fields) {
        List<String> numbers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (FieldSummary field : fields) {
            if (OWN.contains(field.name()) || ELSEWHERE.matcher(field.name()).matches()) {
                continue;
            }
            switch (field.type()) {
                case NUMBER -> numbers.add(field.name());
                case KEYWORD, BOOLEAN -> {
                    if (isCategory(field)) {
                        names.add(field.name());
                    }
                }
                case TEXT -> {}
            }
        }
        return new DriftFields(
                List.copyOf(numbers.subList(0, Math.min(MOST_FIELDS, numbers.size()))),
                List.copyOf(names.subList(0, Math.min(MOST_FIELDS, names.size()))));
    }

    private static boolean isCategory(FieldSummary field) {
        int values = field.top().size();
        return values > 0 && values <= MOST_VALUES && values * 4L <= field.records();
    }
}
