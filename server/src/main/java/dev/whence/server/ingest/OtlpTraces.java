package dev.whence.server.ingest;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.RecordBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads OTLP trace requests: each span becomes one record, and each of its events that is neither its exception nor its
 * content one log record of the span.
 */
public final class OtlpTraces implements Decoder {
    private final OtlpEncoding encoding;

    private OtlpTraces(OtlpEncoding encoding) {
        this.encoding = encoding;
    }

    public static OtlpTraces protobuf() {
        return new OtlpTraces(OtlpEncoding.PROTOBUF);
    }

    public static OtlpTraces json() {
        return new OtlpTraces(OtlpEncoding.json(ExportTraceServiceRequest.getDefaultInstance()));
    }

    @Override
    public Decoded decode(InputStream body, long arrivalNanos) throws UnreadableBodyException, IOException {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        OtlpItems items = new OtlpItems(encoding.read(body, request));
        for (ResourceSpans ofResource : request.getResourceSpansList()) {
            for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
                RecordBuilder origin = OtlpValues.origin(ofResource.getResource(), ofScope.getScope());
                for (Span span : ofScope.getSpansList()) {
                    if (items.next()) {
                        convert(span, origin, arrivalNanos, items);
                    }
                }
            }
        }
        return items.decoded();
    }

    private static void convert(Span span, RecordBuilder origin, long arrivalNanos, OtlpItems items) {
        String problem = problem(span);
        if (problem != null) {
            items.reject(problem);
            return;
        }
        RecordBuilder record = OtlpValues.startFrom(origin)
                .kind(Kind.SPAN)
                .put(Names.TRACE_ID, OtlpValues.id(span.getTraceId()))
                .put(Names.SPAN_ID, OtlpValues.id(span.getSpanId()))
                .put(Names.PARENT_SPAN_ID, OtlpValues.id(span.getParentSpanId()))
                .put(Names.STAGE, span.getName().strip());
        putTimes(record, span, arrivalNanos);
        putStatus(record, span.getStatus());
        if (span.getKind() != Span.SpanKind.SPAN_KIND_UNSPECIFIED && span.getKind() != Span.SpanKind.UNRECOGNIZED) {
            record.put(
                    "span.kind",
                    span.getKind().name().substring("SPAN_KIND_".length()).toLowerCase(Locale.ROOT));
        }
        OtlpValues.putAttributes(record, span.getAttributesList());
        record.put("trace_state", span.getTraceState());
        putLinks(record, span.getLinksList());
        if (span.getDroppedAttributesCount() > 0) {
            record.put("otel.dropped_attributes_count", span.getDroppedAttributesCount());
        }
        List<RecordBuilder> logs = new ArrayList<>();
        ContentEvents content = new ContentEvents();
        for (Span.Event event : span.getEventsList()) {
            Map<String, @Nullable Object> attributes = OtlpValues.map(event.getAttributesList());
            if (event.getName().equals("exception")) {
                OtlpValues.putAttributes(record, event.getAttributesList());
            } else if (!content.add(event.getName(), attributes)) {
                logs.add(log(event, record, origin));
            }
        }
        content.putInto(record);
        items.add(record);
        logs.forEach(items::add);
    }

    private static @Nullable String problem(Span span) {
        if (span.getTraceId().size() != 16 || OtlpValues.id(span.getTraceId()).isEmpty()) {
            return "trace_id has 16 bytes (32 hex digits) which are not all zero; this one has "
                    + span.getTraceId().size();
        }
        if (span.getSpanId().size() != 8 || OtlpValues.id(span.getSpanId()).isEmpty()) {
            return "span_id has 8 bytes (16 hex digits) which are not all zero; this one has "
                    + span.getSpanId().size();
        }
        if (span.getStartTimeUnixNano() < 0 || span.getEndTimeUnixNano() < 0) {
            return "start_time_unix_nano and end_time_unix_nano lie between the years 1970 and 2262";
        }
        return null;
    }

    /** A span without a start begins at its end, and has no duration where that cannot be known. */
    private static void putTimes(RecordBuilder record, Span span, long arrivalNanos) {
        long start = span.getStartTimeUnixNano();
        long end = span.getEndTimeUnixNano();
        if (start > 0) {
            record.timestampNanos(start);
        } else {
            record.timestampNanos(end > 0 ? end : arrivalNanos);
        }
        if (start > 0 && end >= start) {
            record.put(Names.DURATION, (end - start) / 1e9);
        } else if (start > 0 && end > 0) {
            record.put("span.ends_before_start", true);
        }
    }

    private static void putStatus(RecordBuilder record, Status status) {
        if (status.getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
            record.put(Names.STATUS, "error").put("otel.status_description", status.getMessage());
        } else if (status.getCode() == Status.StatusCode.STATUS_CODE_OK) {
            record.put(Names.STATUS, "ok");
        }
    }

    private static void putLinks(RecordBuilder record, List<Span.Link> links) {
        record.put(
                "span.links.trace_id",
                links.stream().map(link -> OtlpValues.id(link.getTraceId())).toList());
        record.put(
                "span.links.span_id",
                links.stream().map(link -> OtlpValues.id(link.getSpanId())).toList());
    }

    private static RecordBuilder log(Span.Event event, RecordBuilder span, RecordBuilder origin) {
        RecordBuilder log = OtlpValues.startFrom(origin)
                .kind(Kind.LOG)
                .timestampNanos(event.getTimeUnixNano() > 0 ? event.getTimeUnixNano() : span.timestampNanos())
                .put(Names.TRACE_ID, span.get(Names.TRACE_ID))
                .put(Names.SPAN_ID, span.get(Names.SPAN_ID))
                .put("event.name", event.getName())
                .put(Names.MESSAGE, event.getName());
        OtlpValues.putAttributes(log, event.getAttributesList());
        return log;
    }
}
