package dev.whence.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which instrumentations tell a call's messages by events. */
class ContentEventsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // the oldest: texts, or JSON of messages, as attributes
                "{\"name\":\"gen_ai.content.prompt\",\"attributes\":[{\"key\":\"gen_ai.prompt\",\"value\":{\"stringValue\":\"Hi\"}}]},"
                        + "{\"name\":\"gen_ai.content.completion\",\"attributes\":[{\"key\":\"gen_ai.completion\",\"value\":{\"stringValue\":\"[{\\\"role\\\":\\\"assistant\\\",\\\"content\\\":\\\"Yo\\\"}]\"}}]}",
                // one event a message
                "{\"name\":\"gen_ai.user.message\",\"attributes\":[{\"key\":\"content\",\"value\":{\"stringValue\":\"Hi\"}}]},"
                        + "{\"name\":\"gen_ai.choice\",\"attributes\":[{\"key\":\"finish_reason\",\"value\":{\"stringValue\":\"STOP\"}},{\"key\":\"message\",\"value\":{\"stringValue\":\"{\\\"content\\\":\\\"Yo\\\"}\"}}]}",
                // the whole body in one attribute
                "{\"name\":\"gen_ai.user.message\",\"attributes\":[{\"key\":\"gen_ai.event.content\",\"value\":{\"stringValue\":\"{\\\"content\\\":\\\"Hi\\\"}\"}}]},"
                        + "{\"name\":\"gen_ai.choice\",\"attributes\":[{\"key\":\"gen_ai.event.content\",\"value\":{\"stringValue\":\"{\\\"message\\\":{\\\"content\\\":\\\"Yo\\\"}}\"}}]}",
            })
    void eventsOfASpanBecomeItsInputAndOutput(String events) throws Exception {
        String span =
                "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\",\"name\":\"chat\",\"events\":["
                        + events + "]}";
        List<Record> records = OtlpTraces.json()
                .decode(body("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + span + "]}]}]}"), 1)
                .records();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.text(Names.INPUT)).isEqualTo("Hi");
            assertThat(record.text(Names.OUTPUT)).isEqualTo("Yo");
        });
    }

    @Test
    void anEvaluationsResultIsAScore() throws Exception {
        Record score = log(
                "{\"eventName\":\"gen_ai.evaluation.result\",\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"attributes\":["
                        + "{\"key\":\"gen_ai.evaluation.name\",\"value\":{\"stringValue\":\"relevance\"}},"
                        + "{\"key\":\"gen_ai.evaluation.score.value\",\"value\":{\"doubleValue\":0.25}},"
                        + "{\"key\":\"gen_ai.evaluation.score.label\",\"value\":{\"stringValue\":\"poor\"}},"
                        + "{\"key\":\"gen_ai.evaluation.explanation\",\"value\":{\"stringValue\":\"off topic\"}}]}");
        assertThat(score.kind()).isEqualTo(Kind.SCORE);
        assertThat(score.fields())
                .containsEntry(Names.SCORE_NAME, "relevance")
                .containsEntry(Names.SCORE_VALUE, 0.25)
                .containsEntry(Names.SCORE_LABEL, "poor")
                .containsEntry(Names.MESSAGE, "off topic");
    }

    @Test
    void theDetailsOfAnInferenceCarryItsMessages() throws Exception {
        Record details = log(
                "{\"eventName\":\"gen_ai.client.inference.operation.details\",\"attributes\":[{\"key\":\"gen_ai.input.messages\","
                        + "\"value\":{\"arrayValue\":{\"values\":[{\"kvlistValue\":{\"values\":[{\"key\":\"role\",\"value\":{\"stringValue\":\"user\"}},"
                        + "{\"key\":\"parts\",\"value\":{\"arrayValue\":{\"values\":[{\"kvlistValue\":{\"values\":["
                        + "{\"key\":\"type\",\"value\":{\"stringValue\":\"text\"}},{\"key\":\"content\",\"value\":{\"stringValue\":\"Hi\"}}]}}]}}}]}}]}}}]}");
        assertThat(details.text(Names.INPUT)).isEqualTo("Hi");
        assertThat(details.kind()).isEqualTo(Kind.LOG);
    }

    @Test
    void aStructuredBodyIsAMessageAsJson() throws Exception {
        assertThat(
                        log("{\"severityNumber\":17,\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"intValue\":\"1\"}}]}}}")
                                .fields())
                .containsEntry(Names.MESSAGE, "{\"a\":1}")
                .containsEntry(Names.SEVERITY, "ERROR");
    }

    private static Record log(String record) throws Exception {
        return OtlpLogs.json()
                .decode(body("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + record + "]}]}]}"), 1)
                .records()
                .get(0);
    }

    private static ByteArrayInputStream body(String json) {
        return new ByteArrayInputStream(json.getBytes(UTF_8));
    }
}
