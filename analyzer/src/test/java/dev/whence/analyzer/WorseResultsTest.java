package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the analyzer says when a part of a stage's results got worse while nothing fails and nothing takes longer. */
class WorseResultsTest {
    @TempDir
    Path folder;

    private Answer answer(Traffic traffic) {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(traffic.records());
            store.refresh();
            return new RootCauseAnalyzer(store).analyze(Question.between(Traffic.onset(), Traffic.end()));
        }
    }

    private Answer afterFault(Consumer<Traffic.Request> fault) {
        return answer(Traffic.with(fault));
    }

    private static Answer.Cause first(Answer answer) {
        assertThat(answer.causes()).as("causes").isNotEmpty();
        return answer.causes().get(0);
    }

    @Test
    void loopsAreFeltThoughEveryOutputRepeatsItselfALittle() {
        Answer answer = afterFault(request -> request.repetition = request.chance(0.14) ? 0.95 : 0.1);

        assertThat(answer.symptom().orElseThrow().signal()).isEqualTo("quality.repetition.rate");
        assertThat(answer.symptom().orElseThrow().before()).isZero();
        assertThat(first(answer).stage()).isEqualTo("chat");
        assertThat(first(answer).kind()).isEqualTo("output");
    }

    @Test
    void outputsOfAlmostNothingAreFeltInOneRegion() {
        Answer.Cause cause = first(afterFault(
                request -> request.outputLength = request.region.equals("ap-south") && request.chance(0.6) ? 2 : 400));

        assertThat(cause.stage()).isEqualTo("chat");
        assertThat(cause.attributes()).isEqualTo(Map.of("cloud.region", "ap-south"));
        assertThat(cause.evidence().get(0).text()).contains("output.length below");
    }

    @Test
    void outputsWithoutEndAreFelt() {
        Answer answer = afterFault(request -> request.outputLength = request.chance(0.2) ? 4000 : 400);

        assertThat(answer.symptom().orElseThrow().signal()).isEqualTo("output.length.high.rate");
        assertThat(first(answer).stage()).isEqualTo("chat");
    }

    @Test
    void confidenceThatCollapsesForSomeIsFelt() {
        Answer.Cause cause = first(afterFault(
                request -> request.confidence = request.tenant.equals("coda") && request.chance(0.7) ? 0.2 : 0.9));

        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.attributes()).isEqualTo(Map.of("tenant.id", "coda"));
        assertThat(cause.evidence().get(0).kind()).isEqualTo("match.confidence.low");
    }

    @Test
    void searchesThatFindNothingAreFelt() {
        Answer.Cause cause = first(afterFault(request -> request.documents = request.chance(0.25) ? 0 : 5));

        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.kind()).isEqualTo("output");
    }

    @Test
    void outputsOfManyLengthsAreNoTroubleWhereTheyAlwaysWereSo() {
        Consumer<Traffic.Request> anyLength = request -> {
            request.outputLength = request.chance(0.1) ? 3 : request.chance(0.1) ? 5000 : 400;
            request.confidence = request.chance(0.1) ? 0.1 : 0.9;
            request.documents = request.chance(0.1) ? 0 : 5;
        };
        Traffic traffic = new Traffic().run(Traffic.START, Traffic.end(), 2, anyLength);

        assertThat(answer(traffic).causes()).isEmpty();
    }

    @Test
    void badAnswerWhichTheCallerPassesOnIsTheModelsOwn() {
        Consumer<Traffic.Request> halfCached = request -> {
            request.passesAnswerOn = true;
            request.cached = request.chance(0.7);
        };
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 1, halfCached)
                .run(Traffic.onset(), Traffic.end(), 1, request -> {
                    halfCached.accept(request);
                    request.refuses = !request.cached && request.chance(0.3);
                });
        Answer answer = answer(traffic);

        assertThat(answer.symptom().orElseThrow().stage()).isEqualTo("POST /ask");
        assertThat(first(answer).stage()).isEqualTo("chat");
    }

    @Test
    void moreCallsOfWhichAsFewFailAreNoFailure() {
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 2, request -> request.modelCalls = 3)
                .run(Traffic.onset(), Traffic.end(), 2, request -> request.modelCalls = 12);

        assertThat(first(answer(traffic)).kind()).isEqualTo("calls");
    }
}
