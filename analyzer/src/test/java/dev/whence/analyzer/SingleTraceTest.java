package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about one request, by itself and within an incident that many others share. */
class SingleTraceTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    void requestOfAnIncidentThatAllShareIsSlowAllTheSame() {
        Answer answer = askedAboutOne(request -> request.search = 0.8);

        assertThat(answer.symptom()).get().extracting(Answer.Symptom::kind).isEqualTo("latency");
        assertThat(answer.causes().get(0).stage()).isEqualTo("vector.search");
    }

    @Test
    void whatTheOutputsOfAStageAlwaysAreIsNotTheTrouble() {
        Answer answer = askedAboutOne(
                request -> request.search = 0.8,
                span -> span.stage().equals("chat")
                        ? span.toBuilder().put(Names.QUALITY_REPETITION, 0.6).build()
                        : span);

        assertThat(answer.causes().get(0).stage()).isEqualTo("vector.search");
        assertThat(answer.causes()).noneMatch(cause -> cause.kind().equals("output"));
    }

    @Test
    void whatGaveAModelMoreToReadComesBeforeItsTime() {
        Answer answer = askedAboutOne(request -> request.documents = 60);

        Answer.Cause first = answer.causes().get(0);
        assertThat(first.stage()).isEqualTo("vector.search");
        assertThat(first.kind()).isEqualTo("size");
        assertThat(first.evidence().get(0).text())
                .contains("retrieval.documents.count is 60")
                .contains("peers 5");
    }

    @Test
    void retrievalThatFoundNothingIsNamedThoughNothingFailed() {
        Answer answer = askedAboutOne(request -> request.documents = request.chance(0.3) ? 0 : 5);

        assertThat(answer.symptom()).get().extracting(Answer.Symptom::kind).isEqualTo("output");
        assertThat(answer.causes().get(0).stage()).isEqualTo("vector.search");
    }

    @Test
    void requestLikeItsPeersHasNoCause() {
        Traffic traffic = Traffic.with(request -> {});
        try (TraceStore store = store(traffic.records())) {
            List<String> traces = traffic.records().stream()
                    .map(Record::traceId)
                    .distinct()
                    .filter(trace -> trace.endsWith("00") || trace.endsWith("0b") || trace.endsWith("16"))
                    .toList();
            long explained = traces.stream()
                    .filter(trace -> !new RootCauseAnalyzer(store)
                            .analyze(Question.ofTrace(trace))
                            .causes()
                            .isEmpty())
                    .count();

            assertThat(traces).hasSizeGreaterThan(30);
            assertThat(explained).isLessThanOrEqualTo(traces.size() / 20);
        }
    }

    private Answer askedAboutOne(Consumer<Traffic.Request> fault) {
        return askedAboutOne(fault, span -> span);
    }

    /** About the first request after the onset that the fault struck: one with the documents or the time it brings. */
    private Answer askedAboutOne(Consumer<Traffic.Request> fault, UnaryOperator<Record> change) {
        List<Record> records =
                Traffic.with(fault).records().stream().map(change).toList();
        String struck = records.stream()
                .filter(span -> span.timestampNanos() > Traffic.onset() + Traffic.MINUTE)
                .filter(span -> span.stage().equals("vector.search"))
                .filter(span -> span.durationSeconds() > 0.5 || span.number("retrieval.documents.count") != 5)
                .findFirst()
                .orElseThrow()
                .traceId();
        try (TraceStore store = store(records)) {
            return new RootCauseAnalyzer(store).analyze(Question.ofTrace(struck));
        }
    }

    private TraceStore store(List<Record> records) {
        TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE);
        store.append(records);
        store.refresh();
        return store;
    }
}
