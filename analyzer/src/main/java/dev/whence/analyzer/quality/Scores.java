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
import java.util.function.Predicate;

/**
 * The newest scores of a selection, each once.
 *
 * @param records newest first
 * @param sampled whether there were more than were read
 */
record Scores(List<Record> records, boolean sampled) {
    private static final int PAGE = 10_000;

    /** @param more whether there were more */
    record Page(Set<Record> records, boolean more) {}

    /**
     * Reads the newest scores, and keeps those that match the query themselves or of whose trace a span does.
     *
     * @param query the empty text keeps all
     * @param most how many to read at most
     */
    static Scores newest(TraceStore store, Selection selection, String query, int most) {
        Page page = read(store, selection.and("kind:score"), most);
        List<Record> scores = new ArrayList<>(page.records());
        if (!query.isBlank()) {
            Predicate<Record> matches = store.matcher(query);
            Requests matching = Requests.matching(store, query, scores);
            scores.removeIf(score -> !matches.test(score) && !matching.has(score.traceId()));
        }
        return new Scores(scores, page.more());
    }

    /** The newest records of the selection, newest first. */
    static Page read(TraceStore store, Selection selection, int most) {
        Set<Record> found = new LinkedHashSet<>();
        int read = 0;
        Optional<String> cursor = Optional.empty();
        do {
            SearchPage page = store.search(
                    new SearchRequest(selection, SearchRequest.Order.NEWEST, Math.min(PAGE, most - read), cursor));
            found.addAll(page.records());
            read += page.records().size();
            cursor = page.records().isEmpty() ? Optional.empty() : page.cursor();
        } while (cursor.isPresent() && read < most);
        return new Page(found, cursor.isPresent());
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
