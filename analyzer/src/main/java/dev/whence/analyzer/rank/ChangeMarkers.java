package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deployments, prompt and configuration changes shortly before a cause began, of its service or of none in particular. */
final class ChangeMarkers implements Support {
    static final String KIND = "change";

    private static final long BEFORE_NANOS = 600_000_000_000L;
    private static final long AFTER_NANOS = 30_000_000_000L;
    private static final int MOST = 3;

    @Override
    public List<Answer.Evidence> about(Comparison comparison, Place place, long onsetNanos) {
        Selection selection = new Selection("kind:change", onsetNanos - BEFORE_NANOS, onsetNanos + AFTER_NANOS);
        List<Answer.Evidence> facts = new ArrayList<>();
        for (Record change : comparison
                .store()
                .search(new SearchRequest(selection, SearchRequest.Order.NEWEST, 50, Optional.empty()))
                .records()) {
            boolean elsewhere = !change.service().isEmpty() && !change.service().equals(place.service());
            if (!elsewhere && facts.size() < MOST) {
                double seconds = (onsetNanos - change.timestampNanos()) / 1e9;
                facts.add(Facts.fact(
                        KIND,
                        0,
                        1,
                        1,
                        "change at " + Times.format(change.timestampNanos()) + " ("
                                + Facts.seconds(Math.abs(seconds)) + (seconds >= 0 ? " before" : " after")
                                + " the onset): " + words(change)));
            }
        }
        return facts;
    }

    private static String words(Record change) {
        if (!change.text(Names.MESSAGE).isEmpty()) {
            return change.text(Names.MESSAGE);
        }
        StringBuilder words = new StringBuilder();
        change.fields().forEach((name, value) -> words.append(words.isEmpty() ? "" : ", ")
                .append(name)
                .append("=")
                .append(value));
        return words.toString();
    }
}
