package dev.whence.analyzer.quality;

import dev.whence.analyzer.quality.Relevant.Naming;
import dev.whence.indexer.Queries;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the retrievals of some traces returned. For one thread. */
final class Retrievals {
    /** Queries have at most 1,024 conditions. */
    private static final int TRACES_AT_ONCE = 500;

    private static final int MOST_OF_A_QUERY = 10_000;

    private static final String ANY =
            "kind:span AND (" + Names.RETRIEVED_IDS + ":* OR " + Names.RETRIEVED_COUNT + ":0)";

    private final Map<String, List<Record>> byTrace = new HashMap<>();
    private boolean sampled;

    private Retrievals() {}

    /** Reads the retrievals of the traces of those scores that name relevant documents, or may. */
    static Retrievals around(TraceStore store, Collection<Record> scores) {
        Retrievals retrievals = new Retrievals();
        List<String> ids = scores.stream()
                .filter(score -> Relevant.naming(score) != Naming.NO && !score.has(Names.RETRIEVED_IDS))
                .map(Record::traceId)
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
        for (int from = 0; from < ids.size(); from += TRACES_AT_ONCE) {
            retrievals.read(store, ids.subList(from, Math.min(ids.size(), from + TRACES_AT_ONCE)));
        }
        return retrievals;
    }

    private void read(TraceStore store, List<String> ids) {
        String any = ids.stream().map(Queries::quote).collect(Collectors.joining(" OR ", Names.TRACE_ID + ":(", ")"));
        Scores.Page found = Scores.read(store, Selection.of(any).and(ANY), MOST_OF_A_QUERY);
        sampled |= found.more();
        for (Record span : found.records()) {
            byTrace.computeIfAbsent(span.traceId(), first -> new ArrayList<>()).add(span);
        }
    }

    /** Whether some retrievals had to be left out. */
    boolean sampled() {
        return sampled;
    }

    /**
     * The ids, the best first, which the judged retrieval returned: those the score itself has, else those of the span it
     * names, else of its trace's retrieval that ended last, since that is what the model was given. A score that may mean
     * something else judges a retrieval only where it names its span. Empty when the score
     * names no relevant documents, or none of its trace's retrievals is wanted.
     *
     * @param values what a retrieval must not contradict, field by field; empty values stand for any
     */
    Optional<List<String>> judgedBy(Record score, List<String> fields, List<String> values) {
        Naming naming = Relevant.naming(score);
        if (naming == Naming.NO) {
            return Optional.empty();
        }
        if (naming == Naming.YES && score.has(Names.RETRIEVED_IDS)) {
            return Optional.of(ids(score));
        }
        List<Record> spans = byTrace.getOrDefault(score.traceId(), List.of());
        Optional<Record> named = spans.stream()
                .filter(span -> !score.spanId().isEmpty() && span.spanId().equals(score.spanId()))
                .findFirst();
        if (naming == Naming.MAYBE) {
            return named.map(Retrievals::ids);
        }
        Predicate<Record> wanted = span -> fits(span, fields, values);
        return named.or(() -> spans.stream().filter(wanted).max(Comparator.comparingDouble(Retrievals::end)))
                .map(Retrievals::ids);
    }

    private static boolean fits(Record span, List<String> fields, List<String> values) {
        for (int i = 0; i < fields.size(); i++) {
            String own = span.text(fields.get(i));
            if (!own.isEmpty() && !values.get(i).isEmpty() && !own.equals(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static double end(Record span) {
        double duration = span.durationSeconds();
        return span.timestampNanos() + (Double.isNaN(duration) ? 0 : duration * 1e9);
    }

    private static List<String> ids(Record record) {
        return record.value(Names.RETRIEVED_IDS).orElse(List.of()) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(record.text(Names.RETRIEVED_IDS));
    }
}
