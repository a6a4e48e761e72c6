package dev.whence.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.indexer.SearchRequest.Order;
import dev.whence.model.Ids;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store must hold to about reading: searches, traces, aggregations, columns. */
public abstract class TraceStoreContract {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOON = 1_795_608_000L * SECOND;

    @TempDir
    protected Path folder;

    private TraceStore store;

    /** Opens a new store which keeps its records under the folder. */
    protected abstract TraceStore open(Path folder);

    @BeforeEach
    void openStore() {
        store = open(folder);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void keep(Record... records) {
        store.append(List.of(records));
        store.refresh();
    }

    private void keep(List<Record> records) {
        store.append(records);
        store.refresh();
    }

    private static RecordBuilder log(long nanos, String message) {
        return Record.builder().kind(Kind.LOG).timestampNanos(nanos).put(Names.MESSAGE, message);
    }

    private static RecordBuilder span(long nanos, int trace, int span, String service, String stage) {
        return Record.builder()
                .kind(Kind.SPAN)
                .timestampNanos(nanos)
                .put(Names.TRACE_ID, String.format("%032x", trace))
                .put(Names.SPAN_ID, String.format("%016x", span))
                .put(Names.SERVICE, service)
                .put(Names.STAGE, stage);
    }

    /** Traces of four spans, a second apart: a gateway over a retriever, a vector store and a model. */
    private static List<Record> traces(int from, int count) {
        List<String> services = List.of("gateway", "retriever", "vectordb", "llm");
        List<Record> records = new ArrayList<>();
        for (int trace = from; trace < from + count; trace++) {
            for (int i = 0; i < 4; i++) {
                RecordBuilder span = span(
                                NOON + trace * SECOND + i * 1000L,
                                trace,
                                trace * 4 + i + 1,
                                services.get(i),
                                "stage." + i)
                        .put(Names.DURATION, (trace % 100 + 1) / 100.0)
                        .put(Names.STATUS, trace % 10 == 0 ? "error" : "ok");
                if (i > 0) {
                    span.put(Names.PARENT_SPAN_ID, String.format("%016x", trace * 4 + 1));
                }
                records.add(span.build());
            }
        }
        return records;
    }

    private static SearchRequest request(String query, Order order, int limit) {
        return new SearchRequest(Selection.of(query), order, limit, Optional.empty());
    }

    private List<Record> allPages(String query, Order order, int limit) {
        List<Record> records = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SearchPage page = store.search(new SearchRequest(Selection.of(query), order, limit, cursor));
            assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
            records.addAll(page.records());
            cursor = page.cursor();
        } while (cursor.isPresent());
        return records;
    }

    // search

    @Test
    void aRecordComesBackAsItWas() {
        Record record = span(NOON + 123_456_789, 1, 2, "Gateway", "POST /ask")
                .put(Names.DURATION, 0.25)
                .put("gen_ai.usage.input_tokens", 12)
                .put("tags", List.of("b", "a"))
                .put("mixed", List.of("text", 5, true))
                .put("flag", true)
                .put("big", Long.MAX_VALUE)
                .put(Names.OUTPUT, "größer\n\"quoted\" 😀 \u0000")
                .build();
        keep(record);
        assertThat(store.search(request("", Order.NEWEST, 10)).records()).containsExactly(record);
        assertThat(store.stats().records()).isEqualTo(1);
    }

    @Test
    void anEmptyStoreAnswersEverythingWithNothing() {
        SearchPage page = store.search(request("service:any", Order.NEWEST, 10));
        assertThat(page).isEqualTo(new SearchPage(0, true, List.of(), Optional.empty()));
        assertThat(store.aggregate(new AggregateRequest(
                        Selection.EVERYTHING, List.of("service"), OptionalLong.of(SECOND), "duration", 5)))
                .isEmpty();
        assertThat(store.fields(Selection.EVERYTHING, 5)).isEmpty();
        assertThat(store.trace("1")).isEmpty();
        assertThat(store.traceIds(List.of(1L))).isEmpty();
        Table table = store.scan(Selection.EVERYTHING, new Columns(List.of("service"), List.of("duration"), true), 10);
        assertThat(table.rows()).isZero();
        assertThat(table.traceKeys()).isEmpty();
        assertThat(table.sampledFraction()).isEqualTo(1);
    }

    @Test
    void pagesGoThroughAllRecordsOnceInOrder() {
        List<Record> records = traces(0, 50);
        List<Record> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, new Random(7));
        keep(shuffled.subList(0, 120));
        keep(shuffled.subList(120, 200));
        assertThat(allPages("", Order.OLDEST, 7)).containsExactlyElementsOf(records);
        Collections.reverse(records);
        assertThat(allPages("", Order.NEWEST, 7)).containsExactlyElementsOf(records);
        assertThat(allPages("", Order.NEWEST, 200)).hasSize(200);
    }

    @Test
    void aCursorStaysGoodWhileRecordsOfTheSameTimeArrive() {
        keep(IntStream.range(0, 20)
                .mapToObj(i -> log(NOON, "first " + i).build())
                .toList());
        SearchPage page = store.search(request("first", Order.NEWEST, 5));
        keep(IntStream.range(0, 20)
                .mapToObj(i -> log(NOON, "first later " + i).build())
                .toList());
        List<Record> rest = new ArrayList<>(page.records());
        while (page.cursor().isPresent()) {
            page = store.search(new SearchRequest(Selection.of("first"), Order.NEWEST, 5, page.cursor()));
            rest.addAll(page.records());
        }
        assertThat(rest)
                .doesNotHaveDuplicates()
                .filteredOn(record -> !record.text("message").contains("later"))
                .hasSize(20);
    }

    @Test
    void sortsByNumbersAndTextsWithMissingOnesLast() {
        keep(
                log(NOON, "a").put("size", 5).put("name", "b").build(),
                log(NOON + 1, "b").put("size", -1.5).put("name", "C").build(),
                log(NOON + 2, "c").put("name", "a").build(),
                log(NOON + 3, "d").put("size", 10).build(),
                log(NOON + 4, "e").put("size", 5).build());
        assertThat(messages("size", true)).containsExactly("d", "e", "a", "b", "c");
        assertThat(messages("size", false)).containsExactly("b", "e", "a", "d", "c");
        assertThat(messages("name", false).subList(3, 5)).containsExactly("e", "d");
        assertThat(messages("name", true).subList(3, 5)).containsExactly("e", "d");
        assertThat(messages("absent", true)).containsExactly("e", "d", "c", "b", "a");
        assertThatThrownBy(() -> messages("message", true)).isInstanceOf(QueryException.class);
    }

    private List<String> messages(String field, boolean descending) {
        return allPages("", new Order.ByField(field, descending), 2).stream()
                .map(record -> record.text(Names.MESSAGE))
                .toList();
    }

    @Test
    void theBestMatchComesFirstByRelevance() {
        keep(
                log(NOON, "timeout timeout timeout").build(),
                log(NOON + 1, "a long line in which somewhere among many other words a timeout is mentioned")
                        .build(),
                log(NOON + 2, "nothing of the kind").build());
        List<Record> ranked = allPages("timeout OR kind:log", new Order.Relevance(), 1);
        assertThat(ranked).hasSize(3);
        assertThat(ranked.get(0).text(Names.MESSAGE)).startsWith("timeout timeout");
        assertThat(ranked.get(2).text(Names.MESSAGE)).startsWith("nothing");
    }

    @Test
    void totalsAreExactForCountsAndSmallAnswers() {
        keep(traces(0, 100));
        SearchPage counted = store.search(request("service:llm AND status:ok", Order.NEWEST, 0));
        assertThat(counted).isEqualTo(new SearchPage(90, true, List.of(), Optional.empty()));
        SearchPage page = store.search(request("service:llm AND status:ok", Order.NEWEST, 3));
        assertThat(page.total()).isEqualTo(90);
        assertThat(page.exact()).isTrue();
    }

    @Test
    void theSpanOfTimeIncludesItsStartAndNotItsEnd() {
        keep(
                log(NOON, "a").build(),
                log(NOON + 1, "b").build(),
                log(NOON + 2, "c").build());
        assertThat(store.search(SearchRequest.newest(new Selection("", NOON, NOON + 2), 9))
                        .records())
                .extracting(record -> record.text(Names.MESSAGE))
                .containsExactly("b", "a");
        assertThat(store.search(SearchRequest.newest(new Selection("a OR c", NOON + 1, Long.MAX_VALUE), 9))
                        .total())
                .isEqualTo(1);
        assertThat(store.search(SearchRequest.newest(new Selection("", NOON + 5, NOON), 9))
                        .total())
                .isZero();
        assertThat(store.search(SearchRequest.newest(new Selection("", Long.MIN_VALUE, Long.MIN_VALUE), 9))
                        .total())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not base64 !", "AAAAAAAAAAAAAAAA", "🙂"})
    void aBrokenCursorIsRefused(String cursor) {
        keep(traces(0, 2));
        assertThatThrownBy(() ->
                        store.search(new SearchRequest(Selection.EVERYTHING, Order.NEWEST, 2, Optional.of(cursor))))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("cursor");
    }

    @Test
    void aCursorOfAnotherQueryIsRefused() {
        keep(traces(0, 2));
        Optional<String> cursor =
                store.search(request("kind:span", Order.NEWEST, 2)).cursor();
        assertThat(cursor).isPresent();
        assertThatThrownBy(() -> store.search(new SearchRequest(Selection.of("service:llm"), Order.NEWEST, 2, cursor)))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> store.search(new SearchRequest(Selection.of("kind:span"), Order.OLDEST, 2, cursor)))
                .isInstanceOf(QueryException.class);
    }

    @Test
    void limitsOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> store.search(request("", Order.NEWEST, -1))).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> store.search(request("", Order.NEWEST, 10_001)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("10000");
    }

    @Test
    void noRecordIsRefusedForItsTypesOrItsSize() {
        String huge = "x".repeat(100_000);
        keep(
                log(NOON, huge).put("value.of", "text").put("long.word", huge).build(),
                log(NOON + 1, "b").put("value.of", 5).put(Names.STAGE, huge).build(),
                log(NOON + 2, "c")
                        .put("value.of", 5.5)
                        .put("n".repeat(40_000), "v")
                        .build(),
                log(NOON + 3, "d").put("value.of", true).put(huge, huge).build(),
                log(NOON + 4, "e").put("value.of", List.of("text", 5, false)).build());
        assertThat(store.search(request("", Order.NEWEST, 10)).records()).hasSize(5);
        assertThat(found("value.of:text")).containsExactly("e", huge);
        assertThat(found("value.of:5")).containsExactly("e", "b");
        assertThat(found("value.of:>=5")).containsExactly("e", "c", "b");
        assertThat(found("value.of:true")).containsExactly("d");
        assertThat(found("_exists_:value.of")).hasSize(5);
        assertThat(found("stage:" + huge.substring(0, 50_000))).containsExactly("b");
    }

    @Test
    void moreNamesThanAnIndexShouldHaveCostNoRecord() {
        List<Record> records = IntStream.range(0, 3000)
                .mapToObj(i -> log(NOON + i, "line " + i)
                        .put("attribute." + i, "Value " + i)
                        .put("number." + i, i)
                        .build())
                .toList();
        keep(records);
        assertThat(found("attribute.2999:\"value 2999\"")).containsExactly("line 2999");
        assertThat(found("attribute.2999:val*")).containsExactly("line 2999");
        assertThat(found("number.2999:2999")).containsExactly("line 2999");
        assertThat(found("_exists_:attribute.2999")).containsExactly("line 2999");
        assertThat(found("attribute.2999:\"value 1\"")).isEmpty();
        assertThat(store.search(request("attribute.2999:*", Order.NEWEST, 1)).records())
                .containsExactly(records.get(2999));
    }

    private List<String> found(String query) {
        return allPages(query, Order.NEWEST, 100).stream()
                .map(record -> record.text(Names.MESSAGE))
                .toList();
    }

    // trace

    @Test
    void aTraceHasAllItsRecordsByTimeEachOnce() {
        List<Record> spans = traces(5, 1);
        Record line = log(NOON + 5 * SECOND + 500, "in between")
                .put(Names.TRACE_ID, spans.get(0).traceId())
                .build();
        keep(spans.get(3), spans.get(1), line);
        keep(spans.get(0), spans.get(2), spans.get(3), line);
        keep(traces(6, 10));
        assertThat(store.trace(spans.get(0).traceId()))
                .containsExactly(spans.get(0), line, spans.get(1), spans.get(2), spans.get(3));
        assertThat(store.trace(spans.get(0).traceId().toUpperCase(Locale.ROOT))).hasSize(5);
        assertThat(store.trace("ffff")).isEmpty();
        assertThat(store.trace("")).isEmpty();
    }

    @Test
    void traceIdsAreFoundByTheirKeys() {
        keep(traces(1, 20));
        keep(log(NOON, "x").put(Names.TRACE_ID, "request-4711").build());
        String hex = String.format("%032x", 7);
        assertThat(store.traceIds(List.of(Ids.key(hex), Ids.key("request-4711"), 42L, 0L)))
                .isEqualTo(Map.of(Ids.key(hex), hex, Ids.key("request-4711"), "request-4711"));
    }

    // aggregate

    private List<Bucket> aggregate(String query, List<String> by, long intervalSeconds, String metric, int limit) {
        return store.aggregate(new AggregateRequest(
                Selection.of(query),
                by,
                intervalSeconds == 0 ? OptionalLong.empty() : OptionalLong.of(intervalSeconds * SECOND),
                metric,
                limit));
    }

    @Test
    void countsErrorsAndMeasures() {
        keep(traces(0, 100));
        List<Bucket> buckets = aggregate("kind:span", List.of("service", "status"), 0, "duration", 100);
        assertThat(buckets).hasSize(8);
        assertThat(buckets.subList(0, 4)).allSatisfy(bucket -> {
            assertThat(bucket.values().get(1)).isEqualTo("ok");
            assertThat(bucket.count()).isEqualTo(90);
            assertThat(bucket.errors()).isZero();
        });
        Bucket all = aggregate("service:llm", List.of(), 0, "duration", 1).get(0);
        assertThat(all.values()).isEmpty();
        assertThat(all.startNanos()).isEmpty();
        assertThat(all.count()).isEqualTo(100);
        assertThat(all.errors()).isEqualTo(10);
        Bucket.Metric metric = all.metric().orElseThrow();
        assertThat(metric.count()).isEqualTo(100);
        assertThat(metric.mean()).isCloseTo(0.505, within(1e-9));
        assertThat(metric.min()).isEqualTo(0.01);
        assertThat(metric.max()).isEqualTo(1.0);
        assertThat(metric.p50()).isCloseTo(0.5, within(0.02));
        assertThat(metric.p99()).isCloseTo(0.99, within(0.011));
    }

    @Test
    void percentilesOfManyAreCloseInRank() {
        List<Record> records = new ArrayList<>();
        Random random = new Random(3);
        double[] values = new double[30_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(random.nextGaussian());
            records.add(log(NOON + i, "m").put("value", values[i]).build());
        }
        keep(records);
        Arrays.sort(values);
        Bucket.Metric metric =
                aggregate("", List.of(), 0, "value", 1).get(0).metric().orElseThrow();
        assertThat(rank(values, metric.p50())).isCloseTo(0.5, within(0.01));
        assertThat(rank(values, metric.p90())).isCloseTo(0.9, within(0.01));
        assertThat(rank(values, metric.p95())).isCloseTo(0.95, within(0.01));
        assertThat(rank(values, metric.p99())).isCloseTo(0.99, within(0.01));
    }

    private static double rank(double[] sorted, double value) {
        int at = Arrays.binarySearch(sorted, value);
        return (at < 0 ? -at - 1 : at) / (double) sorted.length;
    }

    @Test
    void recordsThatStandForManyCountAsMany() {
        keep(
                span(NOON, 1, 1, "llm", "chat")
                        .put(Names.DURATION, 1)
                        .put(Names.AGGREGATE_COUNT, 90)
                        .put(Names.AGGREGATE_ERRORS, 9)
                        .build(),
                span(NOON, 2, 2, "llm", "chat")
                        .put(Names.DURATION, 11)
                        .put(Names.STATUS, "error")
                        .build(),
                span(NOON, 3, 3, "llm", "chat")
                        .put(Names.AGGREGATE_COUNT, 9)
                        .put(Names.STATUS, "error")
                        .build());
        Bucket bucket = aggregate("", List.of("service"), 0, "duration", 5).get(0);
        assertThat(bucket.count()).isEqualTo(100);
        assertThat(bucket.errors()).isEqualTo(19);
        assertThat(bucket.metric().orElseThrow().count()).isEqualTo(91);
        assertThat(bucket.metric().orElseThrow().mean()).isCloseTo(101 / 91.0, within(1e-9));
    }

    @Test
    void bucketsOfTimeStartAtMultiplesOfTheInterval() {
        keep(traces(3, 10));
        List<Bucket> buckets = aggregate("service:llm", List.of("service"), 5, "", 10);
        assertThat(buckets)
                .extracting(bucket -> bucket.startNanos().orElseThrow())
                .containsExactly(NOON, NOON + 5 * SECOND, NOON + 10 * SECOND);
        assertThat(buckets).extracting(Bucket::count).containsExactly(2.0, 5.0, 3.0);
        assertThat(buckets).allSatisfy(bucket -> assertThat(bucket.metric()).isEmpty());
    }

    @Test
    void theLimitKeepsTheLargestCombinations() {
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            for (int n = 0; n <= i; n++) {
                records.add(log(NOON + n * SECOND, "x").put("user", "u" + i).build());
            }
        }
        keep(records);
        assertThat(aggregate("", List.of("user"), 0, "", 3))
                .extracting(bucket -> bucket.values().get(0))
                .containsExactly("u29", "u28", "u27");
        assertThat(aggregate("", List.of("user"), 60, "", 2))
                .extracting(bucket -> bucket.values().get(0))
                .containsExactly("u29", "u28");
    }

    @Test
    void everyTypeOfValueMakesBuckets() {
        keep(
                log(NOON, "a").put("v", "text").build(),
                log(NOON, "b").put("v", 5).build(),
                log(NOON, "c").put("v", 5.0).build(),
                log(NOON, "d").put("v", 2.5).build(),
                log(NOON, "e").put("v", true).build(),
                log(NOON, "f").build(),
                log(NOON, "g").put("v", List.of("text", "other")).build());
        Map<String, Double> counts = new HashMap<>();
        aggregate("", List.of("v"), 0, "", 10)
                .forEach(bucket -> counts.put(bucket.values().get(0), bucket.count()));
        assertThat(counts).isEqualTo(Map.of("text", 2.0, "other", 1.0, "5", 2.0, "2.5", 1.0, "true", 1.0, "", 1.0));
    }

    @Test
    void fineIntervalsAreFineWhereTheMatchesAreCloseTogether() {
        keep(
                log(NOON, "early").build(),
                log(NOON + 30 * 86_400 * SECOND, "late").build());
        assertThat(aggregate("late", List.of(), 1, "", 1)).hasSize(1);
    }

    @Test
    void aggregationsThatMakeNoSenseAreRefused() {
        keep(log(NOON, "a").build(), log(NOON + 86_400 * SECOND, "b").build());
        assertThatThrownBy(() -> aggregate("", List.of(), 1, "", 1))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("10s");
        assertThatThrownBy(() -> aggregate("", List.of(), -1, "", 1)).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> aggregate("", List.of("message"), 0, "", 1)).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> aggregate("", List.of("a", "b", "c", "d"), 0, "", 1))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> aggregate("", List.of(), 0, "", 0)).isInstanceOf(QueryException.class);
    }

    // fields

    @Test
    void listsTheFieldsWithTheirTypesAndTopValues() {
        keep(
                log(NOON, "some words")
                        .put("model", "a")
                        .put("n", 1)
                        .put("ok", true)
                        .build(),
                log(NOON, "more words")
                        .put("model", "b")
                        .put("n", 2.5)
                        .put("ok", false)
                        .build(),
                log(NOON, "other words")
                        .put("model", "b")
                        .put("ok", true)
                        .put(Names.TRACE_ID, "1")
                        .build(),
                span(NOON, 1, 1, "llm", "chat")
                        .put("document", "word ".repeat(200))
                        .build());
        Map<String, FieldSummary> fields = new HashMap<>();
        store.fields(Selection.of("kind:log"), 5).forEach(field -> fields.put(field.name(), field));
        assertThat(fields.keySet()).containsExactlyInAnyOrder("kind", "message", "model", "n", "ok", "trace_id");
        assertThat(fields)
                .hasEntrySatisfying("message", field -> assertThat(field.type()).isEqualTo(FieldSummary.Type.TEXT))
                .hasEntrySatisfying("n", field -> {
                    assertThat(field.type()).isEqualTo(FieldSummary.Type.NUMBER);
                    assertThat(field.records()).isEqualTo(2);
                })
                .hasEntrySatisfying("ok", field -> assertThat(field.type()).isEqualTo(FieldSummary.Type.BOOLEAN))
                .hasEntrySatisfying("model", field -> {
                    assertThat(field.type()).isEqualTo(FieldSummary.Type.KEYWORD);
                    assertThat(field.top())
                            .containsExactly(new FieldSummary.TopValue("b", 2), new FieldSummary.TopValue("a", 1));
                });
        assertThat(store.fields(Selection.EVERYTHING, 1))
                .isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()))
                .allSatisfy(field -> assertThat(field.top()).hasSizeLessThanOrEqualTo(1))
                .anySatisfy(field -> assertThat(field.name() + field.type()).isEqualTo("documentTEXT"));
    }

    // scan

    @Test
    void columnsHoldTheRecordsInOrderOfTime() {
        List<Record> records = traces(0, 100);
        List<Record> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, new Random(1));
        keep(shuffled.subList(0, 150));
        keep(shuffled.subList(150, 160));
        keep(shuffled.subList(160, 400));
        Table table = store.scan(
                Selection.of("kind:span"),
                new Columns(List.of("service", "status", "absent"), List.of("duration", "nothing"), true),
                400);
        assertThat(table.rows()).isEqualTo(400);
        assertThat(table.sampledFraction()).isEqualTo(1);
        for (int row = 0; row < 400; row++) {
            Record record = records.get(row);
            assertThat(table.timestampNanos()[row]).isEqualTo(record.timestampNanos());
            assertThat(table.texts("service").get(row)).isEqualTo(record.service());
            assertThat(table.texts("status").get(row)).isEqualTo(record.text("status"));
            assertThat(table.texts("absent").codes()[row]).isEqualTo(-1);
            assertThat(table.numbers("duration")[row]).isEqualTo(record.durationSeconds());
            assertThat(table.numbers("nothing")[row]).isNaN();
            assertThat(table.traceKeys()[row]).isEqualTo(Ids.key(record.traceId()));
            assertThat(table.spanKeys()[row]).isEqualTo(Ids.key(record.spanId()));
            assertThat(table.parentSpanKeys()[row]).isEqualTo(Ids.key(record.parentSpanId()));
        }
        assertThat(table.texts("service").dictionary()).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void columnsKeepTypesApartAndTakeTheFirstOfMany() {
        keep(
                log(NOON, "a").put("v", "Text").put("n", -0.5).build(),
                log(NOON + 1, "b").put("v", true).put("n", List.of(9, 3)).build(),
                log(NOON + 2, "c").put("v", List.of("z", "a")).put("n", "7").build());
        Table table = store.scan(Selection.EVERYTHING, new Columns(List.of("v"), List.of("n"), false), 10);
        assertThat(IntStream.range(0, 3).mapToObj(table.texts("v")::get)).containsExactly("Text", "true", "z");
        assertThat(table.numbers("n")).containsExactly(-0.5, 9, Double.NaN);
        assertThat(table.traceKeys()).isEmpty();
        assertThatThrownBy(() -> table.texts("n")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSampleHoldsWholeTracesAndAFairShare() {
        keep(traces(1, 1000));
        keep(IntStream.range(0, 4000)
                .mapToObj(i -> log(NOON + i, "alone").build())
                .toList());
        Table table = store.scan(Selection.EVERYTHING, new Columns(List.of(), List.of(), true), 2000);
        assertThat(table.rows()).isBetween(1600, 2400);
        assertThat(table.sampledFraction()).isCloseTo(table.rows() / 8000.0, within(1e-9));
        Map<Long, Integer> spans = new HashMap<>();
        LongStream.of(table.traceKeys()).forEach(key -> spans.merge(key, 1, Integer::sum));
        assertThat(spans).hasEntrySatisfying(0L, alone -> assertThat(alone).isBetween(800, 1200));
        spans.remove(0L);
        assertThat(spans.values()).allMatch(count -> count == 4);
        Table smaller = store.scan(Selection.EVERYTHING, new Columns(List.of(), List.of(), true), 500);
        assertThat(LongStream.of(smaller.traceKeys()).filter(key -> key != 0).allMatch(spans::containsKey))
                .as("a smaller sample is part of a larger one")
                .isTrue();
    }

    @Test
    void fieldsOfFewerRecordsHaveTheSameNamesAndTypes() {
        keep(traces(1, 1000));
        List<FieldSummary> all = store.fields(Selection.EVERYTHING, 3);
        List<FieldSummary> some = store.fields(Selection.EVERYTHING, 3, 400);
        assertThat(some)
                .extracting(FieldSummary::name)
                .isEqualTo(all.stream().map(FieldSummary::name).toList());
        assertThat(some)
                .extracting(FieldSummary::type)
                .isEqualTo(all.stream().map(FieldSummary::type).toList());
        assertThat(store.fields(Selection.EVERYTHING, 3, 4000)).isEqualTo(all);
    }

    // matcher

    @Test
    void matchesSingleRecordsAsASearchWould() {
        Record error = span(NOON, 1, 1, "llm", "chat")
                .put(Names.STATUS, "error")
                .put("n", 5)
                .build();
        assertThat(store.matcher("").test(error)).isTrue();
        assertThat(store.matcher("service:LLM AND n:>4").test(error)).isTrue();
        assertThat(store.matcher("NOT status:error").test(error)).isFalse();
        assertThat(store.matcher("timestamp:2026-11-25").test(error)).isTrue();
        assertThatThrownBy(() -> store.matcher("(")).isInstanceOf(QueryException.class);
    }

    @Test
    void aQueryThatCannotBeReadNamesTheColumnEverywhere() {
        Selection broken = Selection.of("service:llm AND (");
        assertThatThrownBy(() -> store.search(SearchRequest.newest(broken, 1)))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.column()).isEqualTo(17));
        assertThatThrownBy(() -> store.fields(broken, 1)).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> store.scan(broken, new Columns(List.of(), List.of(), false), 1))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> store.aggregate(new AggregateRequest(broken, List.of(), OptionalLong.empty(), "", 1)))
                .isInstanceOf(QueryException.class);
    }
}
