package dev.whence.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of bodies that no well-behaved client sends. */
class MalformedBodyTest {
    private static final long ARRIVAL = 1_795_600_000_000_000_000L;
    private static final long START = 1_795_523_211_000_000_000L;

    @Test
    void aTruncatedProtobufIsRefused() {
        byte[] whole = request(span().build()).toByteArray();
        byte[] cut = Arrays.copyOf(whole, whole.length - 7);
        assertThatThrownBy(() -> OtlpTraces.protobuf().decode(new ByteArrayInputStream(cut), ARRIVAL))
                .isInstanceOf(UnreadableBodyException.class)
                .hasMessageContaining("ExportTraceServiceRequest")
                .hasMessageContaining("ended unexpectedly");
    }

    @Test
    void jsonSentAsProtobufIsToldTheHeaderItNeeds() {
        assertThatThrownBy(() -> OtlpTraces.protobuf().decode(stream("{\"resourceSpans\":[]}"), ARRIVAL))
                .isInstanceOf(UnreadableBodyException.class)
                .hasMessageContaining("Content-Type: application/json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | not valid JSON",
                "[] | one JSON object",
                "{\"resourceSpans\":[{\"scopeSpans\":[ | not valid JSON",
                "{\"resourceSpans\":{}} | resourceSpans is a list, not an object",
                "{\"resourceSpans\":[3]} | resourceSpans is an object, not \"3\"",
                "{\"resourceSpans\":[]} {} | after the end",
                "{\"resourceLogs\":[]} | goes to /v1/logs",
                "{\"resourceSpans\":[{\"schemaUrl\":{}}]} | schemaUrl is a single value",
            })
    void unreadableJsonIsRefusedWithWhatToChange(String body, String says) {
        assertThatThrownBy(() -> OtlpTraces.json().decode(stream(body), ARRIVAL))
                .isInstanceOf(UnreadableBodyException.class)
                .hasMessageContaining(says);
    }

    @Test
    void nestingWithoutEndIsRefusedInBothEncodings() {
        String deep = "{\"resourceSpans\":" + "[{\"resource\":".repeat(100_000);
        assertThatThrownBy(() -> OtlpTraces.json().decode(stream(deep), ARRIVAL))
                .isInstanceOf(UnreadableBodyException.class)
                .hasMessageContaining("nesting");
        AnyValue value = AnyValue.newBuilder().setStringValue("x").build();
        for (int i = 0; i < 300; i++) {
            value = AnyValue.newBuilder()
                    .setArrayValue(ArrayValue.newBuilder().addValues(value))
                    .build();
        }
        ExportTraceServiceRequest request =
                request(span().addAttributes(attribute("deep", value)).build());
        assertThatThrownBy(() -> decode(request)).isInstanceOf(UnreadableBodyException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"startTimeUnixNano\":\"soon\" | startTimeUnixNano is a whole number, not \"soon\"",
                "\"traceId\":\"!\" | traceId is hex",
                "\"traceId\":\"00000000000000000000000000000000\" | not all zero",
                "\"spanId\":\"abcd\" | span_id has 8 bytes",
                "\"attributes\":[{\"key\":\"a\",\"value\":{\"intValue\":\"x\"}}] | intValue is a whole number",
                "\"attributes\":{} | attributes is a list",
                "\"startTimeUnixNano\":\"18446744073709551615\" | between the years 1970 and 2262",
                "\"kind\":\"SPAN_KIND_ODD\" | kind is a number",
            })
    void oneUnusableSpanCostsTheOthersNothing(String wrong, String says) throws Exception {
        String good =
                "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\",\"name\":\"a\"}";
        String bad = good.substring(0, good.length() - 1) + "," + wrong + "}";
        Decoded decoded = OtlpTraces.json()
                .decode(
                        stream("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + good + "," + bad + "," + good
                                + "]}]}]}"),
                        ARRIVAL);
        assertThat(decoded.records()).hasSize(2);
        assertThat(decoded.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.line()).isEqualTo(2);
            assertThat(rejected.detail()).contains(says);
        });
    }

    @Test
    void aSpanThatEndsBeforeItStartsHasNoDuration() throws Exception {
        Record record = single(span().setEndTimeUnixNano(START - 5).build());
        assertThat(record.has(Names.DURATION)).isFalse();
        assertThat(record.timestampNanos()).isEqualTo(START);
        assertThat(record.value("span.ends_before_start")).hasValue(true);
    }

    @Test
    void aSpanWithoutTimesGetsTheArrival() throws Exception {
        assertThat(single(span().setStartTimeUnixNano(0).setEndTimeUnixNano(0).build())
                        .timestampNanos())
                .isEqualTo(ARRIVAL);
        assertThat(single(span().setStartTimeUnixNano(0)
                                .setEndTimeUnixNano(START + 1)
                                .build())
                        .timestampNanos())
                .isEqualTo(START + 1);
    }

    @Test
    void aHundredThousandAttributesAreCutToWhatCanBeIndexed() throws Exception {
        Span.Builder span = span();
        for (int i = 0; i < 100_000; i++) {
            span.addAttributes(
                    attribute("k" + i, AnyValue.newBuilder().setIntValue(i).build()));
        }
        span.addAttributes(attribute(
                "gen_ai.request.model",
                AnyValue.newBuilder().setStringValue("m").build()));
        Record record = single(span.build());
        assertThat(record.fields().keySet()).hasSizeLessThan(1010).contains("gen_ai.request.model");
        assertThat(record.number("otel.dropped_attributes_count")).isEqualTo(99_000);
    }

    @Test
    void numbersThatAreNotFiniteAreLeftOut() throws Exception {
        Record record = single(span().addAttributes(attribute(
                        "nan", AnyValue.newBuilder().setDoubleValue(Double.NaN).build()))
                .build());
        assertThat(record.has("nan")).isFalse();
        Decoded metrics = OtlpMetrics.protobuf()
                .decode(
                        new ByteArrayInputStream(ExportMetricsServiceRequest.newBuilder()
                                .addResourceMetrics(ResourceMetrics.newBuilder()
                                        .addScopeMetrics(ScopeMetrics.newBuilder()
                                                .addMetrics(Metric.newBuilder()
                                                        .setName("m")
                                                        .setGauge(Gauge.newBuilder()
                                                                .addDataPoints(point(Double.NaN))
                                                                .addDataPoints(point(1.5))))))
                                .build()
                                .toByteArray()),
                        ARRIVAL);
        assertThat(metrics.records()).hasSize(1);
        assertThat(metrics.rejected()).singleElement().satisfies(rejected -> assertThat(rejected.detail())
                .contains("NaN"));
    }

    @Test
    void attributesThatLookLikeOurFieldsDoNotHideThem() throws Exception {
        Record record = single(span().setName("work")
                .addAttributes(attribute("status", text("429")))
                .addAttributes(attribute("duration", text("long")))
                .addAttributes(attribute("stage", text("other")))
                .addAttributes(attribute("kind", text("x")))
                .build());
        assertThat(record.stage()).isEqualTo("work");
        assertThat(record.durationSeconds()).isEqualTo(1e-6);
        assertThat(record.fields())
                .containsEntry("http.response.status_code", 429L)
                .containsEntry("attributes.duration", "long")
                .containsEntry("attributes.stage", "other")
                .containsEntry("attributes.kind", "x");
    }

    @Test
    void halfASurrogatePairCannotStopARecordFromBeingStored() throws Exception {
        Decoded decoded = new NdjsonDecoder(1000).decode(stream("{\"message\":\"a\\ud800b\",\"\":2}"), ARRIVAL);
        Record record = decoded.records().get(0);
        assertThat(record.text(Names.MESSAGE)).isEqualTo("a\uFFFDb");
        assertThat(RecordCodec.read(RecordCodec.write(record), ARRIVAL)).isEqualTo(record);
    }

    @Test
    void nestedListsDoNotGrowWithTheirDepth() throws Exception {
        String deep = "{\"a\":" + "[{\"b\":".repeat(200) + "1" + "}]".repeat(200) + "}";
        Decoded decoded = new NdjsonDecoder(1 << 20).decode(stream(deep), ARRIVAL);
        assertThat(decoded.records().get(0).text("a")).hasSizeLessThan(deep.length());
    }

    private static Record single(Span span) throws UnreadableBodyException, IOException {
        List<Record> records = decode(request(span)).records();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static Decoded decode(ExportTraceServiceRequest request) throws UnreadableBodyException, IOException {
        return OtlpTraces.protobuf().decode(new ByteArrayInputStream(request.toByteArray()), ARRIVAL);
    }

    private static Span.Builder span() {
        return Span.newBuilder()
                .setTraceId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
                .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
                .setName("a")
                .setStartTimeUnixNano(START)
                .setEndTimeUnixNano(START + 1000);
    }

    private static NumberDataPoint point(double value) {
        return NumberDataPoint.newBuilder()
                .setTimeUnixNano(START)
                .setAsDouble(value)
                .build();
    }

    private static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static ExportTraceServiceRequest request(Span span) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                .build();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
