package dev.whence.server.api;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.whence.server.ingest.Decoder;
import dev.whence.server.ingest.OtlpLogs;
import dev.whence.server.ingest.OtlpMetrics;
import dev.whence.server.ingest.OtlpTraces;
import dev.whence.server.ingest.Rejected;
import io.javalin.http.Context;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Takes traces, logs and metrics as OTLP over HTTP 1.x sends them, in protobuf and JSON. Answers come in the encoding of
 * the request; errors are a {@code google.rpc.Status}, as the protocol demands, instead of a problem.
 */
final class OtlpRoutes {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int MOST_TOLD = 5;

    private final Intake intake;
    private final Problems problems;

    OtlpRoutes(Intake intake, Problems problems) {
        this.intake = intake;
        this.problems = problems;
    }

    /**
     * One kind of telemetry.
     *
     * @param items what the answer calls what it counts, in JSON
     * @param partly the answer's message when some items were rejected
     */
    private record Signal(
            String name, Decoder protobuf, Decoder json, String item, String items, PartialAnswer partly) {}

    @FunctionalInterface
    private interface PartialAnswer {
        Message of(long rejected, String why);
    }

    List<Route> routes() {
        return List.of(
                route(new Signal(
                        "traces",
                        OtlpTraces.protobuf(),
                        OtlpTraces.json(),
                        "span",
                        "rejectedSpans",
                        (rejected, why) -> ExportTraceServiceResponse.newBuilder()
                                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                        .setRejectedSpans(rejected)
                                        .setErrorMessage(why))
                                .build())),
                route(new Signal(
                        "logs",
                        OtlpLogs.protobuf(),
                        OtlpLogs.json(),
                        "log record",
                        "rejectedLogRecords",
                        (rejected, why) -> ExportLogsServiceResponse.newBuilder()
                                .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                                        .setRejectedLogRecords(rejected)
                                        .setErrorMessage(why))
                                .build())),
                route(new Signal(
                        "metrics",
                        OtlpMetrics.protobuf(),
                        OtlpMetrics.json(),
                        "data point",
                        "rejectedDataPoints",
                        (rejected, why) -> ExportMetricsServiceResponse.newBuilder()
                                .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                                        .setRejectedDataPoints(rejected)
                                        .setErrorMessage(why))
                                .build())));
    }

    private Route route(Signal signal) {
        Route.Content[] status = {Route.Content.json("RpcStatus"), new Route.Content(PROTOBUF, "")};
        return Route.post(
                        "/v1/" + signal.name(),
                        "Takes " + signal.name() + " as OTLP; answers in the encoding of the request.",
                        (exchange, parameters) -> take(exchange, signal))
                .taking(new Route.Content(PROTOBUF, ""), Route.Content.json("Otlp"))
                .answering(
                        Route.Answer.ok(
                                "Taken: durable, and found within a second; `partialSuccess` tells what was not.",
                                Route.Content.json("OtlpTaken"),
                                new Route.Content(PROTOBUF, "")),
                        new Route.Answer(400, "Not understood; do not send it again.", List.of(status)),
                        new Route.Answer(413, "Too large.", List.of(status)),
                        Route.Answer.problem(415, "Neither protobuf nor JSON, or an unknown encoding."),
                        new Route.Answer(429, "Too busy; send it again after `Retry-After`.", List.of(status)),
                        new Route.Answer(503, "The store failed; send it again after `Retry-After`.", List.of(status)));
    }

    private void take(Context exchange, Signal signal) throws IOException {
        boolean json =
                switch (Bodies.contentType(exchange)) {
                    case "application/json" -> true;
                    case PROTOBUF, "application/protobuf" -> false;
                    default ->
                        throw new Problem(
                                        415,
                                        "OTLP comes as application/x-protobuf or application/json; say which in the"
                                                + " header Content-Type")
                                .withHeader("Accept", PROTOBUF + ", application/json");
                };
        try {
            List<Rejected> rejected = intake.take(
                            exchange, json ? signal.json() : signal.protobuf(), "otlp_" + signal.name())
                    .decoded()
                    .rejected();
            answer(exchange, signal, json, rejected);
        } catch (Exception e) {
            writeStatus(exchange, json, problems.of(e, exchange));
        }
    }

    private static void answer(Context exchange, Signal signal, boolean json, List<Rejected> rejected) {
        exchange.contentType(json ? Json.CONTENT_TYPE : PROTOBUF);
        String why = rejected.stream()
                .limit(MOST_TOLD)
                .map(one -> signal.item() + " " + one.line() + ": " + one.detail())
                .collect(Collectors.joining("; "));
        if (json) {
            // 64-bit integers are texts in the JSON of protobuf.
            exchange.result(Json.bytes(
                    rejected.isEmpty()
                            ? Map.of()
                            : Map.of(
                                    "partialSuccess",
                                    Map.of(signal.items(), String.valueOf(rejected.size()), "errorMessage", why))));
        } else {
            exchange.result(
                    rejected.isEmpty()
                            ? new byte[0]
                            : signal.partly().of(rejected.size(), why).toByteArray());
        }
    }

    private static void writeStatus(Context exchange, boolean json, Problem problem) throws IOException {
        problem.headers().forEach(exchange::header);
        exchange.status(problem.status());
        exchange.contentType(json ? Json.CONTENT_TYPE : PROTOBUF);
        int code = rpcCode(problem.status());
        exchange.result(
                json
                        ? Json.bytes(Map.of("code", code, "message", problem.detail()))
                        : statusMessage(code, problem.detail()));
    }

    /** The bytes of a google.rpc.Status: its code is field 1, its message field 2. */
    private static byte[] statusMessage(int code, String message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt32(1, code);
        out.writeString(2, message);
        out.flush();
        return bytes.toByteArray();
    }

    /** The code of google.rpc.Code that goes with an HTTP status. */
    private static int rpcCode(int status) {
        return switch (status) {
            case 413, 429 -> 8; // RESOURCE_EXHAUSTED
            case 503 -> 14; // UNAVAILABLE
            default -> status < 500 ? 3 : 13; // INVALID_ARGUMENT, INTERNAL
        };
    }
}
