package dev.whence.server.ingest;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.RecordBuilder;
import dev.whence.model.RecordCodec;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Reads OTLP log requests: each log record becomes one record, an evaluation's result a score. */
public final class OtlpLogs implements Decoder {
    private static final String[] SEVERITIES = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};

    private final OtlpEncoding encoding;

    private OtlpLogs(OtlpEncoding encoding) {
        this.encoding = encoding;
    }

    public static OtlpLogs protobuf() {
        return new OtlpLogs(OtlpEncoding.PROTOBUF);
    }

    public static OtlpLogs json() {
        return new OtlpLogs(OtlpEncoding.json(ExportLogsServiceRequest.getDefaultInstance()));
    }

    @Override
    public Decoded decode(InputStream body, long arrivalNanos) throws UnreadableBodyException, IOException {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        OtlpItems items = new OtlpItems(encoding.read(body, request));
        for (ResourceLogs ofResource : request.getResourceLogsList()) {
            for (ScopeLogs ofScope : ofResource.getScopeLogsList()) {
                RecordBuilder origin = OtlpValues.origin(ofResource.getResource(), ofScope.getScope());
                for (LogRecord log : ofScope.getLogRecordsList()) {
                    if (items.next()) {
                        convert(log, origin, arrivalNanos, items);
                    }
                }
            }
        }
        return items.decoded();
    }

    private static void convert(LogRecord log, RecordBuilder origin, long arrivalNanos, OtlpItems items) {
        if (log.getTimeUnixNano() < 0 || log.getObservedTimeUnixNano() < 0) {
            items.reject("time_unix_nano and observed_time_unix_nano lie between the years 1970 and 2262");
            return;
        }
        RecordBuilder record = OtlpValues.startFrom(origin)
                .kind(Kind.LOG)
                .timestampNanos(time(log, arrivalNanos))
                .put(Names.TRACE_ID, OtlpValues.id(log.getTraceId()))
                .put(Names.SPAN_ID, OtlpValues.id(log.getSpanId()))
                .put(Names.SEVERITY, severity(log));
        OtlpValues.putAttributes(record, log.getAttributesList());
        if (!log.getEventName().isEmpty()) {
            record.put("event.name", log.getEventName());
        }
        String event = record.get("event.name") instanceof String name ? name : "";
        putBody(record, event, log.getBody());
        if (event.equals("gen_ai.evaluation.result")) {
            record.kind(Kind.SCORE);
        }
        items.add(record);
    }

    private static void putBody(RecordBuilder record, String event, AnyValue body) {
        ContentEvents content = new ContentEvents();
        if (body.hasKvlistValue()
                && content.add(event, OtlpValues.map(body.getKvlistValue().getValuesList()))) {
            content.putInto(record);
            return;
        }
        Object tree = OtlpValues.tree(body);
        if (tree instanceof String text && content.add(event, Map.of("content", text))) {
            content.putInto(record);
        } else if (tree != null) {
            record.put(Names.MESSAGE, tree instanceof String ? tree : RecordCodec.json(tree));
        }
    }

    private static long time(LogRecord log, long arrivalNanos) {
        if (log.getTimeUnixNano() > 0) {
            return log.getTimeUnixNano();
        }
        return log.getObservedTimeUnixNano() > 0 ? log.getObservedTimeUnixNano() : arrivalNanos;
    }

    private static String severity(LogRecord log) {
        int number = log.getSeverityNumberValue();
        return log.getSeverityText().isEmpty() && number >= 1 && number <= 24
                ? SEVERITIES[(number - 1) / 4]
                : log.getSeverityText();
    }
}
