package dev.whence.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What requests of real clients become: the files of {@code clients/}, whose README names the clients. */
class ClientRequestsTest {
    private static final long ARRIVAL = 1_795_600_000_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "java-agent-traces-13, 5, 0",
        "java-agent-logs-12, 0, 1",
        "java-agent-logs-15, 0, 2",
        "java-otel-openai-traces-17, 5, 0",
        "java-otel-openai-logs-18, 0, 6",
        "java-logback-otel-logs-28, 0, 4",
        "java-logback-jsonencoder, 0, 4",
        "java-logstash-encoder, 0, 4",
        "spring-ai-traces-21, 24, 0",
        "js-otel-openai-traces-1, 7, 0",
        "js-otel-openai-logs-2, 0, 8",
        "js-openllmetry-traces-5, 1, 0",
        "js-openllmetry-traces-6, 1, 0",
        "js-openllmetry-traces-7, 1, 0",
        "js-openllmetry-traces-8, 1, 0",
        "js-openllmetry-traces-9, 1, 0",
        "js-openllmetry-traces-10, 1, 0",
        "js-langchain-tl-traces-26, 23, 0",
        "js-langchain-oi-traces-25, 23, 0",
        "js-openinference-openai-traces-4, 5, 0",
        "js-vercel-ai-traces-11, 12, 2",
    })
    void everySpanAndLogLineIsTaken(String name, int spans, int logs) throws Exception {
        List<Record> records = decode(name);
        assertThat(records).filteredOn(record -> record.kind() == Kind.SPAN).hasSize(spans);
        assertThat(records).filteredOn(record -> record.kind() == Kind.LOG).hasSize(logs);
        assertThat(records).hasSize(spans + logs).allSatisfy(record -> {
            assertThat(record.timestampNanos()).isBetween(1_795_522_000_000_000_000L, 1_795_524_000_000_000_000L);
            assertThat(record.traceId()).hasSize(32);
        });
        assertThat(records).filteredOn(record -> record.kind() == Kind.SPAN).allSatisfy(span -> {
            assertThat(span.durationSeconds()).isBetween(0.0, 5.0);
            assertThat(span.stage()).isNotBlank();
            assertThat(span.service()).isNotBlank();
            assertThat(span.spanId()).hasSize(16);
        });
    }

    /** One model call of each client that succeeded, found by its stage and output. */
    @ParameterizedTest
    @CsvSource({
        "java-agent-traces-13, chat gpt-4o-mini, gpt-4o-mini, gpt-4o-mini-2024-07-18, 21, 9, stop, 1.075766479",
        "java-otel-openai-traces-17, chat gpt-4o-mini, gpt-4o-mini, gpt-4o-mini-2024-07-18, 21, 9, stop, 0.364275023",
        "js-otel-openai-traces-1, chat gpt-4o-mini, gpt-4o-mini, gpt-4o-mini-2024-07-18, 21, 9, stop, 0.064534375",
        "js-openllmetry-traces-6, chat gpt-4o-mini, gpt-4o-mini, gpt-4o-mini-2024-07-18, 21, 9, stop, 0.093321503",
        "js-openllmetry-traces-9, chat gpt-4o-mini, gpt-4o-mini, gpt-4o-mini, 2, 5, stop, 1.381495996",
        "spring-ai-traces-21, chat gpt-4o-mini, gpt-4o-mini, gpt-4o-mini-2024-07-18, 21, 9, tool_call, 0.135918702",
        "js-openinference-openai-traces-4, OpenAI Chat Completions, gpt-4o-mini, gpt-4o-mini-2024-07-18, 21, 9, stop, 0.089565751",
        "js-vercel-ai-traces-11, ai.generateText.doGenerate, gpt-4o-mini, gpt-4o-mini-2024-07-18, 21, 9, stop, 0.078856182",
        "js-langchain-oi-traces-25, ChatOpenAI, gpt-4o-mini, gpt-4o-mini, 21, 9, stop, 0.099633751",
        "js-langchain-tl-traces-26, chat gpt-4o-mini, gpt-4o-mini, gpt-4o-mini, 21, 9, stop, 0.116265719",
    })
    void aModelCallReadsTheSameInEveryDialect(
            String name,
            String stage,
            String requested,
            String served,
            double input,
            double output,
            String finish,
            double seconds)
            throws Exception {
        Record call = decode(name).stream()
                .filter(record -> record.stage().equals(stage))
                .findFirst()
                .orElseThrow();
        assertThat(call.text(Names.OPERATION_NAME)).isEqualTo("chat");
        assertThat(call.text(Names.REQUEST_MODEL)).isEqualTo(requested);
        assertThat(call.text(Names.RESPONSE_MODEL)).isEqualTo(served);
        assertThat(call.number(Names.INPUT_TOKENS)).isEqualTo(input);
        assertThat(call.number(Names.OUTPUT_TOKENS)).isEqualTo(output);
        assertThat(call.value(Names.FINISH_REASONS)).hasValue(List.of(finish));
        assertThat(call.durationSeconds()).isEqualTo(seconds);
        assertThat(call.isError()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "js-openllmetry-traces-6 | system: You are terse.\\n\\nuser: Capital of France? | Paris is the capital.",
                "js-openinference-openai-traces-4 | system: You are terse.\\n\\nuser: Capital of France? | Paris is the capital.",
                "js-openinference-openai-traces-4 | Weather in Paris? | get_weather({\"city\":\"Paris\",\"arg0\":\"Paris\"})",
                "js-openinference-openai-traces-4 | Capital of France? | Paris is the capital.",
                "js-vercel-ai-traces-11 | Weather in Paris? | get_weather({\"city\":\"Paris\",\"arg0\":\"Paris\"})",
                "js-vercel-ai-traces-11 | {\"city\":\"Paris\"} | {\"city\":\"Paris\",\"t\":20}",
                "js-vercel-ai-traces-11 | user: Weather in Paris?\\n\\nassistant: get_weather({\"city\":\"Paris\"})\\n\\ntool: {\"city\":\"Paris\",\"t\":20} | Paris is the capital.",
                "js-langchain-oi-traces-25 | Ctx Paris is in France. Q Capital of France? | Paris is the capital.",
                "js-langchain-tl-traces-26 | Ctx Paris is in France. Q Capital of France? | Paris is the capital.",
            })
    void promptsAndAnswersAreText(String name, String input, String output) throws Exception {
        assertThat(decode(name)).anySatisfy(record -> {
            assertThat(record.text(Names.INPUT)).isEqualTo(input.replace("\\n", "\n"));
            assertThat(record.text(Names.OUTPUT)).isEqualTo(output);
        });
    }

    @Test
    void aPromptIsStoredOnce() throws Exception {
        for (String name :
                List.of("js-openinference-openai-traces-4", "js-vercel-ai-traces-11", "js-langchain-oi-traces-25")) {
            assertThat(decode(name))
                    .filteredOn(record -> record.has(Names.INPUT))
                    .allSatisfy(record -> assertThat(record.fields().entrySet())
                            .filteredOn(field -> !field.getKey().startsWith("error."))
                            .filteredOn(field -> field.getValue().toString().contains("Capital of France?"))
                            .extracting(field -> field.getKey())
                            .isSubsetOf(Names.INPUT, Names.OUTPUT, "llm.prompt_template.variables"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "java-agent-traces-13, com.openai.errors.InternalServerException, 500: The server had an error",
        "java-otel-openai-traces-17, com.openai.errors.RateLimitException, 429: Rate limit reached for gpt-4o-mini",
        "js-otel-openai-traces-1, RateLimitError, 429 Rate limit reached for gpt-4o-mini",
        "js-vercel-ai-traces-11, AI_APICallError, Rate limit reached for gpt-4o-mini",
    })
    void aFailedCallTellsItsError(String name, String type, String message) throws Exception {
        assertThat(decode(name)).anySatisfy(record -> {
            assertThat(record.isError()).isTrue();
            assertThat(record.text(Names.OPERATION_NAME)).isEqualTo("chat");
            assertThat(record.text(Names.ERROR_TYPE)).isEqualTo(type);
            assertThat(record.text(Names.ERROR_MESSAGE)).isEqualTo(message);
        });
    }

    @Test
    void retriesHiddenInChildHttpSpansAreErrors() throws Exception {
        assertThat(decode("spring-ai-traces-21"))
                .filteredOn(record -> record.number("http.response.status_code") == 429)
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.isError()).isTrue());
    }

    @Test
    void outerSpansDoNotCountTokensTwice() throws Exception {
        List<Record> records = decode("js-vercel-ai-traces-11");
        assertThat(records)
                .filteredOn(record -> record.stage().equals("ai.generateText"))
                .isNotEmpty()
                .allSatisfy(record -> {
                    assertThat(record.has(Names.INPUT_TOKENS)).isFalse();
                    assertThat(record.text(Names.OPERATION_NAME)).isEqualTo("invoke_agent");
                });
        assertThat(records.stream()
                        .filter(record -> record.has(Names.OUTPUT_TOKENS))
                        .mapToDouble(record -> record.number(Names.OUTPUT_TOKENS))
                        .sum())
                .isEqualTo(4 * 9);
    }

    @Test
    void streamedAnswersTellTheTimeToTheirFirstChunk() throws Exception {
        assertThat(decode("js-vercel-ai-traces-11"))
                .filteredOn(record -> record.stage().equals("ai.streamText.doStream"))
                .singleElement()
                .satisfies(record -> assertThat(record.number(Names.TIME_TO_FIRST_CHUNK))
                        .isCloseTo(0.0412, org.assertj.core.api.Assertions.within(1e-4)));
    }

    @Test
    void sessionsAndUsersAreKnownByOneName() throws Exception {
        for (String name : List.of("js-openllmetry-traces-6", "js-vercel-ai-traces-11", "java-logback-otel-logs-28")) {
            assertThat(decode(name))
                    .filteredOn(record -> record.kind() == Kind.SPAN || record.has("session.id"))
                    .allSatisfy(
                            record -> assertThat(record.text(Names.SESSION_ID)).isEqualTo("s-1"));
        }
        assertThat(decode("js-vercel-ai-traces-11").get(0).text(Names.USER_ID)).isEqualTo("u-1");
    }

    @Test
    void contentEventsBecomeInputAndOutputOfTheirSpan() throws Exception {
        List<Record> records = decode("js-otel-openai-logs-2");
        assertThat(records.get(0).text(Names.INPUT)).isEqualTo("You are terse.");
        assertThat(records.get(2).text(Names.OUTPUT)).isEqualTo("Paris is the capital.");
        assertThat(records.get(2).text(Names.FINISH_REASONS)).isEqualTo("stop");
        assertThat(records.get(4).text(Names.OUTPUT)).isEqualTo("get_weather({\"city\":\"Paris\",\"arg0\":\"Paris\"})");
        assertThat(records.get(4).text(Names.FINISH_REASONS)).isEqualTo("tool_call");
        assertThat(records).allSatisfy(record -> assertThat(record.spanId()).hasSize(16));
    }

    @ParameterizedTest
    @CsvSource({"java-logback-jsonencoder", "java-logstash-encoder", "java-logback-otel-logs-28"})
    void oneLogLineReadsTheSameFromEveryEncoder(String name) throws Exception {
        List<Record> records = decode(name);
        assertThat(records)
                .extracting(record -> record.text(Names.MESSAGE))
                .containsExactly("request started", "stage done 3", "LLM call failed", "pii redacted");
        assertThat(records)
                .extracting(record -> record.text(Names.SEVERITY))
                .containsExactly("INFO", "INFO", "ERROR", "WARN");
        assertThat(records)
                .extracting(Record::timestampNanos)
                .startsWith(1_795_523_692_642_275_941L, 1_795_523_692_668_761_522L);
        assertThat(records).extracting(Record::traceId).containsOnly("7c4d6881405ae594e0a7bc3feb8fea6a");
        assertThat(records.get(1).stage()).isEqualTo("retrieve");
        assertThat(records.get(1).text(Names.REQUEST_MODEL)).isEqualTo("gpt-4o-mini");
        assertThat(records.get(2).text(Names.ERROR_TYPE)).isEqualTo("java.lang.RuntimeException");
        assertThat(records.get(2).text(Names.ERROR_MESSAGE)).isEqualTo("upstream");
        assertThat(records.get(2).text(Names.ERROR_STACK))
                .contains("\tat L.main(L.java:3)", "Caused by: java.net.SocketTimeoutException: read timed out");
    }

    @ParameterizedTest
    @CsvSource({
        "java-agent-metrics-14, gen_ai.client.operation.duration, sum, 1.074904543",
        "java-agent-metrics-14, gen_ai.client.token.usage, mean, 9",
        "java-otel-openai-metrics-16, gen_ai.client.operation.duration, count, 1",
        "js-otel-openai-metrics-3, gen_ai.client.operation.duration, mean, 0.09964811200000008",
        "spring-ai-metrics-20, gen_ai.client.operation, sum, 541.294874",
        "spring-ai-metrics-22, disk.total, '', 270553174016",
    })
    void metricPointsKeepTheirValues(String name, String metric, String statistic, double value) throws Exception {
        List<Record> records = decode(name);
        assertThat(records).allSatisfy(record -> assertThat(record.kind()).isEqualTo(Kind.METRIC));
        assertThat(records)
                .filteredOn(record -> record.text(Names.METRIC_NAME).equals(metric))
                .filteredOn(record -> record.text(Names.METRIC_STATISTIC).equals(statistic))
                .anySatisfy(
                        record -> assertThat(record.number(Names.METRIC_VALUE)).isEqualTo(value));
    }

    static Stream<String> requestsInBothEncodings() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".binpb"))
                    .map(name -> name.substring(0, name.length() - ".binpb".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("requestsInBothEncodings")
    void jsonAndProtobufGiveEqualRecords(String name) throws Exception {
        assertThat(read(name + ".json")).isEqualTo(read(name + ".binpb"));
    }

    @ParameterizedTest
    @MethodSource("requestsInBothEncodings")
    void normalisingTwiceChangesNothing(String name) throws Exception {
        for (Record record : decode(name)) {
            assertThat(Vocabulary.normalise(record)).isEqualTo(record);
        }
    }

    static Path folder() {
        return Path.of("..", "fixtures", "src", "main", "resources", "clients");
    }

    private static List<Record> decode(String name) throws Exception {
        for (String ending : List.of(".binpb", ".json", ".ndjson")) {
            if (Files.exists(folder().resolve(name + ending))) {
                Decoded decoded = read(name + ending);
                assertThat(decoded.rejected()).isEmpty();
                return decoded.records();
            }
        }
        throw new IllegalArgumentException(name);
    }

    static Decoded read(String file) throws Exception {
        boolean json = file.endsWith(".json");
        Decoder decoder = file.endsWith(".ndjson")
                ? new NdjsonDecoder(1 << 20)
                : file.contains("-logs-")
                        ? json ? OtlpLogs.json() : OtlpLogs.protobuf()
                        : file.contains("-metrics-")
                                ? json ? OtlpMetrics.json() : OtlpMetrics.protobuf()
                                : json ? OtlpTraces.json() : OtlpTraces.protobuf();
        try (InputStream body = Files.newInputStream(folder().resolve(file))) {
            return decoder.decode(body, ARRIVAL);
        }
    }
}
