package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts, slice by slice, what calls do next after what they did before: log lines and operations of their service. */
final class Transitions {
    private static final int MOST_LOGS = 300_000;
    private static final int MOST_EVENTS = 60;
    private static final long MARGIN_NANOS = 60_000_000_000L;

    private final Steps steps;
    private final Map<String, Set<String>> callees = new HashMap<>();

    /** What is done next at a place after what; texts name a statement or an operation. */
    record Step(Place place, String after, String next) {
        String words() {
            boolean ends = next.equals(Steps.END);
            if (after.isEmpty()) {
                return ends ? "does nothing that it tells of" : "starts with \u201c" + next + "\u201d";
            }
            return "after \u201c" + after + "\u201d " + (ends ? "ends" : "goes on with \u201c" + next + "\u201d");
        }
    }

    private Transitions(int slices) {
        this.steps = new Steps(slices);
    }

    static Transitions of(Slices slices) {
        Transitions found = new Transitions(slices.count());
        List<Table> logs = new ArrayList<>();
        for (Slices.Part part : slices.parts()) {
            logs.add(logs(slices, part.frame()));
        }
        LogLines lines =
                new LogLines(logs.stream().filter(table -> table.rows() > 0).toList());
        for (int i = 0; i < logs.size(); i++) {
            found.add(slices.parts().get(i), logs.get(i), lines);
        }
        return found;
    }

    /** How often each step was taken, by slice. */
    Steps steps() {
        return steps;
    }

    /** The services each service calls. */
    Map<String, Set<String>> callees() {
        return callees;
    }

    private static Table logs(Slices slices, Frame frame) {
        if (frame.rows() == 0 || frame.fromLogs()) {
            return new Table(new long[0], Table.Ids.NONE, Map.of(), Map.of(), 1);
        }
        long[] start = frame.startNanos();
        Selection lines =
                new Selection(slices.query(), start[0], start[start.length - 1] + MARGIN_NANOS).and("kind:log");
        return slices.store().scan(lines, new Columns(List.of(Names.LOG_TEMPLATE), List.of(), true), MOST_LOGS);
    }

    private void add(Slices.Part part, Table logs, LogLines lines) {
        Frame frame = part.frame();
        Logged logged = new Logged(part, logs, lines);
        int[] places = new int[frame.places().size()];
        Arrays.setAll(places, place -> steps.place(frame.places().get(place)));
        LongIndex calls = new LongIndex(16);
        Events events = new Events();
        int trace = -1;
        int sliceOfTrace = Slices.NONE;
        for (int row : byTrace(frame)) {
            int slice = part.slice()[row];
            if (slice == Slices.NONE || !logged.isComplete(frame, row)) {
                continue;
            }
            if (frame.trace()[row] != trace || slice != sliceOfTrace) {
                steps.endTrace(sliceOfTrace);
                trace = frame.trace()[row];
                sliceOfTrace = slice;
            }
            events.clear();
            logged.addTo(events, row);
            addCalls(frame, row, slice == Slices.INCIDENT, calls, events);
            steps.count(places[frame.place()[row]], events, slice, frame.startNanos()[row], frame.traceKey()[row]);
        }
        steps.endTrace(sliceOfTrace);
    }

    /** The rows trace by trace, within each by time. */
    private static int[] byTrace(Frame frame) {
        int[] next = new int[frame.traces() + 1];
        for (int trace : frame.trace()) {
            next[trace + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        int[] rows = new int[frame.rows()];
        for (int row = 0; row < rows.length; row++) {
            rows[next[frame.trace()[row]]++] = row;
        }
        return rows;
    }

    private void addCalls(Frame frame, int row, boolean incident, LongIndex calls, Events events) {
        Place place = frame.placeOf(row);
        for (int i = 0; i < frame.forest().childCount(row); i++) {
            int child = frame.forest().child(row, i);
            Place below = frame.placeOf(child);
            if (below.service().equals(place.service())) {
                events.add(frame.startNanos()[child], steps.text(below.stage()));
            } else if (incident && calls.putIfAbsent((long) frame.place()[row] << 32 | frame.place()[child], 0) < 0) {
                callees.computeIfAbsent(place.service(), any -> new HashSet<>()).add(below.service());
            }
        }
    }

    /** The events of one call, in order of time; filled anew for each. */
    static final class Events {
        private long[] nanos = new long[16];
        private int[] texts = new int[16];
        private int size;

        void clear() {
            size = 0;
        }

        /** Puts an event after those of the same time or before. */
        void add(long at, int text) {
            if (size == nanos.length) {
                nanos = Arrays.copyOf(nanos, size * 2);
                texts = Arrays.copyOf(texts, size * 2);
            }
            int place = size++;
            while (place > 0 && nanos[place - 1] > at) {
                nanos[place] = nanos[place - 1];
                texts[place] = texts[place - 1];
                place--;
            }
            nanos[place] = at;
            texts[place] = text;
        }

        /** How many to look at. */
        int size() {
            return Math.min(MOST_EVENTS, size);
        }

        boolean isWhole() {
            return size <= MOST_EVENTS;
        }

        int text(int i) {
            return texts[i];
        }
    }

    /** The log lines by the row of their span. */
    private final class Logged {
        private final Table lines;
        private final int[] texts;
        private final int[] first;
        private final int[] next;
        private final Set<Long> traces = new HashSet<>();

        Logged(Slices.Part part, Table lines, LogLines names) {
            this.lines = lines;
            this.first = new int[lines.rows() == 0 ? 0 : part.frame().rows()];
            this.next = new int[lines.rows()];
            this.texts = lines.rows() == 0 ? new int[0] : texts(lines.texts(Names.LOG_TEMPLATE), names);
            Arrays.fill(first, -1);
            for (int i = next.length - 1; i >= 0; i--) {
                int row = part.frame().rowIndex().get(LongIndex.pair(lines.traceKeys()[i], lines.spanKeys()[i]));
                if (row >= 0 && part.slice()[row] != Slices.NONE) {
                    next[i] = first[row];
                    first[row] = i;
                    if (lines.sampledFraction() < 1) {
                        traces.add(lines.traceKeys()[i]);
                    }
                }
            }
        }

        private int[] texts(Table.Texts templates, LogLines names) {
            int[] codes = new int[templates.dictionary().size() + 1];
            codes[0] = steps.text(names.statement(""));
            for (int i = 1; i < codes.length; i++) {
                codes[i] = steps.text(names.statement(templates.dictionary().get(i - 1)));
            }
            return codes;
        }

        /** Whether the lines of the row's trace were read, if it has any. */
        boolean isComplete(Frame frame, int row) {
            return lines.sampledFraction() == 1 || traces.contains(frame.traceKey()[row]);
        }

        void addTo(Events events, int row) {
            for (int i = first.length == 0 ? -1 : first[row]; i >= 0; i = next[i]) {
                events.add(
                        lines.timestampNanos()[i],
                        texts[lines.texts(Names.LOG_TEMPLATE).codes()[i] + 1]);
            }
        }
    }
}
