package dev.whence.analyzer.frame;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.trace.Dispatched;
import dev.whence.analyzer.trace.Parents;
import dev.whence.analyzer.trace.SpanForest;
import dev.whence.indexer.Columns;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.List;

/** Loads the core columns of all spans of some windows; log lines stand in where there are no spans. */
public final class FrameLoader {
    /** Spans beyond this many are sampled by trace. */
    public static final int MAX_ROWS = 1_000_000;

    /** Log lines which tell of a failure, by the severities that loggers use. */
    public static final String FAILURES =
            "severity:(ERROR OR FATAL OR CRITICAL OR SEVERE OR ALERT OR EMERGENCY OR PANIC OR ERROR2 OR ERROR3 OR ERROR4)";

    private static final long MARGIN_NANOS = 60_000_000_000L;
    private static final String COUNTED = Names.AGGREGATE_COUNT + ":* OR " + Names.AGGREGATE_ERRORS + ":*";

    private final TraceStore store;
    private final String query;
    private final int maxRows;

    /**
     * Reads from a store.
     *
     * @param query only records that match it; the empty text for all
     * @param maxRows spans beyond this many are sampled by trace
     */
    public FrameLoader(TraceStore store, String query, int maxRows) {
        this.store = store;
        this.query = query;
        this.maxRows = maxRows;
    }

    /**
     * The spans that start in one of the windows, and a minute around, so that traces at the edges are whole.
     *
     * @param windows those that overlap are read once
     */
    public Frame load(List<Window> windows) {
        return load(windows, (tables, counted) -> {});
    }

    /**
     * As {@link #load(List)}.
     *
     * @param ahead reads more about the spans meanwhile
     */
    public Frame load(List<Window> windows, Ahead ahead) {
        return load(windows, ahead::begin);
    }

    private interface Scanned {
        void take(List<Table> spans, boolean counted);
    }

    private Frame load(List<Window> windows, Scanned scanned) {
        List<Window> stretches = merged(windows);
        boolean counted = isCounted(stretches);
        List<Table> spans = scan(stretches, "kind:span", columns(Names.STATUS, counted));
        scanned.take(spans, counted);
        Frame frame = assemble(spans, false, counted);
        return frame.rows() > 0
                ? frame
                : assemble(scan(stretches, "kind:log", columns(Names.SEVERITY, counted)), true, counted);
    }

    private static Columns columns(String outcome, boolean counted) {
        return new Columns(
                List.of(Names.SERVICE, Names.STAGE, outcome, Names.ERROR_TYPE),
                counted
                        ? List.of(Names.DURATION, Names.AGGREGATE_COUNT, Names.AGGREGATE_ERRORS)
                        : List.of(Names.DURATION),
                true);
    }

    private List<Table> scan(List<Window> stretches, String clause, Columns columns) {
        List<Table> tables = new ArrayList<>();
        for (Window stretch : stretches) {
            Selection selection = new Selection(query, stretch.fromNanos(), stretch.toNanos()).and(clause);
            tables.add(store.scan(selection, columns, maxRows / stretches.size()));
        }
        return tables;
    }

    private static List<Window> merged(List<Window> windows) {
        List<Window> sorted = windows.stream()
                .map(window -> new Window(window.fromNanos() - MARGIN_NANOS, window.toNanos() + MARGIN_NANOS))
                .sorted((a, b) -> Long.compare(a.fromNanos(), b.fromNanos()))
                .toList();
        List<Window> merged = new ArrayList<>();
        for (Window window : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && window.fromNanos() <= merged.get(last).toNanos()) {
                Window before = merged.get(last);
                merged.set(last, new Window(before.fromNanos(), Math.max(before.toNanos(), window.toNanos())));
            } else {
                merged.add(window);
            }
        }
        return merged;
    }

    /** Whether there are rows that stand for many requests. */
    private boolean isCounted(List<Window> stretches) {
        Window all = new Window(
                stretches.get(0).fromNanos(),
                stretches.get(stretches.size() - 1).toNanos());
        Selection counted = new Selection(query, all.fromNanos(), all.toNanos()).and(COUNTED);
        return store.search(SearchRequest.newest(counted, 0)).total() > 0;
    }

    private Frame assemble(List<Table> tables, boolean logs, boolean counted) {
        Rows rows = new Rows(tables, logs, counted);
        if (!logs) {
            new LogFailures(store, query).mark(rows, tables);
        }
        SpanForest.Spans spans = logs
                ? new Lines(rows).nested()
                : new SpanForest.Spans(rows.start, rows.duration, parents(rows), rows.service, rows.error);
        int[] parent = spans.parent();
        SpanForest forest = new SpanForest(spans);
        boolean[] hasParent = new boolean[rows.size];
        for (int row = 0; row < hasParent.length; row++) {
            hasParent[row] = rows.parentKey[row] != 0 || parent[row] >= 0;
        }
        return new Frame(
                rows.start,
                rows.traceKey,
                rows.trace,
                rows.traces,
                hasParent,
                rows.place,
                rows.places,
                rows.error,
                rows.count,
                rows.errors,
                rows.errorType,
                rows.errorTypes,
                rows.index,
                forest,
                tables.stream().mapToDouble(Table::sampledFraction).min().orElse(1),
                logs);
    }

    private static int[] parents(Rows rows) {
        Parents.Links links = new Parents.Links(
                rows.trace,
                rows.traces,
                rows.traceKey,
                rows.spanKey,
                rows.parentKey,
                rows.start,
                rows.duration,
                rows.index);
        int[] parent = Parents.of(links, true);
        Dispatched.nest(links, rows.service, parent);
        return parent;
    }
}
