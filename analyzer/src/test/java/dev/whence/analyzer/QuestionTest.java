package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.QueryException;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to ask: with a baseline, a query, a target, about one trace, over metrics; and what cannot be answered. */
class QuestionTest {
    @TempDir
    static Path folder;

    private static TraceStore store;
    private static RootCauseAnalyzer analyzer;
    private static final Question INCIDENT = Question.between(Traffic.onset(), Traffic.end());

    @BeforeAll
    static void slowSearchInOneRegionAndAFailingTenant() {
        store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE);
        store.append(Traffic.with(request -> {
                    request.search = request.region.equals("ap-south") ? 0.8 : 0.04;
                    request.parseError = request.tenant.equals("coda") && request.chance(0.1) ? "KeyError" : "";
                })
                .records());
        store.refresh();
        analyzer = new RootCauseAnalyzer(store);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void symptomCanBeAskedFor() {
        assertThat(analyzer.analyze(INCIDENT.withSymptom(SymptomKind.ERROR))
                        .causes()
                        .get(0)
                        .stage())
                .isEqualTo("parse");
        assertThat(analyzer.analyze(INCIDENT.withSymptom(SymptomKind.LATENCY))
                        .causes()
                        .get(0)
                        .stage())
                .isEqualTo("vector.search");
        assertThat(analyzer.analyze(INCIDENT.withSymptom(SymptomKind.COST)).causes())
                .isEmpty();
    }

    @Test
    void queryRestrictsWhatIsLookedAt() {
        Answer answer = analyzer.analyze(INCIDENT.withQuery("service:vectordb"));

        assertThat(answer.causes().get(0).stage()).isEqualTo("vector.search");
        assertThat(answer.symptom().orElseThrow().stage()).isEqualTo("vector.search");
    }

    @Test
    void targetIsWhereTheSymptomWasFelt() {
        Answer answer =
                analyzer.analyze(INCIDENT.withSymptom(SymptomKind.LATENCY).withTarget(new Place("app", "retrieve")));

        assertThat(answer.symptom().orElseThrow().stage()).isEqualTo("retrieve");
        assertThat(answer.causes().get(0).stage()).isEqualTo("vector.search");
    }

    @Test
    void unknownTargetHasNothingToExplain() {
        assertThat(analyzer.analyze(INCIDENT.withTarget(new Place("nobody", "")))
                        .causes())
                .isEmpty();
    }

    @Test
    void baselineOfTheSameTroubleShowsNoChange() {
        Window half = new Window(Traffic.onset(), Traffic.onset() + 5 * Traffic.MINUTE);

        Answer answer =
                analyzer.analyze(Question.between(half.toNanos(), Traffic.end()).withBaseline(half));

        assertThat(answer.causes()).isEmpty();
    }

    @Test
    void limitIsKept() {
        assertThat(analyzer.analyze(INCIDENT.withLimit(1)).causes()).hasSize(1);
    }

    @Test
    void oneSlowRequestIsComparedWithItsPeers() {
        Answer overall = analyzer.analyze(INCIDENT.withSymptom(SymptomKind.LATENCY));
        String slow = overall.causes().get(0).traces().get(0);

        Answer answer = analyzer.analyze(Question.ofTrace(slow));

        Answer.Cause cause = answer.causes().get(0);
        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.spanId()).isPresent();
        assertThat(store.trace(slow))
                .anyMatch(span -> span.spanId().equals(cause.spanId().orElseThrow())
                        && span.stage().equals("vector.search"));
    }

    @Test
    void oneFailedRequestPointsAtTheSpanThatFailedFirst() {
        Answer overall = analyzer.analyze(INCIDENT.withSymptom(SymptomKind.ERROR));
        String failed = overall.causes().get(0).traces().get(0);

        Answer.Cause cause = analyzer.analyze(Question.ofTrace(failed)).causes().get(0);

        assertThat(cause.stage()).isEqualTo("parse");
        assertThat(cause.statement()).contains("KeyError");
    }

    @Test
    void outputThatFailsItsCheckComesBeforeTheParserThatChokesOnIt(@TempDir Path other) {
        Traffic traffic = Traffic.with(request -> {
            request.refuses = request.chance(0.3);
            request.parseError = request.refuses ? "JSONDecodeError" : "";
        });
        try (TraceStore records = LuceneTraceStore.open(other, StoreOptions.defaults(), Enricher.NONE)) {
            records.append(traffic.records());
            records.refresh();
            String failed = traffic.records().stream()
                    .filter(span -> span.has(Names.QUALITY_REFUSAL))
                    .findFirst()
                    .orElseThrow()
                    .traceId();

            Answer answer = new RootCauseAnalyzer(records).analyze(Question.ofTrace(failed));

            assertThat(answer.causes().get(0).stage()).isEqualTo("chat");
            assertThat(answer.causes().get(0).statement()).contains("a refusal");
        }
    }

    @Test
    void unknownTraceHasNoAnswer() {
        Answer answer = analyzer.analyze(Question.ofTrace("ffffffffffffffffffffffffffffffff"));

        assertThat(answer.symptom()).isEmpty();
        assertThat(answer.causes()).isEmpty();
    }

    @Test
    void brokenQueryIsRefused() {
        assertThatThrownBy(() -> analyzer.analyze(INCIDENT.withQuery("service:(")))
                .isInstanceOf(QueryException.class);
    }

    @Test
    void windowThatEndsBeforeItStartsIsRefused() {
        assertThatThrownBy(() -> Question.between(Traffic.end(), Traffic.onset()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from and to");
        assertThatThrownBy(() -> INCIDENT.withLimit(0)).hasMessageContaining("limit");
    }

    @Test
    void windowWithoutRecordsHasNoAnswer() {
        assertThat(analyzer.analyze(Question.between(1, 2)).causes()).isEmpty();
    }

    @Test
    void fewRequestsAreNoEvidence(@TempDir Path other) {
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.START + 20 * Traffic.SECOND, 2, request -> {})
                .run(Traffic.onset(), Traffic.onset() + 10 * Traffic.SECOND, 2, request -> request.search = 1);
        assertThat(ask(other, traffic.records(), Question.between(Traffic.onset(), Traffic.end()))
                        .causes())
                .isEmpty();
    }

    @Test
    void thirtyRequestsAreEnoughForAClearFault(@TempDir Path other) {
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 20, request -> {})
                .run(Traffic.onset(), Traffic.end(), 20, request -> request.search = 1);

        Answer answer = ask(other, traffic.records(), Question.between(Traffic.onset(), Traffic.end()));

        assertThat(answer.causes().get(0).stage()).isEqualTo("vector.search");
    }

    @Test
    void firstPartOfTheWindowIsTheBaselineWhereNothingCameBefore(@TempDir Path other) {
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.START + 10 * Traffic.MINUTE, 2, request -> {})
                .run(
                        Traffic.START + 10 * Traffic.MINUTE,
                        Traffic.START + 20 * Traffic.MINUTE,
                        2,
                        request -> request.search = 1);

        Answer answer =
                ask(other, traffic.records(), Question.between(Traffic.START, Traffic.START + 20 * Traffic.MINUTE));

        assertThat(answer.causes().get(0).stage()).isEqualTo("vector.search");
    }

    @Test
    void countedRequestsWithoutIdsAreNarrowed(@TempDir Path other) {
        java.util.List<Record> records = new java.util.ArrayList<>();
        for (int minute = 0; minute < 40; minute++) {
            for (String cdn : List.of("a", "b", "c")) {
                for (String isp : List.of("x", "y")) {
                    boolean broken = minute >= 30 && cdn.equals("b");
                    records.add(Record.builder()
                            .timestampNanos(Traffic.START + minute * Traffic.MINUTE)
                            .kind(Kind.SPAN)
                            .put(Names.SERVICE, "player")
                            .put(Names.STAGE, "play")
                            .put(Names.AGGREGATE_COUNT, 200)
                            .put(Names.AGGREGATE_ERRORS, broken ? 80 : 4)
                            .put("cdn", cdn)
                            .put("isp", isp)
                            .build());
                }
            }
        }

        Answer answer = ask(other, records, INCIDENT);

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("error");
        assertThat(answer.causes().get(0).attributes()).isEqualTo(Map.of("cdn", "b"));
    }

    @Test
    void metricsStandInForSpans(@TempDir Path other) {
        java.util.List<Record> records = new java.util.ArrayList<>();
        for (int minute = 0; minute < 40; minute++) {
            boolean broken = minute >= 30;
            double wobble = 1 + 0.05 * ((minute * 7) % 5);
            records.add(metric(minute, "shop", "duration", (broken ? 0.9 : 0.2) * wobble));
            records.add(metric(minute, "stock", "duration", (broken ? 0.8 : 0.1) * wobble));
            records.add(metric(minute, "mail", "duration", 0.1 * wobble));
            records.add(Record.builder()
                    .timestampNanos(Traffic.START + minute * Traffic.MINUTE)
                    .kind(Kind.METRIC)
                    .put(Names.METRIC_NAME, "traces_service_graph_request_total")
                    .put("client", "shop")
                    .put("server", minute % 2 == 0 ? "stock" : "mail")
                    .put(Names.METRIC_VALUE, 5.0)
                    .build());
        }

        Answer answer = ask(other, records, INCIDENT.withTarget(new Place("shop", "")));

        assertThat(answer.symptom().orElseThrow().service()).isEqualTo("shop");
        assertThat(answer.causes().get(0).service()).isEqualTo("stock");
    }

    private static Record metric(int minute, String service, String name, double value) {
        return Record.builder()
                .timestampNanos(Traffic.START + minute * Traffic.MINUTE)
                .kind(Kind.METRIC)
                .put(Names.SERVICE, service)
                .put(Names.METRIC_NAME, name)
                .put(Names.METRIC_STATISTIC, "mean")
                .put(Names.METRIC_VALUE, value)
                .build();
    }

    private static Answer ask(Path folder, List<Record> records, Question question) {
        try (TraceStore other = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            other.append(records);
            other.refresh();
            return new RootCauseAnalyzer(other).analyze(question);
        }
    }
}
