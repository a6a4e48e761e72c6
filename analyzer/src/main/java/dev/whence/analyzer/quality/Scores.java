package dev.whence.analyzer.quality;

import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The newest scores of a selection, each once.
 *
 * @param records newest first
 * @param sampled whether there were more than were read
 */
record Scores(List<Record> records, boolean sampled) {
    private static final int PAGE = 10_000;

    /** @param most how many to read at most */
    static Scores newest(TraceStore store, Selection selection, int most) {
        Selection scores = selection.and("kind:score");
        Set<Record> found = new LinkedHashSet<>();
        int read = 0;
        Optional<String> cursor = Optional.empty();
        do {
            SearchPage page = store.search(
                    new SearchRequest(scores, SearchRequest.Order.NEWEST, Math.min(PAGE, most - read), cursor));
            found.addAll(page.records());
            read += page.records().size();
            cursor = page.records().isEmpty() ? Optional.empty() : page.cursor();
        } while (cursor.isPresent() && read < most);
        return new Scores(new ArrayList<>(found), cursor.isPresent());
    }

    /** The score's number, 1 and 0 for true and false; NaN when it has none. */
    static double value(Record score) {
        return switch (score.text(Names.SCORE_VALUE)) {
            case "true" -> 1;
            case "false" -> 0;
            default -> score.number(Names.SCORE_VALUE);
        };
    }
}
