package dev.whence.analyzer.quality;

import dev.whence.indexer.Columns;
import dev.whence.indexer.Queries;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Ids;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Traces with a span that matches a query. */
final class Requests {
    /** Queries have at most 1,024 conditions. */
    private static final int TRACES_AT_ONCE = 500;

    private static final int MOST_ROWS = 500_000;
    private static final Columns IDS = new Columns(List.of(), List.of(), true);

    private final Set<Long> keys = new HashSet<>();

    private Requests() {}

    static Requests none() {
        return new Requests();
    }

    /** Those of the records' traces, whenever they ran. */
    static Requests matching(TraceStore store, String query, Collection<Record> records) {
        Requests requests = new Requests();
        List<String> ids = records.stream()
                .map(Record::traceId)
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
        for (int from = 0; from < ids.size(); from += TRACES_AT_ONCE) {
            String any = ids.subList(from, Math.min(ids.size(), from + TRACES_AT_ONCE)).stream()
                    .map(Queries::quote)
                    .collect(Collectors.joining(" OR ", Names.TRACE_ID + ":(", ")"));
            requests.add(store, Selection.of(query).and("kind:span").and(any));
        }
        return requests;
    }

    /** Those with a span of the selection. */
    static Requests matching(TraceStore store, Selection spans) {
        Requests requests = new Requests();
        requests.add(store, spans);
        return requests;
    }

    private void add(TraceStore store, Selection spans) {
        Table table = store.scan(spans, IDS, MOST_ROWS);
        for (long key : table.traceKeys()) {
            keys.add(key);
        }
        keys.remove(0L);
    }

    boolean has(String traceId) {
        return !traceId.isEmpty() && keys.contains(Ids.key(traceId));
    }

    boolean has(long traceKey) {
        return keys.contains(traceKey);
    }
}
