package dev.whence.anomaly.input;

import dev.whence.model.Names;
import java.util.Set;
import java.util.regex.Pattern;

/** How much a field tells of the quality of inputs, by its name. */
enum Role {
    /** Nothing: what identifies a record, where it ran, how long it took, how it ended and what came out. */
    NONE,
    /** Whether it is there, its type and its form; its values differ by nature or by release. */
    FORM,
    /** Its values too. */
    ALL;

    private static final Set<String> KNOWN = Set.of(
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
            Names.OUTPUT,
            Names.AGGREGATE_COUNT,
            Names.AGGREGATE_ERRORS,
            Names.METRIC_NAME,
            Names.METRIC_VALUE,
            Names.METRIC_STATISTIC,
            "span.kind");

    private static final Pattern ELSEWHERE = Pattern.compile(
            "(host|cloud|server|client|network|net|k8s|container|process|telemetry|os|logger|thread|code|log|service"
                    + "|deployment|device|browser|faas|otel|anomaly|quality|data_quality|error|exception|score|drift|output"
                    + "|feature_flag|gen_ai[.](response|usage|output)|llm[.](output|token|usage))([._].*|$)"
                    + "|http\\..*(status|size|resend).*"
                    + "|(.*[._-])?(duration|latency|elapsed|took|seconds|millis|nanos|ms|us|ns|timestamp"
                    + "|status|status_code|outcome|success|attempt|attempts|retries|retry_count)");

    private static final Pattern BY_FORM = Pattern.compile(
            "(tenant|customer|organization|account|user_agent|session|enduser|user|db|rpc|messaging|url|metadata|tag"
                    + "|gen_ai[.](prompt|agent|tool|conversation|provider|operation|request[.]model))([._].*|$)"
                    + "|(.*[._-])?(id|ids|uuid|guid|hash|checksum|etag|key|seed|seq|sequence|index|nonce|port|pid|offset"
                    + "|partition|time|date|epoch|at|version|release|build|commit|model|language|locale|country|region"
                    + "|cursor|query|text|url|uri|path|title|label|labels|tags)");

    static Role of(String name) {
        if (KNOWN.contains(name) || ELSEWHERE.matcher(name).matches()) {
            return NONE;
        }
        return BY_FORM.matcher(name).matches() ? FORM : ALL;
    }
}
