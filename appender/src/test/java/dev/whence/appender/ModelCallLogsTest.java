package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Kind;
import dev.whence.model.Record;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;

/** What LangChain4j 1.19 and Spring AI 2.0 log, in the form they log it. */
class ModelCallLogsTest {
    private static final String REQUEST = "HTTP request:\n- method: {}\n- url: {}\n- headers: {}\n- body: {}\n";
    private static final String RESPONSE = "HTTP response:\n- status code: {}\n- headers: {}\n- body: {}\n";
    private static final String ASKED = "{\n  \"model\" : \"gpt-4o-mini\",\n  \"messages\" : [ {\n    \"role\" :"
            + " \"user\",\n    \"content\" : \"Hello, \\\"world\\\"\"\n  } ],\n  \"stream\" : false\n}";
    private static final String ANSWERED =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":"
                    + "\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                    + "\"He said \\\"hi\\\", ok\\nline2\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":11,"
                    + "\"completion_tokens\":5,\"total_tokens\":16}}";
    private static final String HEADERS =
            "[Authorization: Beare...90], [Content-Type: application/json], [User-Agent: langchain4j-openai]";

    private RecordingServer server;
    private Rig rig;
    private Logger langChain;

    @BeforeEach
    void start() throws IOException {
        server = new RecordingServer();
        rig = new Rig(server.url());
        langChain = rig.logger("dev.langchain4j.http.client.log.LoggingHttpClient");
    }

    @AfterEach
    void stop() {
        rig.close();
        server.close();
        MDC.clear();
    }

    private void request() {
        langChain.info(REQUEST, "POST", "http://127.0.0.1:39453/v1/chat/completions", HEADERS, ASKED);
    }

    private void response(int status, String body) {
        langChain.info(RESPONSE, status, "[content-type: application/json]", body);
    }

    private List<Record> taken() {
        rig.flush();
        return server.taken();
    }

    @Test
    void requestAndResponseOfLangChain4jBecomeTheSpanOfTheCall() {
        MDC.put("traceId", "0af7651916cd43dd8448eb211c80319c");
        MDC.put("spanId", "b7ad6b7169203331");
        request();
        response(200, ANSWERED);
        Record asked = taken().get(0);
        assertThat(asked.kind()).isEqualTo(Kind.LOG);
        assertThat(asked.text("message"))
                .isEqualTo("HTTP request:\n- method: POST\n- url: http://127.0.0.1:39453/v1/chat/completions");
        Record call = taken().get(1);
        assertThat(call.kind()).isEqualTo(Kind.SPAN);
        assertThat(call.stage()).isEqualTo("chat gpt-4o-mini");
        assertThat(call.timestampNanos()).isEqualTo(asked.timestampNanos());
        assertThat(call.durationSeconds()).isGreaterThanOrEqualTo(0);
        assertThat(call.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(call.parentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(call.spanId()).hasSize(16).isNotEqualTo(call.parentSpanId());
        assertThat(call.text("input")).contains("Hello, \"world\"");
        assertThat(call.fields())
                .containsEntry("service", "assistant")
                .containsEntry("output", "He said \"hi\", ok\nline2")
                .containsEntry("status", "ok")
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "gpt-4o-mini")
                .containsEntry("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
                .containsEntry("gen_ai.response.finish_reasons", List.of("length"))
                .containsEntry("gen_ai.usage.input_tokens", 11L)
                .containsEntry("gen_ai.usage.output_tokens", 5L)
                .containsEntry("http.response.status_code", 200L)
                .doesNotContainKeys("message", "severity", "traceId", "spanId");
        assertThat(rig.appender.counts().delivered()).isEqualTo(2);
    }

    @Test
    void errorOfTheProviderFailsTheSpan() {
        request();
        response(500, "{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":null}}");
        Record call = taken().get(1);
        assertThat(call.isError()).isTrue();
        assertThat(call.text("error.type")).isEqualTo("server_error");
        assertThat(call.text("error.message")).isEqualTo("overloaded");
        assertThat(call.traceId()).hasSize(32);
    }

    @Test
    void triesBeforeTheLastBecomeFailedSpans() {
        Logger retries = rig.logger("dev.langchain4j.internal.RetryUtils");
        request();
        retries.warn(
                "A retriable exception occurred. Remaining retries: 2 of 2",
                new IllegalStateException("Rate limit reached"));
        request();
        response(200, ANSWERED);
        retries.warn("A retriable exception occurred. Remaining retries: 2 of 2", new IllegalStateException("other"));
        assertThat(taken())
                .extracting(Record::kind)
                .containsExactly(Kind.LOG, Kind.SPAN, Kind.LOG, Kind.SPAN, Kind.LOG);
        Record failed = taken().get(1);
        assertThat(failed.stage()).isEqualTo("chat gpt-4o-mini");
        assertThat(failed.isError()).isTrue();
        assertThat(failed.text("error.message")).isEqualTo("Rate limit reached");
        assertThat(failed.text("input")).contains("Hello");
        assertThat(failed.timestampNanos()).isEqualTo(taken().get(0).timestampNanos());
    }

    @Test
    void responsesBelongToTheRequestsOfTheirThread() throws InterruptedException {
        request();
        Thread other = new Thread(() -> response(200, ANSWERED), "other");
        other.start();
        other.join();
        response(200, ANSWERED);
        assertThat(taken()).extracting(Record::kind).containsExactly(Kind.LOG, Kind.LOG, Kind.SPAN);
    }

    @Test
    void streamedResponseStaysALine() {
        request();
        response(200, "null");
        assertThat(taken()).extracting(Record::kind).containsExactly(Kind.LOG, Kind.LOG);
    }

    @Test
    void requestThatIsNoModelCallStaysAsItWas() {
        langChain.info(REQUEST, "GET", "http://127.0.0.1/models", HEADERS, "");
        assertThat(taken().get(0).text("message")).contains("- headers: ", "- body: ");
    }

    @Test
    void promptAndCompletionOfSpringAiAreInputAndOutput() {
        rig.logger("org.springframework.ai.chat.observation.ChatModelCompletionObservationHandler")
                .info("Chat Model Completion:\n[\"He said \"hi\", ok\nline2\"]");
        rig.logger("org.springframework.ai.chat.observation.ChatModelPromptContentObservationHandler")
                .info("Chat Model Prompt Content:\n[\"Be brief.\", \"Q1, with comma\"]");
        rig.logger("org.springframework.ai.chat.observation.ChatModelCompletionObservationHandler")
                .info("Chat Model Completion:\n[]");
        rig.logger("org.springframework.ai.openai.OpenAiChatModel").info("something else\n[\"x\"]");
        List<Record> taken = taken();
        assertThat(taken.get(0).text("output")).isEqualTo("He said \"hi\", ok\nline2");
        assertThat(taken.get(0).text("message")).isEqualTo("Chat Model Completion:");
        assertThat(taken.get(1).text("input")).isEqualTo("Be brief.\", \"Q1, with comma");
        assertThat(taken.get(2).has("output")).isFalse();
        assertThat(taken.get(3).text("message")).isEqualTo("something else\n[\"x\"]");
    }

    @Test
    void recognitionCanBeSwitchedOff() {
        try (Rig plain = new Rig(server.url(), appender -> appender.setRecogniseModelCalls(false))) {
            plain.logger("dev.langchain4j.http.client.log.LoggingHttpClient")
                    .info(REQUEST, "POST", "http://127.0.0.1/v1/chat/completions", HEADERS, ASKED);
            plain.flush();
        }
        assertThat(server.taken().get(0).has("input")).isFalse();
    }
}
