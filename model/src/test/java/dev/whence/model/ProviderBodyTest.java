package dev.whence.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderBodyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // OpenAI, chat completions and responses
                "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "{\"model\":\"m\",\"instructions\":\"Be brief.\",\"input\":\"Hi\"}",
                "{\"model\":\"m\",\"instructions\":\"Be brief.\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}]}",
                // Anthropic
                "{\"model\":\"m\",\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}",
                // Gemini
                "{\"model\":\"m\",\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]},\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}",
                // Bedrock
                "{\"modelId\":\"m\",\"system\":[{\"text\":\"Be brief.\"}],\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}",
            })
    void aRequestIsReadWhicheverProviderItIsFor(String json) {
        RecordBuilder record = Record.builder();
        assertThat(ProviderBody.putRequest(json, record)).isTrue();
        assertThat(record.fields())
                .containsEntry(Names.REQUEST_MODEL, "m")
                .containsEntry(Names.INPUT, "system: Be brief.\n\nuser: Hi");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Yo\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":4}}} | length",
                "{\"model\":\"m\",\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Yo\"}]}],\"usage\":{\"input_tokens\":11,\"output_tokens\":5,\"input_tokens_details\":{\"cached_tokens\":4}}} | ''",
                "{\"model\":\"m\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Yo\"}],\"stop_reason\":\"max_tokens\",\"usage\":{\"input_tokens\":11,\"output_tokens\":5,\"cache_read_input_tokens\":4}} | length",
                "{\"modelVersion\":\"m\",\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Yo\"}]},\"finishReason\":\"MAX_TOKENS\"}],\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":5,\"cachedContentTokenCount\":4}} | length",
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Yo\"},\"done\":true,\"done_reason\":\"length\",\"prompt_eval_count\":11,\"eval_count\":5} | length",
                "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Yo\"}]}},\"stopReason\":\"max_tokens\",\"usage\":{\"inputTokens\":11,\"outputTokens\":5}} | length",
            })
    void aResponseIsReadWhicheverProviderSentIt(String json, String finish) {
        RecordBuilder record = Record.builder();
        assertThat(ProviderBody.putResponse(json, record)).isTrue();
        assertThat(record.fields())
                .containsEntry(Names.OUTPUT, "Yo")
                .containsEntry(Names.INPUT_TOKENS, 11L)
                .containsEntry(Names.OUTPUT_TOKENS, 5L);
        assertThat(record.get(Names.FINISH_REASONS)).isEqualTo(finish.isEmpty() ? null : List.of(finish));
        if (json.contains("4")) {
            assertThat(record.get(Names.CACHE_READ_TOKENS)).isEqualTo(4L);
        }
    }

    @Test
    void toolCallsAreTheAnswerWhereThereIsNoText() {
        RecordBuilder record = Record.builder();
        ProviderBody.putResponse(
                "{\"model\":\"m\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}",
                record);
        assertThat(record.fields())
                .containsEntry(Names.OUTPUT, "f({})")
                .containsEntry(Names.FINISH_REASONS, List.of("tool_call"));
    }

    @Test
    void aProvidersErrorIsAnError() {
        RecordBuilder record = Record.builder();
        assertThat(ProviderBody.putResponse(
                        "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}",
                        record))
                .isTrue();
        assertThat(record.fields())
                .containsEntry(Names.ERROR_TYPE, "rate_limit_exceeded")
                .containsEntry(Names.ERROR_MESSAGE, "Rate limit reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "hello", "{\"a\":1}", "[1,2]", "{\"input\":\"x\"}"})
    void anythingElseLeavesTheRecordAsItWas(String text) {
        RecordBuilder record = Record.builder();
        assertThat(ProviderBody.putRequest(text, record)).isFalse();
        assertThat(ProviderBody.putResponse(text, record)).isFalse();
        assertThat(record.fields()).isEmpty();
    }
}
