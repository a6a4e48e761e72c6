package dev.whence.analyzer;

import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import java.util.List;
import java.util.Optional;

/** Answers questions about incidents from the records of a store. */
public final class RootCauseAnalyzer {
    private final TraceStore store;

    public RootCauseAnalyzer(TraceStore store) {
        this.store = store;
    }

    public Answer analyze(Question question) {
        Selection window = new Selection(
                question.query(),
                question.fromNanos().orElse(Long.MIN_VALUE),
                question.toNanos().orElse(Long.MAX_VALUE));
        int spans = (int)
                store.search(SearchRequest.newest(window.and("kind:span"), 0)).total();
        return new Answer(Optional.empty(), List.of(), List.of(), new Answer.Examined(0, spans, 0, false, 0));
    }
}
