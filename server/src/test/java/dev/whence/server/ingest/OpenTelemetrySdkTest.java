package dev.whence.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.model.RecordFormatException;
import dev.whence.server.TestServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What OpenTelemetry's own SDK for Java exports is understood. */
class OpenTelemetrySdkTest {
    @TempDir
    private Path folder;

    private TestServer server;
    private OpenTelemetrySdk sdk;

    @BeforeEach
    void start() {
        server = TestServer.start(folder);
        String url = server.url();
        Resource resource = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "assistant"));
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(resource)
                        .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                        .setEndpoint(url + "/v1/traces")
                                        .setCompression("gzip")
                                        .build())
                                .build())
                        .build())
                .setLoggerProvider(SdkLoggerProvider.builder()
                        .setResource(resource)
                        .addLogRecordProcessor(SimpleLogRecordProcessor.create(OtlpHttpLogRecordExporter.builder()
                                .setEndpoint(url + "/v1/logs")
                                .build()))
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .setResource(resource)
                        .registerMetricReader(PeriodicMetricReader.create(OtlpHttpMetricExporter.builder()
                                .setEndpoint(url + "/v1/metrics")
                                .build()))
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        sdk.close();
        server.close();
    }

    @Test
    void spansLogsAndMetricsArrive() {
        Tracer tracer = sdk.getTracer("test", "1.0");
        Span request =
                tracer.spanBuilder("POST /ask").setSpanKind(SpanKind.SERVER).startSpan();
        Scope current = request.makeCurrent();
        try {
            Span call = tracer.spanBuilder("chat gpt-4o-mini")
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("gen_ai.operation.name", "chat")
                    .setAttribute("gen_ai.request.model", "gpt-4o-mini")
                    .setAttribute("gen_ai.usage.input_tokens", 21)
                    .setAttribute(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of("stop"))
                    .startSpan();
            call.addEvent("cache.miss", Attributes.of(AttributeKey.stringKey("key"), "k"));
            call.recordException(new IllegalStateException("no answer"));
            call.setStatus(StatusCode.ERROR);
            call.end();
            sdk.getLogsBridge()
                    .get("app")
                    .logRecordBuilder()
                    .setSeverity(Severity.WARN)
                    .setBody("answered late")
                    .emit();
        } finally {
            current.close();
            request.end();
        }
        sdk.getMeter("test")
                .histogramBuilder("gen_ai.client.token.usage")
                .build()
                .record(21);

        flush(sdk.getSdkTracerProvider().forceFlush());
        flush(sdk.getSdkLoggerProvider().forceFlush());
        flush(sdk.getSdkMeterProvider().forceFlush());

        List<Record> received = stored();
        String trace = request.getSpanContext().getTraceId();
        assertThat(received).allSatisfy(record -> assertThat(record.service()).isEqualTo("assistant"));
        assertThat(received)
                .filteredOn(record -> record.stage().equals("chat gpt-4o-mini"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.kind()).isEqualTo(Kind.SPAN);
                    assertThat(call.traceId()).isEqualTo(trace);
                    assertThat(call.parentSpanId())
                            .isEqualTo(request.getSpanContext().getSpanId());
                    assertThat(call.isError()).isTrue();
                    assertThat(call.number(Names.INPUT_TOKENS)).isEqualTo(21);
                    assertThat(call.fields())
                            .containsEntry(Names.FINISH_REASONS, List.of("stop"))
                            .containsEntry(Names.ERROR_TYPE, "java.lang.IllegalStateException")
                            .containsEntry(Names.ERROR_MESSAGE, "no answer")
                            .containsEntry("span.kind", "client")
                            .containsEntry("otel.scope.name", "test");
                    assertThat(call.text(Names.ERROR_STACK)).contains("spansLogsAndMetricsArrive");
                });
        assertThat(received)
                .filteredOn(record -> record.kind() == Kind.LOG)
                .extracting(record -> record.text(Names.MESSAGE))
                .containsExactlyInAnyOrder("cache.miss", "answered late");
        assertThat(received)
                .filteredOn(record -> record.text(Names.MESSAGE).equals("answered late"))
                .singleElement()
                .satisfies(log -> {
                    assertThat(log.text(Names.SEVERITY)).isEqualTo("WARN");
                    assertThat(log.traceId()).isEqualTo(trace);
                    assertThat(log.spanId()).isEqualTo(request.getSpanContext().getSpanId());
                });
        assertThat(received)
                .filteredOn(record -> record.text(Names.METRIC_NAME).equals("gen_ai.client.token.usage"))
                .filteredOn(record -> record.text(Names.METRIC_STATISTIC).equals("sum"))
                .singleElement()
                .satisfies(point -> assertThat(point.number(Names.METRIC_VALUE)).isEqualTo(21));
    }

    private static void flush(CompletableResultCode flushing) {
        assertThat(flushing.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    private List<Record> stored() {
        server.server().store().refresh();
        List<Record> records = new ArrayList<>();
        server.get("/api/v1/search?limit=1000").json().path("records").forEach(record -> records.add(read(record)));
        return records;
    }

    private static Record read(JsonNode record) {
        try {
            return RecordCodec.read(record.toString().getBytes(UTF_8), 0);
        } catch (RecordFormatException e) {
            throw new AssertionError(e);
        }
    }
}
