package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.analyzer.report.Report;
import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the analyzer says about faults of a small pipeline, asked through a real store. */
class RootCauseTest {
    @TempDir
    Path folder;

    private Answer ask(Traffic traffic, Question question) {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(traffic.records());
            store.refresh();
            return new RootCauseAnalyzer(store).analyze(question);
        }
    }

    private Answer afterFault(Consumer<Traffic.Request> fault) {
        return ask(Traffic.with(fault), Question.between(Traffic.onset(), Traffic.end()));
    }

    private static Answer.Cause first(Answer answer) {
        assertThat(answer.causes()).as("causes").isNotEmpty();
        return answer.causes().get(0);
    }

    private static void assertBegan(Answer.Cause cause) {
        assertThat((double) cause.startedAt().getEpochSecond())
                .as("onset in seconds")
                .isCloseTo(Traffic.onset() / 1e9, within(30.0));
    }

    @Test
    void slowStageIsNamedWithItsOnsetAndShare() {
        Answer answer = afterFault(request -> request.search = 0.6);

        Answer.Cause cause = first(answer);
        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("latency");
        assertThat(answer.symptom().orElseThrow().stage()).isEqualTo("POST /ask");
        assertThat(cause.service()).isEqualTo("vectordb");
        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.kind()).isEqualTo("latency");
        assertThat(cause.attributes()).isEmpty();
        assertThat(cause.explains()).isGreaterThan(0.9);
        assertThat(cause.confidence()).isEqualTo("high");
        assertThat(cause.traces()).isNotEmpty();
        assertBegan(cause);
    }

    @Test
    void ofTooManySpansWholeTracesAreSampled() {
        Traffic traffic = Traffic.with(request -> request.search = 0.6);
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(traffic.records());
            store.refresh();
            Question question = Question.between(Traffic.onset(), Traffic.end());
            Answer all = new RootCauseAnalyzer(store).analyze(question);
            int most = all.examined().spans() / 3;
            Answer sample = new RootCauseAnalyzer(store, System::nanoTime, most).analyze(question);

            assertThat(all.examined().sampled()).isFalse();
            assertThat(sample.examined().sampled()).isTrue();
            assertThat(sample.examined().spans()).isBetween(most / 2, most * 3 / 2);
            assertThat(sample.examined().spans())
                    .as("each trace has seven spans")
                    .isEqualTo(7 * sample.examined().traces());
            assertThat(first(sample).stage()).isEqualTo("vector.search");
            assertBegan(first(sample));
        }
    }

    @Test
    void statementsNumbersStandInTheEvidence() {
        Answer.Cause cause = first(afterFault(request -> request.search = 0.6));

        Answer.Evidence calls = cause.evidence().stream()
                .filter(fact -> fact.kind().equals("own_time"))
                .findFirst()
                .orElseThrow();
        assertThat(calls.before()).isCloseTo(0.04, within(0.002));
        assertThat(calls.after()).isCloseTo(0.6, within(0.02));
        assertThat(cause.statement())
                .startsWith("vector.search takes 15 times as long since ")
                .contains("(40 ms before, ");
    }

    @Test
    void slownessOfOneRegionIsNarrowedToIt() {
        Answer.Cause cause =
                first(afterFault(request -> request.search = request.region.equals("ap-south") ? 0.8 : 0.04));

        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.attributes()).isEqualTo(Map.of("cloud.region", "ap-south"));
        assertThat(cause.statement()).contains("vector.search with cloud.region=ap-south");
    }

    @Test
    void troubleReachesItsCallersAsPropagation() {
        Answer answer = afterFault(request -> request.search = 0.6);

        assertThat(answer.propagation()).anySatisfy(step -> {
            assertThat(step.from()).isEqualTo(new Place("app", "retrieve"));
            assertThat(step.to()).isEqualTo(new Place("gateway", "POST /ask"));
            assertThat(step.share()).isGreaterThan(0.9);
        });
    }

    @Test
    void slowNetworkIsToldFromASlowServer() {
        Answer.Cause cause = first(afterFault(request -> request.wire = 0.3));

        assertThat(cause.kind()).isEqualTo("network");
        assertThat(cause.stage()).isEqualTo("call vectordb");
    }

    @Test
    void waitBetweenServicesIsFeltWhereItHardlyShowsInWholeRequests() {
        Consumer<Traffic.Request> slowAnyway = request -> {
            request.search = 1.3;
            request.model = 1.2;
        };
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 2, slowAnyway)
                .run(Traffic.onset(), Traffic.end(), 2, request -> {
                    slowAnyway.accept(request);
                    request.wire = request.region.equals("ap-south") ? 0.3 : 0.001;
                });
        Answer answer = ask(traffic, Question.between(Traffic.onset(), Traffic.end()));

        assertThat(answer.symptom().orElseThrow().signal()).isEqualTo("self_time.p95");
        assertThat(first(answer).stage()).isEqualTo("call vectordb");
        assertThat(first(answer).kind()).isEqualTo("network");
        assertThat(first(answer).attributes()).isEqualTo(Map.of("cloud.region", "ap-south"));
    }

    @Test
    void failureIsFollowedDownToWhereItBegins() {
        Answer answer = afterFault(request -> request.searchError = request.chance(0.3) ? "ConnectionRefused" : "");

        Answer.Cause cause = first(answer);
        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("error");
        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.kind()).isEqualTo("error");
        assertThat(cause.statement()).contains("fail").contains("ConnectionRefused");
        assertBegan(cause);
    }

    @Test
    void failuresOfOneTenantAreNarrowedToIt() {
        Answer.Cause cause =
                first(afterFault(request -> request.parseError = request.tenant.equals("coda") ? "KeyError" : ""));

        assertThat(cause.stage()).isEqualTo("parse");
        assertThat(cause.attributes()).isEqualTo(Map.of("tenant.id", "coda"));
    }

    @Test
    void parserThatFailsOnANewPromptIsThePromptsFault() {
        Answer.Cause cause = first(afterFault(request -> {
            boolean rolledOut = request.chance(0.5);
            request.promptVersion = rolledOut ? "v2" : "v1";
            request.parseError = rolledOut && request.chance(0.8) ? "JSONDecodeError" : "";
        }));

        assertThat(cause.stage()).isEqualTo("chat");
        assertThat(cause.attributes()).isEqualTo(Map.of("prompt.version", "v2"));
    }

    @Test
    void retriesPointAtTheCallThatFails() {
        Answer.Cause cause = first(afterFault(request -> request.failedAttempts = request.chance(0.7) ? 3 : 0));

        assertThat(cause.stage()).isEqualTo("chat");
        assertThat(cause.kind()).isEqualTo("error");
    }

    @Test
    void callerThatGivesUpIsNotTheCause() {
        Answer.Cause cause = first(afterFault(request -> {
            request.search = 5;
            request.giveUpAfter = 1;
        }));

        assertThat(cause.service()).isEqualTo("vectordb");
        assertThat(cause.kind()).isEqualTo("timeout");
    }

    @Test
    void moreDocumentsThanUsualAreTheRetrievalsFaultNotTheModels() {
        Answer.Cause cause = first(afterFault(request -> request.documents = 40 + request.random.nextInt(10)));

        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.kind()).isEqualTo("tokens");
    }

    @Test
    void refusalsAreASymptomOfTheirOwn() {
        Answer answer = afterFault(request -> request.refuses = request.chance(0.4));

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("output");
        assertThat(first(answer).stage()).isEqualTo("chat");
        assertThat(first(answer).statement()).contains("refusals");
    }

    @Test
    void stageThatNoLongerRunsIsMissed() {
        Answer answer = afterFault(request -> request.audits = false);

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("throughput");
        assertThat(first(answer).stage()).isEqualTo("audit");
        assertThat(first(answer).kind()).isEqualTo("missing");
    }

    @Test
    void dearerModelIsNamed() {
        Answer answer = afterFault(request -> {
            request.modelName = request.chance(0.8) ? "grand" : "mini";
            request.costFactor = request.modelName.equals("grand") ? 6 : 1;
        });

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("cost");
        assertThat(first(answer).stage()).isEqualTo("chat");
        assertThat(first(answer).attributes()).isEqualTo(Map.of(Names.REQUEST_MODEL, "grand"));
    }

    @Test
    void surgeOfRequestsIsASymptom() {
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 4, request -> {})
                .run(Traffic.onset(), Traffic.end(), 0.8, request -> {});

        Answer answer = ask(traffic, Question.between(Traffic.onset(), Traffic.end()));

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("throughput");
        assertThat(first(answer).stage()).isEqualTo("POST /ask");
    }

    @Test
    void surgeIsDatedToWhenTheRateRose() {
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 4, request -> {})
                .run(Traffic.onset(), Traffic.end(), 0.8, request -> {});

        Answer answer = ask(traffic, Question.between(Traffic.onset() - 3 * Traffic.MINUTE, Traffic.end()));

        assertBegan(first(answer));
    }

    @Test
    void requestsSentToAnotherModelsStageAreTheRoutersDoing() {
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 2, request -> route(request, false))
                .run(Traffic.onset(), Traffic.end(), 2, request -> route(request, request.tenant.equals("dune")));

        Answer.Cause cause = first(ask(traffic, Question.between(Traffic.onset(), Traffic.end())));

        assertThat(cause.stage()).isEqualTo("chat grand");
        assertThat(cause.kind()).isEqualTo("routing");
        assertThat(cause.attributes()).isEqualTo(Map.of("tenant.id", "dune"));
    }

    private static void route(Traffic.Request request, boolean rerouted) {
        boolean grand = rerouted || request.chance(0.2);
        request.modelStage = grand ? "chat grand" : "chat mini";
        request.costFactor = grand ? 12 : 1;
    }

    @Test
    void brokenAnswersThatAreAskedForAgainAreTheModelsFault() {
        Answer.Cause cause = first(afterFault(request -> request.brokenAnswers = request.chance(0.6) ? 3 : 0));

        assertThat(cause.stage()).isEqualTo("chat");
        assertThat(cause.kind()).isEqualTo("output");
    }

    @Test
    void healthyWindowHasNoCauses() {
        Answer answer = afterFault(request -> {});

        assertThat(answer.symptom()).isEmpty();
        assertThat(answer.causes()).isEmpty();
        assertThat(answer.examined().traces()).isGreaterThan(1000);
        assertThat(Report.text(answer)).startsWith("Nothing changed beyond chance.");
    }

    @Test
    void windowThatOpensTooLateStillFindsTheOnset() {
        Traffic traffic = Traffic.with(request -> request.search = 0.6);

        Answer answer = ask(traffic, Question.between(Traffic.onset() + 4 * Traffic.MINUTE, Traffic.end()));

        assertThat(first(answer).stage()).isEqualTo("vector.search");
        assertBegan(first(answer));
    }

    @Test
    void windowThatOpensTooEarlyStillFindsTheOnset() {
        Traffic traffic = Traffic.with(request -> request.search = 0.6);

        Answer answer = ask(traffic, Question.between(Traffic.onset() - 8 * Traffic.MINUTE, Traffic.end()));

        assertThat(first(answer).stage()).isEqualTo("vector.search");
        assertBegan(first(answer));
    }

    @Test
    void withoutAWindowTheLatestRecordsAreAskedAbout() {
        Answer answer = ask(Traffic.with(request -> request.search = 0.6), Question.now());

        assertThat(first(answer).stage()).isEqualTo("vector.search");
        assertBegan(first(answer));
    }

    @Test
    void changeShortlyBeforeTheOnsetIsToldWithTheCause() {
        Traffic traffic = Traffic.with(request -> request.search = 0.6)
                .add(Record.builder()
                        .timestampNanos(Traffic.onset() - 20 * Traffic.SECOND)
                        .kind(Kind.CHANGE)
                        .put(Names.SERVICE, "vectordb")
                        .put(Names.MESSAGE, "deployed vectordb 2.4")
                        .build());

        Answer.Cause cause = first(ask(traffic, Question.between(Traffic.onset(), Traffic.end())));

        assertThat(cause.evidence()).anyMatch(fact -> fact.kind().equals("change"));
        assertThat(cause.statement()).contains("deployed vectordb 2.4");
    }

    @Test
    void reportsHoldTheStatementAndTheEvidence() {
        Answer answer = afterFault(request -> request.search = 0.6);

        assertThat(Report.text(answer)).contains(first(answer).statement());
        assertThat(Report.markdown(answer))
                .contains("## 1. vectordb / vector.search")
                .contains("| evidence | before | after | p |");
    }
}
