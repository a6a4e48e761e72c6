package dev.whence.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
    @ParameterizedTest
    @CsvSource({
        "OPEN_AI, openai",
        "open_ai, openai",
        "openai.responses, openai",
        "vertex_ai, gcp.vertex_ai",
        "az.ai.openai, azure.ai.openai",
        "azure-openai.chat, azure.ai.openai",
        "xai, x_ai",
        "mistralai, mistral_ai",
        "bedrock_converse, aws.bedrock",
        "google_genai, gcp.gen_ai",
        "Anthropic, anthropic",
        "house-model, house-model",
    })
    void providersAreFoldedToOneName(String sent, String normal) throws Exception {
        assertThat(read("{\"gen_ai.system\":\"" + sent + "\"}").text(Names.PROVIDER_NAME))
                .isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"STOP\"] | stop",
                "\"[\\\"LENGTH\\\"]\" | length",
                "\"end_turn\" | stop",
                "\"max_tokens\" | length",
                "[\"tool-calls\"] | tool_call",
                "\"tool_use\" | tool_call",
                "[\"SAFETY\"] | content_filter",
            })
    void finishReasonsComeAsArrayAsTextAndInAnyCase(String sent, String normal) throws Exception {
        assertThat(read("{\"gen_ai.response.finish_reasons\":" + sent + "}").value(Names.FINISH_REASONS))
                .hasValue(List.of(normal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"finish_reason", "finish_reasons", "finishReason", "stop_reason", "stopReason"})
    void finishReasonUnderItsPlainNameIsOne(String name) throws Exception {
        Record record = read("{\"" + name + "\":\"length\"}");

        assertThat(record.value(Names.FINISH_REASONS)).hasValue(List.of("length"));
        assertThat(record.text(name)).as("what was sent stays").isEqualTo("length");
    }

    @Test
    void numbersSentAsTextsAreNumbers() throws Exception {
        Record record = read("{\"gen_ai.usage.input_tokens\":\"21\",\"gen_ai.request.temperature\":\"0.2\","
                + "\"gen_ai.request.stream\":\"true\",\"gen_ai.client.estimated_cost\":\"0.0123\","
                + "\"gen_ai.usage.output_tokens\":\"none\",\"tenant.id\":\"007\"}");
        assertThat(record.fields())
                .containsEntry("gen_ai.usage.input_tokens", 21L)
                .containsEntry("gen_ai.request.temperature", 0.2)
                .containsEntry("gen_ai.request.stream", true)
                .containsEntry("gen_ai.usage.cost", 0.0123)
                .containsEntry("tenant.id", "007")
                .doesNotContainKey("gen_ai.usage.output_tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "unknown", "NONE"})
    void aModelOfNoneIsNoModel(String none) throws Exception {
        Record record = read("{\"message\":\"none\",\"gen_ai.response.model\":\"" + none + "\"}");
        assertThat(record.has(Names.RESPONSE_MODEL)).isFalse();
        assertThat(record.text(Names.MESSAGE)).isEqualTo("none");
    }

    @Test
    void millisecondsBecomeSeconds() throws Exception {
        assertThat(read("{\"ai.response.msToFirstChunk\":41.5}").number(Names.TIME_TO_FIRST_CHUNK))
                .isEqualTo(0.0415);
        assertThat(read("{\"stage\":\"x\",\"duration_ms\":1500}").durationSeconds())
                .isEqualTo(1.5);
        assertThat(read("{\"stage\":\"x\",\"duration\":2.5}").durationSeconds()).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"gen_ai.prompt\":\"Hi\",\"gen_ai.completion\":\"Yo\" | Hi | Yo",
                "\"gen_ai.prompt.0.role\":\"user\",\"gen_ai.prompt.0.content\":\"Hi\",\"gen_ai.completion.0.content\":\"Yo\",\"gen_ai.completion.0.role\":\"assistant\" | Hi | Yo",
                "\"gen_ai.prompt.0.role\":\"system\",\"gen_ai.prompt.0.content\":\"Be.\",\"gen_ai.prompt.1.role\":\"user\",\"gen_ai.prompt.1.content\":\"Hi\",\"gen_ai.completion.0.role\":\"assistant\",\"gen_ai.completion.0.tool_calls.0.name\":\"f\",\"gen_ai.completion.0.tool_calls.0.arguments\":\"{}\" | system: Be.;;user: Hi | f({})",
                "\"gen_ai.input.messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}],\"gen_ai.output.messages\":[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"name\":\"f\",\"arguments\":{\"a\":1}}]}] | Hi | f({\"a\":1})",
                "\"langfuse.observation.input\":\"{\\\"messages\\\":[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Hi\\\"}]}\",\"langfuse.observation.output\":\"Yo\" | Hi | Yo",
                "\"gen_ai.tool.call.arguments\":\"{\\\"a\\\":1}\",\"gen_ai.tool.call.result\":\"2\" | {\"a\":1} | 2",
                "\"gen_ai.retrieval.query.text\":\"q\",\"retrieval.documents.0.document.content\":\"A\",\"retrieval.documents.1.document.content\":\"B\" | q | A;;B",
                "\"input.value\":\"{\\\"city\\\":\\\"Paris\\\"}\",\"output.value\":\"20\" | {\"city\":\"Paris\"} | 20",
                "\"input\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"output\":\"Yo\" | [{\"role\":\"user\",\"content\":\"Hi\"}] | Yo",
            })
    void contentIsTextWhicheverConventionCarriedIt(String fields, String input, String output) throws Exception {
        Record record = read("{" + fields + "}");
        assertThat(record.text(Names.INPUT)).isEqualTo(input.replace(";;", "\n\n"));
        assertThat(record.text(Names.OUTPUT)).isEqualTo(output.replace(";;", "\n\n"));
        assertThat(record.fields().keySet())
                .noneMatch(name -> name.startsWith("gen_ai.prompt")
                        || name.startsWith("gen_ai.completion")
                        || name.endsWith(".messages")
                        || name.endsWith(".value"));
    }

    @Test
    void thePromptsNameIsNotItsText() throws Exception {
        Record record = read("{\"gen_ai.prompt.name\":\"answer\",\"traceloop.prompt.version\":3}");
        assertThat(record.text(Names.PROMPT_NAME)).isEqualTo("answer");
        assertThat(record.text("gen_ai.prompt.version")).isEqualTo("3");
        assertThat(record.has(Names.INPUT)).isFalse();
    }

    @Test
    void aRetrievalTellsHowManyDocumentsItFoundAndHowGood() throws Exception {
        Record record = read("{\"openinference.span.kind\":\"RETRIEVER\",\"input.value\":\"q\","
                + "\"retrieval.documents.0.document.id\":\"1\",\"retrieval.documents.0.document.score\":0.5,"
                + "\"retrieval.documents.1.document.id\":\"2\",\"retrieval.documents.1.document.score\":0.75}");
        assertThat(record.text(Names.OPERATION_NAME)).isEqualTo("retrieval");
        assertThat(record.number("gen_ai.retrieval.documents.count")).isEqualTo(2);
        assertThat(record.number("gen_ai.retrieval.documents.top_score")).isEqualTo(0.75);
        assertThat(record.fields()).containsEntry(Names.RETRIEVED_IDS, List.of("1", "2"));
        assertThat(record.text(Names.OUTPUT)).isEqualTo("1\n\n2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"gen_ai.retrieval.documents\":[{\"id\":\"a\",\"score\":0.9},{\"text\":\"no id\"},{\"id\":7}]}",
                "{\"gen_ai.retrieval.documents\":\"[{\\\"id\\\":\\\"a\\\"},{\\\"score\\\":1},{\\\"id\\\":7}]\"}",
                "{\"db.vector.query.response.documents\":[{\"document\":{\"metadata\":{\"doc_id\":\"a\"}}},{},{\"document\":{\"id\":\"7\"}}]}",
                "{\"retrieval.documents.0.document.id\":\"a\",\"retrieval.documents.1.document.content\":\"x\",\"retrieval.documents.2.document.id\":7}",
                "{\"retrieved_context_ids\":[\"a\",\"?\",7]}",
                "{\"gen_ai.retrieval.documents.ids\":\"[\\\"a\\\",\\\"?\\\",7]\"}"
            })
    void whichDocumentsWereRetrievedIsKeptInTheirOrder(String json) throws Exception {
        assertThat(read(json).fields()).containsEntry(Names.RETRIEVED_IDS, List.of("a", "?", "7"));
    }

    @Test
    void scoresMayBeYesAndNoOrNames() throws Exception {
        assertThat(read("{\"score.name\":\"thumbs\",\"score.value\":true}").fields())
                .containsEntry(Names.SCORE_VALUE, 1L);
        assertThat(read("{\"score.name\":\"thumbs\",\"score.value\":\"False\"}").fields())
                .containsEntry(Names.SCORE_VALUE, 0L);
        assertThat(read("{\"score.name\":\"tone\",\"score.value\":\"friendly\"}")
                        .fields())
                .containsEntry(Names.SCORE_LABEL, "friendly")
                .doesNotContainKey(Names.SCORE_VALUE);
    }

    @Test
    void vectorsGiveWayToTheirDimension() throws Exception {
        Record record = read("{\"embedding.embeddings.0.embedding.text\":\"a\","
                + "\"embedding.embeddings.0.embedding.vector\":[0.1,0.2,0.3]}");
        assertThat(record.fields())
                .containsEntry("gen_ai.embeddings.dimension.count", 3L)
                .containsEntry(Names.INPUT, "a")
                .hasSize(2);
    }

    @Test
    void langChain4jsObservationIsUnderstood() throws Exception {
        Record record = read("{\"gen_ai.operation.name\":\"chat\",\"gen_ai.provider.name\":\"OPEN_AI\","
                + "\"gen_ai.request.model\":\"m\",\"gen_ai.response.model\":\"unknown\",\"outcome\":\"SUCCESS\","
                + "\"input_tokens\":\"11\",\"output_tokens\":\"5\"}");
        assertThat(record.text(Names.PROVIDER_NAME)).isEqualTo("openai");
        assertThat(record.has(Names.RESPONSE_MODEL)).isFalse();
        assertThat(record.number(Names.INPUT_TOKENS)).isEqualTo(11);
        assertThat(record.number(Names.OUTPUT_TOKENS)).isEqualTo(5);
    }

    @Test
    void theParametersOfAnInvocationAreFoundInItsJson() throws Exception {
        Record record = read(
                "{\"openinference.span.kind\":\"LLM\",\"llm.model_name\":\"m-2026\","
                        + "\"llm.invocation_parameters\":\"{\\\"model\\\":\\\"m\\\",\\\"temperature\\\":0.2,\\\"max_tokens\\\":5}\"}");
        assertThat(record.text(Names.REQUEST_MODEL)).isEqualTo("m");
        assertThat(record.text(Names.RESPONSE_MODEL)).isEqualTo("m-2026");
        assertThat(record.number("gen_ai.request.temperature")).isEqualTo(0.2);
        assertThat(record.number("gen_ai.request.max_tokens")).isEqualTo(5);
    }

    @Test
    void anEcsLogLineIsUnderstood() throws Exception {
        Record record = read(
                "{\"@timestamp\":\"2026-11-24T12:34:52.642Z\",\"log\":{\"level\":\"WARN\",\"logger\":\"app\"},"
                        + "\"message\":\"x\",\"service.name\":\"s\",\"trace.id\":\"ABC\",\"process.thread.name\":\"main\","
                        + "\"error.type\":\"java.io.IOException\",\"error.message\":\"no\",\"error.stack_trace\":\"java.io.IOException: no\\n\\tat a\"}");
        assertThat(record.timestampNanos()).isEqualTo(1_795_523_692_642_000_000L);
        assertThat(record.text(Names.SEVERITY)).isEqualTo("WARN");
        assertThat(record.service()).isEqualTo("s");
        assertThat(record.traceId()).isEqualTo("abc");
        assertThat(record.fields())
                .containsEntry("logger.name", "app")
                .containsEntry("thread.name", "main")
                .containsEntry(Names.ERROR_TYPE, "java.io.IOException")
                .containsEntry(Names.ERROR_MESSAGE, "no")
                .containsKey(Names.ERROR_STACK)
                .doesNotContainKeys("@timestamp", "log.level", "error.stack_trace");
    }

    @Test
    void twoNamesForOneFieldLoseNothing() throws Exception {
        Record record = read("{\"message\":\"a\",\"msg\":\"b\",\"level\":30,\"severity\":\"WARNING\"}");
        assertThat(record.fields())
                .containsEntry("message", "a")
                .containsEntry("msg", "b")
                .containsEntry("severity", "WARN")
                .containsEntry("level", 30L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"error.type\":\"timeout\" | true",
                "\"outcome\":\"SERVER_ERROR\" | true",
                "\"error\":true | true",
                "\"error\":\"none\" | false",
                "\"error\":\"NoSuchMethodError\" | true",
                "\"http.response.status_code\":429,\"span.kind\":\"client\" | true",
                "\"http.response.status_code\":404,\"span.kind\":\"server\" | false",
                "\"http.response.status_code\":500,\"span.kind\":\"server\" | true",
                "\"langfuse.observation.level\":\"ERROR\" | true",
                "\"exception.type\":\"E\",\"exception.escaped\":true | true",
                "\"exception.type\":\"E\" | false",
                "\"status\":\"ok\",\"outcome\":\"SERVER_ERROR\" | false",
            })
    void aSpanFailedIfAnythingSaysSo(String fields, boolean failed) throws Exception {
        Record record = read("{\"stage\":\"s\",\"span_id\":\"1\",\"duration\":1," + fields + "}");
        assertThat(record.kind()).isEqualTo(Kind.SPAN);
        assertThat(record.isError()).isEqualTo(failed);
    }

    @Test
    void anExceptionThatWasDealtWithIsNoError() throws Exception {
        Record record = read("{\"stage\":\"s\",\"span_id\":\"1\",\"duration\":1,\"exception.type\":\"E\"}");
        assertThat(record.has(Names.ERROR_TYPE)).isFalse();
        assertThat(record.text("exception.type")).isEqualTo("E");
    }

    @Test
    void levelsOfMetricsAreNotSeverities() throws Exception {
        Record record = read("{\"name\":\"logback.events\",\"value\":3,\"level\":\"warn\"}");
        assertThat(record.fields()).containsEntry("level", "warn").doesNotContainKey(Names.SEVERITY);
    }

    @Test
    void namesBeyondMeasureAreDropped() throws Exception {
        Record record = read("{\"message\":\"a\",\"gen_ai.prompt.0" + ".a".repeat(20_000) + "\":1}");
        assertThat(record.fields())
                .containsEntry("otel.dropped_attributes_count", 1L)
                .hasSize(2);
    }

    @Test
    void whatStandsInASmallJsonTextIsFoundUnderItsOwnName() throws Exception {
        Record record =
                read("{\"stage\":\"tts\",\"metadata\":\"{\\\"voice\\\":\\\"nova\\\",\\\"beta\\\":true,\\\"shard\\\":7,"
                        + "\\\"user\\\":{\\\"plan\\\":\\\"team\\\"},\\\"tags\\\":[1,2],\\\"none\\\":null}\"}");
        assertThat(record.fields())
                .containsEntry("metadata.voice", "nova")
                .containsEntry("metadata.beta", true)
                .containsEntry("metadata.shard", 7L)
                .containsEntry("metadata.user.plan", "team")
                .hasSize(6)
                .extractingByKey("metadata")
                .asString()
                .startsWith("{\"voice\"");
    }

    @Test
    void propertiesInAJsonTextAreUnderstoodAsThoseOnTheirOwn() throws Exception {
        Record record = read("{\"stage\":\"s\",\"traceloop.association.properties\":"
                + "\"{\\\"user_id\\\":\\\"u1\\\",\\\"plan\\\":\\\"gold\\\"}\"}");
        assertThat(record.text(Names.USER_ID)).isEqualTo("u1");
        assertThat(record.text("traceloop.association.properties.plan")).isEqualTo("gold");
    }

    @Test
    void parametersOfAModelCallAreThereOnce() throws Exception {
        Record record = read("{\"stage\":\"s\",\"llm.invocation_parameters\":"
                + "\"{\\\"temperature\\\":0.2,\\\"effort\\\":\\\"high\\\"}\"}");
        assertThat(record.fields())
                .containsEntry("gen_ai.request.temperature", 0.2)
                .containsEntry("llm.invocation_parameters.effort", "high")
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"{\\\"a\\\":1}\"}",
                "{\"stage\":\"s\",\"input.value\":\"{\\\"a\\\":1}\"}",
                "{\"stage\":\"s\",\"tool.json_schema\":\"{\\\"type\\\":\\\"object\\\"}\"}",
                "{\"stage\":\"s\",\"metadata\":\"{\\\"a\\\":\"}",
                "{\"stage\":\"s\",\"metadata\":\"{\\\"order 4711\\\":1,\\\"20261125\\\":2}\"}",
                "{\"stage\":\"s\",\"metadata.a\":1,\"metadata\":\"{\\\"a\\\":2}\"}",
            })
    void contentSchemasAndNamesWithoutEndAreNotUnfolded(String sent) throws Exception {
        Record record = read(sent);
        assertThat(record.fields().keySet())
                .allMatch(name -> Set.of("message", "stage", "input", "tool.json_schema", "metadata", "metadata.a")
                        .contains(name));
        assertThat(record.value("metadata.a").orElse(1L)).isEqualTo(1L);
    }

    @Test
    void largeJsonTextsStayWhole() throws Exception {
        StringBuilder many = new StringBuilder("{\\\"k\\\":1");
        for (int i = 0; i < 40; i++) {
            many.append(",\\\"k").append(i).append("\\\":1");
        }
        assertThat(read("{\"stage\":\"s\",\"metadata\":\"" + many + "}\"}").fields())
                .hasSize(2);
        String text = "x".repeat(300);
        assertThat(read("{\"stage\":\"s\",\"metadata\":\"{\\\"a\\\":\\\"" + text + "\\\"}\"}")
                        .fields())
                .hasSize(2);
    }

    private static Record read(String json) throws RecordFormatException {
        byte[] utf8 = json.getBytes(UTF_8);
        RecordBuilder record = RecordCodec.readBuilder(utf8, 0, utf8.length, 1_795_523_211_000_000_000L);
        Vocabulary.normalise(record);
        Record normal = record.build();
        assertThat(Vocabulary.normalise(normal)).as("normalising twice").isEqualTo(normal);
        return normal;
    }
}
