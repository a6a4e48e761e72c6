package dev.whence.indexer.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.whence.indexer.Queries;
import dev.whence.indexer.QueryException;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each form of the query language finds, in the index and in records that are just arriving. */
class QueryLanguageTest {
    private static final long NOON = 1_795_608_000_000_000_000L; // 2026-11-25T12:00:00Z
    private static final long HOUR = 3_600_000_000_000L;

    private static final Map<String, Record> RECORDS = new LinkedHashMap<>();

    @TempDir
    static Path folder;

    private static LuceneIndex index;

    static {
        add("root", NOON, span("gateway", "POST /ask", 4.5, "ok").put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"));
        add(
                "retrieve",
                NOON + HOUR,
                span("vectordb", "retrieve", 0.5, "ok")
                        .put("tenant.id", "Acme Corp")
                        .put("retrieval.scores", List.of(0.9, 0.7, -0.1))
                        .put("tags", List.of("eu", "Canary")));
        add(
                "llm",
                NOON + 2 * HOUR,
                span("llm", "chat", 2.0, "error")
                        .put("gen_ai.request.model", "gpt-4o-mini")
                        .put("gen_ai.usage.input_tokens", 1500)
                        .put("gen_ai.usage.output_tokens", 20)
                        .put("error.type", "java.net.SocketTimeoutException")
                        .put("error.message", "Read timed out after 2000 ms")
                        .put("input", "What is the refund policy?")
                        .put("http.response.status_code", 429)
                        .put("stream", true));
        add(
                "local",
                NOON + 3 * HOUR,
                span("llm", "chat", 65, "ok")
                        .put("gen_ai.request.model", "llama3:8b")
                        .put("gen_ai.usage.input_tokens", 900)
                        .put("output", "Refunds are given within 30 days. The policy is simple.")
                        .put("http.response.status_code", "200")
                        .put("latency_ms", 65_000)
                        .put("stream", false));
        add(
                "limit",
                NOON + 24 * HOUR,
                Record.builder()
                        .kind(Kind.LOG)
                        .put("service", "llm")
                        .put("severity", "WARN")
                        .put("message", "Rate limit hit for org_42: retry in 1.5s, see https://example.org/limits")
                        .put("body.size", 5_000_000)
                        .put("user.question", "how do I get my money back"));
        add(
                "change",
                NOON - 24 * HOUR,
                Record.builder()
                        .kind(Kind.CHANGE)
                        .put("message", "deployed Größe-Service 2.0")
                        .put("delta", -5)
                        .put("user.numeric_id", 9_007_199_254_740_993L)
                        .put("note", "long ".repeat(100) + "haystack needle"));
    }

    private static RecordBuilder span(String service, String stage, double duration, String status) {
        return Record.builder()
                .kind(Kind.SPAN)
                .put("service", service)
                .put("stage", stage)
                .put("duration", duration)
                .put("status", status);
    }

    private static void add(String name, long nanos, RecordBuilder builder) {
        RECORDS.put(name, builder.timestampNanos(nanos).put("case", name).build());
    }

    @BeforeAll
    static void fill() {
        index = LuceneIndex.open(folder, LuceneIndexOptions.defaults());
        index.add(List.copyOf(RECORDS.values()));
        index.refresh();
    }

    @AfterAll
    static void close() {
        index.close();
    }

    @ParameterizedTest(name = "{0} finds {1}")
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '§',
            value = {
                // values
                "stage:retrieve ¦ retrieve",
                "stage:RETRIEVE ¦ retrieve",
                "stage:\"POST /ask\" ¦ root",
                "stage:post ¦ -",
                "kind:Span AND status:ERROR ¦ llm",
                "severity:warn ¦ limit",
                "tenant.id:\"acme corp\" ¦ retrieve",
                "tenant.id:acme ¦ retrieve",
                "tenant.id:\"acme\" ¦ -",
                "tags:canary ¦ retrieve",
                "tags:eu AND tags:canary ¦ retrieve",
                "gen_ai.request.model:gpt-4* ¦ llm",
                "gen_ai.request.model:*mini ¦ llm",
                "gen_ai.request.model:gpt-4? ¦ -",
                "gen_ai.request.model:gpt-?o-mini ¦ llm",
                "gen_ai.request.model:llama3:8b ¦ local",
                "gen_ai.request.model:\"llama3:8b\" ¦ local",
                "gen_ai.request.model:(gpt-4o-mini OR llama3:8b) ¦ llm local",
                "gen_ai.request.model:/gpt-4.*/ ¦ llm",
                "gen_ai.request.model:/GPT-4.+/ ¦ llm",
                "gen_ai.request.model:gpt-4o-mimi~ ¦ llm",
                "trace_id:4bf92f3577b34da6a3ce929d0e0e4736 ¦ root",
                "trace_id:4BF92F3577B34DA6A3CE929D0E0E4736 ¦ root",
                "trace_id:4bf9* ¦ root",
                "unknown.field:value ¦ -",
                "unknown.field:* ¦ -",
                "case:\"\" ¦ -",
                "duration:\"\" ¦ limit change",
                // numbers
                "duration:>2s ¦ root local",
                "duration:>=2s ¦ root llm local",
                "duration:<1 ¦ retrieve",
                "duration:<=500ms ¦ retrieve",
                "duration:500ms ¦ retrieve",
                "duration:>1m ¦ local",
                "duration:>1.08min ¦ local",
                "duration:[1 TO 5] ¦ root llm",
                "duration:{2 TO *] ¦ root local",
                "duration:[* TO 2} ¦ retrieve",
                "duration:[500ms TO 2s] ¦ retrieve llm",
                "duration:[* TO *] ¦ root retrieve llm local",
                "gen_ai.usage.input_tokens:[1000 TO *] ¦ llm",
                "gen_ai.usage.input_tokens:>1k ¦ llm",
                "latency_ms:>1m ¦ local",
                "latency_ms:>64000 ¦ local",
                "body.size:>4.5MB ¦ limit",
                "body.size:>4.9MiB ¦ -",
                "delta:-5 ¦ change",
                "delta:<0 ¦ change",
                "delta:[-10 TO -1] ¦ change",
                "retrieval.scores:0.7 ¦ retrieve",
                "retrieval.scores:<0 ¦ retrieve",
                "user.numeric_id:9007199254740993 ¦ change",
                // types side by side
                "http.response.status_code:429 ¦ llm",
                "http.response.status_code:200 ¦ local",
                "http.response.status_code:* ¦ llm local",
                "stream:true ¦ llm",
                "stream:False ¦ local",
                // presence
                "_exists_:tenant.id ¦ retrieve",
                "tenant.id:* ¦ retrieve",
                "NOT _exists_:stage ¦ limit change",
                "kind:log OR _exists_:stream ¦ llm local limit",
                "trace_id:* ¦ root",
                "note:* ¦ change",
                // times
                "timestamp:2026-11-24 ¦ change",
                "timestamp:>2026-11-25 ¦ limit",
                "timestamp:>=2026-11-25T14:00:00Z ¦ llm local limit",
                "timestamp:<2026-11-25T12:00:00Z ¦ change",
                "timestamp:[2026-11-25T13:00:00Z TO 2026-11-25T14:00:00Z] ¦ retrieve llm",
                "timestamp:[2026-11-24 TO 2026-11-25} ¦ change",
                "timestamp:\"2026-11-25T12:00:00Z\" ¦ root",
                // words
                "refund ¦ llm",
                "policy ¦ llm local",
                "Refund? ¦ local",
                "refund* ¦ llm local",
                "\"rate limit\" ¦ limit",
                "\"limit rate\" ¦ -",
                "\"rate hit\"~1 ¦ limit",
                "sockettimeoutexception ¦ llm",
                "SocketTimeout* ¦ llm",
                "java.net.SocketTimeoutException ¦ llm",
                "org_42 ¦ limit",
                "1.5s ¦ limit",
                "https://example.org/limits ¦ limit",
                "größe ¦ change",
                "GRÖSSE ¦ -",
                "polcy~ ¦ llm local",
                "message:limit ¦ limit",
                "message:policy ¦ -",
                "output:\"the policy is\" ¦ local",
                "error.message:timed ¦ llm",
                "error.type:java.net.SocketTimeoutException ¦ llm",
                "note:needle ¦ change",
                "note:\"haystack needle\" ¦ change",
                "user.question:money ¦ limit",
                "user.question:\"money back\" ¦ limit",
                "user.question:\"money\" ¦ -",
                "4bf92f3577b34da6a3ce929d0e0e4736 ¦ root",
                // together
                "* ¦ root retrieve llm local limit change",
                "*:* ¦ root retrieve llm local limit change",
                "service:llm kind:span ¦ llm local",
                "refund policy ¦ llm",
                "service:llm AND NOT kind:log ¦ llm local",
                "service:llm -kind:log ¦ llm local",
                "service:llm !kind:log ¦ llm local",
                "+service:llm +kind:log ¦ limit",
                "NOT service:llm ¦ root retrieve change",
                "-service:llm ¦ root retrieve change",
                "service:(gateway OR vectordb) ¦ root retrieve",
                "service:(NOT llm) AND kind:span ¦ root retrieve",
                "stage:retrieve OR service:llm AND status:error ¦ retrieve llm",
                "service:llm AND status:error OR stage:retrieve ¦ retrieve llm",
                "(stage:retrieve OR service:llm) AND status:ok ¦ retrieve local",
                "kind:log OR NOT service:llm ¦ root retrieve limit change",
                "service:llm && kind:log || stage:retrieve ¦ retrieve limit",
                "(kind:span AND (service:llm)) ¦ llm local",
                "stage:retrieve or service:llm and status:error ¦ retrieve llm",
                "service:(gateway or vectordb) ¦ root retrieve",
                "(kind:log)or(stage:retrieve) ¦ retrieve limit",
                "service:llm and kind:log ¦ limit",
                "or ¦ -",
                "\"and\" ¦ -",
                "service: llm ¦ llm local limit",
                "case:root^2 OR case:llm ¦ root llm"
            })
    void finds(String query, String expected) {
        List<String> names = expected.equals("-")
                ? List.of()
                : Arrays.stream(expected.split(" ")).toList();
        assertThat(found(query)).as("in the index").containsExactlyInAnyOrderElementsOf(names);
        assertThat(matched(query)).as("as they arrive").containsExactlyInAnyOrderElementsOf(names);
    }

    private static List<String> found(String query) {
        return index.search(SearchRequest.newest(Selection.of(query), 100)).records().stream()
                .map(record -> record.text("case"))
                .toList();
    }

    private static List<String> matched(String query) {
        return RECORDS.values().stream()
                .filter(index.matcher(query))
                .map(record -> record.text("case"))
                .toList();
    }

    @ParameterizedTest(name = "{0} is refused at column {1}: {2}")
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '§',
            value = {
                "stage:\"retrieve ¦ 7 ¦ quote",
                "(stage:a OR stage:b ¦ 1 ¦ not closed",
                "stage:a) ¦ 8 ¦ no (",
                "duration:[1 TO 2 ¦ 10 ¦ range is not closed",
                "duration:>abc ¦ 11 ¦ number of seconds",
                "duration:> 2s ¦ 10 ¦ right behind >",
                "duration:fast ¦ 10 ¦ number of seconds",
                "duration:[1 TO soon] ¦ 16 ¦ \"soon\" is not",
                "kind:span AND duration:>2x ¦ 25 ¦ \"2x\" is not",
                "gen_ai.request.model:a:b:c AND duration:>x ¦ 42 ¦ \"x\" is not",
                "timestamp:>yesterday ¦ 12 ¦ RFC 3339",
                "app.size:[1 TO big] ¦ 16 ¦ number to number",
                "message:[a TO b] ¦ 10 ¦ no order",
                "[1 TO 5] ¦ 1 ¦ field before",
                "stage: ¦ 7 ¦ a value should follow",
                "stage:a AND ¦ 12 ¦ something should follow",
                "AND stage:a ¦ 1 ¦ both sides",
                "stage:a OR OR stage:b ¦ 12 ¦ both sides",
                "() ¦ 2 ¦ before this )",
                "stage:a[1] ¦ 10 ¦ quotes",
                "stage:a\\ ¦ 8 ¦ backslash",
                "stage:/(/ ¦ 7 ¦ cannot be read",
                "stage:a AND b~1.5 ¦ 14 ¦ may differ"
            })
    void refuses(String query, int column, String advice) {
        QueryException problem = catchThrowableOfType(QueryException.class, () -> found(query));
        assertThat(problem).as(query).isNotNull();
        assertThat(problem.getMessage()).contains(advice);
        assertThat(problem.column()).as(problem.getMessage()).isEqualTo(column);
    }

    @Test
    void theColumnIsRightBehindHundredsOfIds() {
        String ids = IntStream.range(0, 500)
                .mapToObj(i -> String.format("\"%032x\"", i))
                .collect(Collectors.joining(" or ", "trace_id:(", ")"));
        QueryException problem = catchThrowableOfType(QueryException.class, () -> found(ids + " and duration:fast"));
        assertThat(problem.column()).isEqualTo(ids.length() + " and duration:".length() + 1);
    }

    @Test
    void refusesWhatWouldCostTooMuch() {
        String many = Stream.iterate(1, i -> i + 1)
                .limit(2_000)
                .map(i -> "message:word" + i)
                .collect(Collectors.joining(" AND "));
        assertThat(catchThrowableOfType(QueryException.class, () -> found(many)))
                .hasMessageContaining("ask for less");
        assertThat(catchThrowableOfType(QueryException.class, () -> found("case:/(.*a){50}.{40}b.{40}/")))
                .hasMessageContaining("too complex");
        assertThat(catchThrowableOfType(QueryException.class, () -> found("(".repeat(5_000) + "a" + ")".repeat(5_000))))
                .hasMessageContaining("nested");
        assertThat(catchThrowableOfType(QueryException.class, () -> found("a ".repeat(60_000))))
                .hasMessageContaining("characters");
    }

    @Test
    void takesLongListsOfValues() {
        String ids = Stream.iterate(1, i -> i + 1)
                .limit(5_000)
                .map(i -> "\"id" + i + "\"")
                .collect(Collectors.joining(" OR "));
        assertThat(found("trace_id:(" + ids + " OR 4bf92f3577b34da6a3ce929d0e0e4736)"))
                .containsExactly("root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "", "\"", "\\", "a\"b\\c", "*", "a:b", "x AND y", "/re/", "[1 TO 2]", "ünï", "-1", "a\nb"})
    void quotedTextsAreFoundAsTheyAre(String text) {
        Record record = Record.builder()
                .kind(Kind.LOG)
                .put("service", text)
                .put("message", "any")
                .build();
        assertThat(index.matcher("service:" + Queries.quote(text)).test(record)).isTrue();
    }
}
