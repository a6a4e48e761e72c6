package dev.whence.analyzer.frame;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.trace.Dispatched;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.analyzer.trace.Parents;
import dev.whence.analyzer.trace.SpanForest;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Loads the core columns of all spans of some windows; log lines stand in where there are no spans. */
public final class FrameLoader {
    /** Spans beyond this many are sampled by trace. */
    public static final int MAX_ROWS = 1_500_000;

    /** Log lines which tell of a failure, by the severities that loggers use. */
    public static final String FAILURES =
            "severity:(ERROR OR FATAL OR CRITICAL OR SEVERE OR ALERT OR EMERGENCY OR PANIC OR ERROR2 OR ERROR3 OR ERROR4)";

    private static final int MAX_ERROR_LOGS = 300_000;
    private static final long MARGIN_NANOS = 60_000_000_000L;
    private static final Columns CORE = new Columns(
            List.of(Names.SERVICE, Names.STAGE, Names.STATUS, Names.ERROR_TYPE),
            List.of(Names.DURATION, Names.AGGREGATE_COUNT, Names.AGGREGATE_ERRORS),
            true);
    private static final Columns LOG = new Columns(
            List.of(Names.SERVICE, Names.STAGE, Names.SEVERITY, Names.ERROR_TYPE),
            List.of(Names.DURATION, Names.AGGREGATE_COUNT, Names.AGGREGATE_ERRORS),
            true);

    private final TraceStore store;
    private final String query;
    private final int maxRows;

    /** @param query only records that match it; the empty text for all */
    public FrameLoader(TraceStore store, String query) {
        this(store, query, MAX_ROWS);
    }

    /** @param maxRows spans beyond this many are sampled by trace */
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
        List<Window> stretches = merged(windows);
        Frame frame = assemble(scan(stretches, "kind:span", CORE), false);
        return frame.rows() > 0 ? frame : assemble(scan(stretches, "kind:log", LOG), true);
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

    private Frame assemble(List<Table> tables, boolean logs) {
        Rows rows = new Rows(tables, logs);
        int n = rows.size;
        int[] parent = logs ? rows.firstOfTrace() : parents(rows);
        if (n > 0 && !logs) {
            markFailuresByLogs(rows, tables);
        }
        SpanForest forest = new SpanForest(
                logs
                        ? rows.betweenLines(parent)
                        : new SpanForest.Spans(rows.start, rows.duration, parent, rows.service, rows.error));
        boolean[] hasParent = new boolean[n];
        double fraction = 1;
        for (Table table : tables) {
            fraction = Math.min(fraction, table.sampledFraction());
        }
        for (int row = 0; row < n; row++) {
            hasParent[row] = rows.parentKey[row] != 0 || parent[row] >= 0;
        }
        return new Frame(
                rows.start,
                rows.traceKey,
                rows.rowKey,
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
                forest,
                fraction,
                logs);
    }

    private static int[] parents(Rows rows) {
        Parents.Links links =
                new Parents.Links(rows.trace, rows.traces, rows.spanKey, rows.parentKey, rows.start, rows.duration);
        int[] parent = Parents.of(links, true);
        Dispatched.nest(links, rows.service, parent);
        return parent;
    }

    /** A span without a status failed when a log line of an error severity belongs to it. */
    private void markFailuresByLogs(Rows rows, List<Table> tables) {
        LongIndex bySpan = new LongIndex(rows.size);
        for (int row = 0; row < rows.size; row++) {
            if (rows.statusUnknown[row] && rows.spanKey[row] != 0) {
                bySpan.putIfAbsent(LongIndex.pair(rows.traceKey[row], rows.spanKey[row]), row);
            }
        }
        if (bySpan.size() == 0) {
            return;
        }
        for (Table spans : tables) {
            if (spans.rows() == 0) {
                continue;
            }
            long from = spans.timestampNanos()[0];
            long to = spans.timestampNanos()[spans.rows() - 1] + MARGIN_NANOS;
            Table failures = store.scan(
                    new Selection(query, from, to).and("kind:log AND " + FAILURES),
                    new Columns(List.of(), List.of(), true),
                    MAX_ERROR_LOGS);
            for (int i = 0; i < failures.rows(); i++) {
                int row = bySpan.get(LongIndex.pair(failures.traceKeys()[i], failures.spanKeys()[i]));
                if (row >= 0 && !rows.error[row]) {
                    rows.error[row] = true;
                    rows.errors[row] = rows.count[row];
                }
            }
        }
    }

    /** The tables' rows under each other, spans that came twice once; filled by its constructor. */
    private static final class Rows {
        final int size;
        long[] start;
        long[] traceKey;
        long[] spanKey;
        long[] rowKey;
        long[] parentKey;
        double[] duration;
        double[] count;
        double[] errors;
        boolean[] error;
        boolean[] statusUnknown;
        int[] errorType;
        final List<String> errorTypes = new ArrayList<>();
        int[] service;
        int[] place;
        final List<Place> places = new ArrayList<>();
        int[] trace;
        final int traces;

        Rows(List<Table> tables, boolean logs) {
            int most = tables.stream().mapToInt(Table::rows).sum();
            start = new long[most];
            traceKey = new long[most];
            spanKey = new long[most];
            rowKey = new long[most];
            RowKeys keys = new RowKeys(logs);
            parentKey = new long[most];
            duration = new double[most];
            count = new double[most];
            errors = new double[most];
            error = new boolean[most];
            statusUnknown = new boolean[most];
            errorType = new int[most];
            service = new int[most];
            place = new int[most];
            trace = new int[most];
            Map<String, Integer> serviceCodes = new HashMap<>();
            Map<String, Integer> typeCodes = new HashMap<>();
            Map<Place, Integer> placeCodes = new HashMap<>();
            LongIndex traceNumbers = new LongIndex(most / 4);
            LongIndex seen = new LongIndex(most);
            int n = 0;
            int numbers = 0;
            for (Table table : tables) {
                Table.Texts services = table.texts(Names.SERVICE);
                Table.Texts stages = table.texts(Names.STAGE);
                Table.Texts statuses = table.texts(logs ? Names.SEVERITY : Names.STATUS);
                Table.Texts types = table.texts(Names.ERROR_TYPE);
                double[] counts = table.numbers(Names.AGGREGATE_COUNT);
                double[] failed = table.numbers(Names.AGGREGATE_ERRORS);
                boolean[] isFailure = failures(statuses.dictionary(), logs);
                int[][] placeOf = new int[services.dictionary().size() + 1][];
                for (int row = 0; row < table.rows(); row++) {
                    long spanId = logs ? 0 : table.spanKeys()[row];
                    long key = keys.of(table, row);
                    if (spanId != 0 && seen.putIfAbsent(key, n) >= 0) {
                        continue;
                    }
                    rowKey[n] = key;
                    start[n] = table.timestampNanos()[row];
                    traceKey[n] = table.traceKeys()[row];
                    spanKey[n] = spanId;
                    parentKey[n] = logs ? 0 : table.parentSpanKeys()[row];
                    duration[n] = table.numbers(Names.DURATION)[row];
                    int known = traceKey[n] == 0 ? -1 : traceNumbers.putIfAbsent(traceKey[n], numbers);
                    trace[n] = known >= 0 ? known : numbers++;
                    service[n] = serviceCodes.computeIfAbsent(services.get(row), any -> serviceCodes.size());
                    place[n] = placeCode(placeOf, services, stages, row, placeCodes);
                    int status = statuses.codes()[row];
                    statusUnknown[n] = status < 0;
                    String type = types.get(row);
                    errorType[n] = type.isEmpty()
                            ? -1
                            : typeCodes.computeIfAbsent(type, any -> {
                                errorTypes.add(type);
                                return typeCodes.size();
                            });
                    error[n] = status >= 0 ? isFailure[status] : !type.isEmpty();
                    count[n] = Double.isNaN(counts[row]) ? 1 : counts[row];
                    errors[n] = Double.isNaN(failed[row]) ? error[n] ? count[n] : 0 : failed[row];
                    n++;
                }
            }
            size = n;
            traces = numbers;
            if (n < most) {
                trim(n);
            }
        }

        /** The first line of a trace stands above the others. */
        int[] firstOfTrace() {
            int[] first = new int[traces];
            Arrays.fill(first, -1);
            int[] parent = new int[size];
            for (int row = 0; row < size; row++) {
                parent[row] = first[trace[row]];
                if (parent[row] < 0) {
                    first[trace[row]] = row;
                }
            }
            return parent;
        }

        /** A stage writes its line when it is done: each line stands for the time since the line before it. */
        SpanForest.Spans betweenLines(int[] parent) {
            long[] from = start.clone();
            double[] seconds = duration.clone();
            long[] last = new long[traces];
            for (int row = 0; row < size; row++) {
                if (parent[row] >= 0 && Double.isNaN(seconds[row])) {
                    from[row] = last[trace[row]];
                    seconds[row] = (start[row] - from[row]) / 1e9;
                }
                last[trace[row]] = start[row];
            }
            return new SpanForest.Spans(from, seconds, parent, new int[size], error);
        }

        private void trim(int n) {
            start = Arrays.copyOf(start, n);
            traceKey = Arrays.copyOf(traceKey, n);
            spanKey = Arrays.copyOf(spanKey, n);
            rowKey = Arrays.copyOf(rowKey, n);
            parentKey = Arrays.copyOf(parentKey, n);
            duration = Arrays.copyOf(duration, n);
            count = Arrays.copyOf(count, n);
            errors = Arrays.copyOf(errors, n);
            error = Arrays.copyOf(error, n);
            statusUnknown = Arrays.copyOf(statusUnknown, n);
            errorType = Arrays.copyOf(errorType, n);
            service = Arrays.copyOf(service, n);
            place = Arrays.copyOf(place, n);
            trace = Arrays.copyOf(trace, n);
        }

        private int placeCode(
                int[][] known, Table.Texts services, Table.Texts stages, int row, Map<Place, Integer> codes) {
            int service = services.codes()[row] + 1;
            int stage = stages.codes()[row] + 1;
            int[] ofService = known[service];
            if (ofService == null) {
                ofService = new int[stages.dictionary().size() + 1];
                known[service] = ofService;
            }
            if (ofService[stage] == 0) {
                Place name = new Place(services.get(row), stages.get(row));
                ofService[stage] = codes.computeIfAbsent(name, any -> {
                            places.add(name);
                            return codes.size();
                        })
                        + 1;
            }
            return ofService[stage] - 1;
        }

        private static boolean[] failures(List<String> dictionary, boolean logs) {
            boolean[] failures = new boolean[dictionary.size()];
            for (int i = 0; i < failures.length; i++) {
                String text = dictionary.get(i).toLowerCase(Locale.ROOT);
                failures[i] = logs
                        ? text.matches("error.?|fatal.?|critical|severe|alert|emergency|panic")
                        : text.equals("error");
            }
            return failures;
        }
    }
}
