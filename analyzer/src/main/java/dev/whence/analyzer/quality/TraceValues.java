package dev.whence.analyzer.quality;

import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Queries;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Ids;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the spans of some traces say in some fields, whenever they ran: a user may judge an answer days later. For one
 * thread.
 */
final class TraceValues {
    /** Queries have at most 1,024 conditions. */
    private static final int TRACES_AT_ONCE = 500;

    private static final int MOST_ROWS = 200_000;
    private static final int MOST_COMBINATIONS = 16;

    private final List<String> fields;
    private final Map<Long, List<Row>> byTrace = new HashMap<>();
    private final Set<Long> traces = new HashSet<>();
    private final Map<Long, String> sessions = new HashMap<>();
    private boolean sampled;

    /** @param values one for each field; empty where the span lacks it */
    private record Row(long span, List<String> values) {
        boolean sharesFieldWith(Row other) {
            for (int i = 0; i < values.size(); i++) {
                if (!values.get(i).isEmpty() && !other.values.get(i).isEmpty()) {
                    return true;
                }
            }
            return false;
        }
    }

    private TraceValues(List<String> fields) {
        this.fields = fields;
    }

    /** Reads the spans of those records' traces. */
    static TraceValues around(TraceStore store, Collection<Record> records, List<String> fields) {
        TraceValues values = new TraceValues(fields);
        List<String> ids = records.stream()
                .map(Record::traceId)
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
        for (int from = 0; from < ids.size(); from += TRACES_AT_ONCE) {
            values.read(store, ids.subList(from, Math.min(ids.size(), from + TRACES_AT_ONCE)));
        }
        return values;
    }

    private void read(TraceStore store, List<String> ids) {
        String any = ids.stream().map(Queries::quote).collect(Collectors.joining(" OR ", "trace_id:(", ")"));
        List<String> texts = new ArrayList<>(fields);
        if (!texts.contains(Names.SESSION_ID)) {
            texts.add(Names.SESSION_ID);
        }
        Table table = store.scan(Selection.of(any).and("kind:span"), new Columns(texts, fields, true), MOST_ROWS);
        sampled |= table.sampledFraction() < 1;
        for (int row = 0; row < table.rows(); row++) {
            long trace = table.traceKeys()[row];
            traces.add(trace);
            if (table.texts(Names.SESSION_ID).codes()[row] >= 0) {
                sessions.putIfAbsent(trace, table.texts(Names.SESSION_ID).get(row));
            }
            List<String> values = new ArrayList<>(fields.size());
            for (String field : fields) {
                values.add(text(table, field, row));
            }
            if (values.stream().anyMatch(value -> !value.isEmpty())) {
                byTrace.computeIfAbsent(trace, first -> new ArrayList<>())
                        .add(new Row(table.spanKeys()[row], List.copyOf(values)));
            }
        }
    }

    /** A field as text, numbers too; empty where the row lacks it. */
    static String text(Table table, String field, int row) {
        String text = table.texts(field).get(row);
        double number = table.numbers(field)[row];
        if (!text.isEmpty() || Double.isNaN(number)) {
            return text;
        }
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** Whether spans of some traces had to be left out. */
    boolean sampled() {
        return sampled;
    }

    /** A key of the record's session: its own, else its trace's; of the trace where that has none. */
    long session(Record record) {
        String own = record.text(Names.SESSION_ID);
        long trace = Ids.key(record.traceId());
        String session = own.isEmpty() ? sessions.getOrDefault(trace, "") : own;
        return session.isEmpty() ? trace : LongIndex.pair(1, Ids.key(session));
    }

    /** Whether a span of the record's trace was found. */
    boolean knows(Record record) {
        return traces.contains(Ids.key(record.traceId()));
    }

    /**
     * The combinations of values which the record belongs to, at least one: of its own fields, else of the span it
     * names, else of each span of its trace which has the first of the fields that any has. What such a span lacks
     * comes from spans of another sort, which have none of its fields: a tenant from the entry, a model from the call.
     * What none has is empty.
     */
    Set<List<String>> of(Record record) {
        List<Row> rows = byTrace.getOrDefault(Ids.key(record.traceId()), List.of());
        Set<List<String>> found = new LinkedHashSet<>();
        for (Row row : standingFor(record, rows)) {
            List<List<String>> combinations = List.of(List.of());
            for (int field = 0; field < fields.size(); field++) {
                combinations = extended(combinations, choices(record, row, rows, field));
            }
            found.addAll(combinations);
        }
        return found;
    }

    private List<Row> standingFor(Record record, List<Row> rows) {
        long span = Ids.key(record.spanId());
        List<Row> named =
                rows.stream().filter(row -> span != 0 && row.span == span).toList();
        if (!named.isEmpty()) {
            return named;
        }
        for (int i = 0; i < fields.size(); i++) {
            int field = i;
            List<Row> having = rows.stream()
                    .filter(row -> !row.values.get(field).isEmpty())
                    .toList();
            if (!having.isEmpty()) {
                return having;
            }
        }
        return List.of(new Row(0, fields.stream().map(field -> "").toList()));
    }

    private Set<String> choices(Record record, Row row, List<Row> rows, int field) {
        String own = record.text(fields.get(field));
        if (!own.isEmpty()) {
            return Set.of(own);
        }
        if (!row.values.get(field).isEmpty()) {
            return Set.of(row.values.get(field));
        }
        Set<String> others = new LinkedHashSet<>();
        for (Row other : rows) {
            if (!other.values.get(field).isEmpty() && !other.sharesFieldWith(row)) {
                others.add(other.values.get(field));
            }
        }
        return others.isEmpty() ? Set.of("") : others;
    }

    private static List<List<String>> extended(List<List<String>> combinations, Set<String> choices) {
        List<List<String>> longer = new ArrayList<>();
        for (List<String> combination : combinations) {
            for (String choice : choices) {
                if (longer.size() < MOST_COMBINATIONS) {
                    List<String> one = new ArrayList<>(combination);
                    one.add(choice);
                    longer.add(List.copyOf(one));
                }
            }
        }
        return longer;
    }
}
