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

/** That an answer says what changed, in numbers that moved, and does not call an effect its cause. */
class PlainWordsTest {
    @TempDir
    Path folder;

    private Answer.Cause first(Consumer<Traffic.Request> fault) {
        return first(Traffic.with(fault));
    }

    private Answer.Cause first(Traffic traffic) {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(traffic.records());
            store.refresh();
            Answer answer = new RootCauseAnalyzer(store).analyze(Question.between(Traffic.onset(), Traffic.end()));
            assertThat(answer.causes()).isNotEmpty();
            return answer.causes().get(0);
        }
    }

    @Test
    void slownessOfAFewCallsIsToldByThem() {
        Answer.Cause cause = first(request -> request.search = request.chance(0.2) ? 1.5 : 0.04);
        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.statement())
                .doesNotContain("times as long")
                .containsPattern("\\d+ % of the calls of vector.search take over \\d+ ms")
                .containsPattern("half of these 1\\.\\d s or more");
        assertThat(cause.evidence()).anySatisfy(fact -> {
            assertThat(fact.kind()).isEqualTo("slow_calls");
            assertThat(fact.before()).isLessThan(0.1);
            assertThat(fact.after()).isBetween(0.15, 0.3);
        });
    }

    @Test
    void slownessOfAllCallsIsToldByTheMiddle() {
        assertThat(first(request -> request.search = 0.4).statement())
                .containsPattern("9\\.\\d times as long|10 times as long");
    }

    @Test
    void whatIsSetBecauseACallFailedNarrowsNothing() {
        Answer.Cause cause = first(request -> {
            if (request.tenant.equals("bolt") && request.chance(0.8)) {
                request.searchError = "unavailable";
                request.fallback = "true";
            }
        });
        assertThat(cause.stage()).isEqualTo("vector.search");
        assertThat(cause.attributes()).isEqualTo(Map.of("tenant.id", "bolt"));
    }

    @Test
    void whatSomeRequestsAskForAndOthersDoNotMayNarrow() {
        Consumer<Traffic.Request> choice = request -> request.fallback = request.chance(0.3) ? "true" : "false";
        Traffic traffic = new Traffic()
                .run(Traffic.START, Traffic.onset(), 2, choice)
                .run(Traffic.onset(), Traffic.end(), 2, choice.andThen(request -> {
                    request.searchError = request.fallback.equals("true") ? "unavailable" : "";
                }));
        assertThat(first(traffic).attributes()).isEqualTo(Map.of("fallback", "true"));
    }

    @Test
    void aNewPromptNarrowsThoughAllOfItsCallsGoWrong() {
        Answer.Cause cause = first(request -> {
            boolean fresh = request.chance(0.5);
            request.promptVersion = fresh ? "v2" : "v1";
            request.refuses = fresh;
        });
        assertThat(cause.attributes()).isEqualTo(Map.of("prompt.version", "v2"));
    }
}
