package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where trouble is handed on from stage to stage, and where two things break at once; asked through a real store. */
class HandingOverTest {
    @TempDir
    Path folder;

    private Answer ask(List<Record> records) {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(records);
            store.refresh();
            return new RootCauseAnalyzer(store).analyze(Question.between(Traffic.onset(), Traffic.end()));
        }
    }

    private static List<String> stages(Answer answer) {
        return answer.causes().stream().map(Answer.Cause::stage).toList();
    }

    @Test
    void agentThatGivesUpOverUnreadableAnswersFailsBecauseOfTheModel() {
        Answer answer = ask(AgentTurns.with(turn -> turn.broken = 0.6));

        Answer.Cause cause = answer.causes().get(0);
        assertThat(cause.stage()).isEqualTo("chat");
        assertThat(cause.kind()).isEqualTo("output");
        assertThat(cause.evidence()).anySatisfy(fact -> assertThat(fact.text()).contains("invalid_json"));
    }

    @Test
    void modelThatSaysTheSameAgainAfterEachFailureOfAToolIsNotItsCause() {
        Answer answer = ask(AgentTurns.with(turn -> turn.toolFails = 0.6));

        assertThat(stages(answer)).first().isEqualTo("execute_tool");
        assertThat(answer.causes().get(0).kind()).isEqualTo("error");
    }

    @Test
    void callsThatRepetitionMakesMoreOfAreNotTheCauseOfIt() {
        Answer answer = ask(AgentTurns.with(turn -> turn.toolFails = 1));

        assertThat(answer.causes().get(0).stage()).isEqualTo("execute_tool");
        assertThat(answer.causes().get(0).kind()).isEqualTo("error");
    }

    @Test
    void slowStageStandsBesideFailuresElsewhereThatHideIt() {
        Answer answer = ask(Traffic.with(request -> {
                    request.parseError = request.chance(0.4) ? "ParserError" : "";
                    request.search = request.chance(0.3) ? 0.12 : 0.04;
                })
                .records());

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("error");
        assertThat(stages(answer)).startsWith("parse", "vector.search");
        assertThat(answer.causes().get(1).kind()).isEqualTo("latency");
    }

    @Test
    void failuresThatAreCaughtStandBesideSlownessElsewhere() {
        Answer answer = ask(Traffic.with(request -> {
                    request.model = 2;
                    request.failedAttempts = request.chance(0.3) ? 1 : 0;
                    request.modelStage = "chat";
                    request.search = 0.2;
                })
                .records());

        assertThat(stages(answer)).contains("chat", "vector.search");
    }

    @Test
    void consequencesDoNotFillTheList() {
        Answer answer = ask(Traffic.with(request -> request.searchError = request.chance(0.4) ? "Refused" : "")
                .records());

        assertThat(stages(answer)).containsExactly("vector.search");
    }

    @Test
    void callsOfOneTenantThatMoveToADearerModelAreNamedWithTheTenant() {
        Answer answer = ask(Traffic.with(request -> {
                    boolean moved = request.tenant.equals("coda") && request.at >= Traffic.onset();
                    request.modelStage = moved ? "chat large" : "chat";
                    request.costFactor = moved ? 1.28 : 1;
                })
                .records());

        Answer.Cause cause = answer.causes().get(0);
        assertThat(cause.stage()).isEqualTo("chat large");
        assertThat(cause.kind()).isEqualTo("routing");
        assertThat(cause.attributes()).isEqualTo(Map.of("tenant.id", "coda"));
    }
}
