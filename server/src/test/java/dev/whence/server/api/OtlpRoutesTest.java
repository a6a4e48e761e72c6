package dev.whence.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OTLP over HTTP as its specification has it. */
class OtlpRoutesTest {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final String GOOD =
            "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\",\"name\":\"a\"}";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestServer.config(folder).withBodyLimitBytes(1 << 20));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAnswerHasTheEncodingOfItsRequest() {
        Reply json = server.post("/v1/traces", JSON, traces(GOOD));
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.header("Content-Type")).isEqualTo(JSON);
        assertThat(json.text()).isEqualTo("{}");
        Reply protobuf = server.post("/v1/traces", PROTOBUF, request(1).toByteArray());
        assertThat(protobuf.status()).isEqualTo(200);
        assertThat(protobuf.header("Content-Type")).isEqualTo(PROTOBUF);
        assertThat(protobuf.response().body()).isEmpty();
    }

    @Test
    void anEmptyRequestSucceeds() {
        for (String signal : List.of("traces", "logs", "metrics")) {
            assertThat(server.post("/v1/" + signal, PROTOBUF, new byte[0]).status())
                    .isEqualTo(200);
            assertThat(server.post("/v1/" + signal, JSON, "{}").text()).isEqualTo("{}");
        }
    }

    @Test
    void gzipIsInflated() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            request(2).writeTo(gzip);
        }
        Reply reply = server.send(server.request("/v1/traces")
                .header("Content-Type", PROTOBUF)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));
        assertThat(reply.status()).isEqualTo(200);
        server.server().store().refresh();
        assertThat(server.get("/api/v1/traces/" + "02".repeat(16))
                        .json()
                        .path("span_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void partialSuccessNamesWhatWasRejected() throws Exception {
        Reply json = server.post("/v1/traces", JSON, traces(GOOD + ",{\"traceId\":\"12\",\"spanId\":\"34\"}"));
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.json().at("/partialSuccess/rejectedSpans").asString()).isEqualTo("1");
        assertThat(json.json().at("/partialSuccess/errorMessage").asString())
                .startsWith("span 2: trace_id has 16 bytes");
        ExportTraceServiceRequest mixed = request(1).toBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(Span.newBuilder().setName("without ids"))))
                .build();
        Reply protobuf = server.post("/v1/traces", PROTOBUF, mixed.toByteArray());
        assertThat(ExportTraceServiceResponse.parseFrom(protobuf.response().body())
                        .getPartialSuccess()
                        .getRejectedSpans())
                .isEqualTo(1);
    }

    @Test
    void errorsAreARpcStatusInTheEncodingOfTheRequest() throws Exception {
        Reply json = server.post("/v1/logs", JSON, "{\"resourceSpans\":[]}");
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.header("Content-Type")).isEqualTo(JSON);
        assertThat(json.json().path("code").asInt()).isEqualTo(3);
        assertThat(json.json().path("message").asString()).contains("/v1/traces");
        Reply protobuf = server.post("/v1/traces", PROTOBUF, "{}");
        assertThat(protobuf.status()).isEqualTo(400);
        assertThat(protobuf.header("Content-Type")).isEqualTo(PROTOBUF);
        CodedInputStream status =
                CodedInputStream.newInstance(protobuf.response().body());
        assertThat(status.readTag() >>> 3).isEqualTo(1);
        assertThat(status.readInt32()).isEqualTo(3);
        assertThat(status.readTag() >>> 3).isEqualTo(2);
        assertThat(status.readString()).contains("ExportTraceServiceRequest", "Content-Type: application/json");
        Reply large = server.post("/v1/traces", JSON, " ".repeat(2 << 20).getBytes(UTF_8));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.json().path("code").asInt()).isEqualTo(8);
    }

    @Test
    void anotherContentTypeIsAProblem() {
        Reply reply = server.post("/v1/traces", "text/plain", "{}");
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.detail()).contains("application/x-protobuf or application/json");
    }

    private static String traces(String spans) {
        return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
    }

    private static ExportTraceServiceRequest request(int digit) {
        byte[] trace = new byte[16];
        Arrays.fill(trace, (byte) digit);
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(Span.newBuilder()
                                        .setTraceId(ByteString.copyFrom(trace))
                                        .setSpanId(ByteString.copyFrom(trace, 0, 8))
                                        .setName("work")
                                        .setStartTimeUnixNano(1_795_523_211_000_000_000L)
                                        .setEndTimeUnixNano(1_795_523_212_000_000_000L))))
                .build();
    }
}
