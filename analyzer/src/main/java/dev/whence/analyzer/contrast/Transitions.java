package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Outcome;
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
    private final Slices.Part asked;
    private final Logged loggedInAsked;

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

    private Transitions(Slices slices, Table logs, LogLines lines) {
        this.steps = new Steps(slices.count());
        this.asked = slices.parts().get(0);
        this.loggedInAsked = new Logged(asked, logs, lines);
    }

    static Transitions of(Slices slices) {
        List<Table> logs = new ArrayList<>();
        for (Slices.Part part : slices.parts()) {
            logs.add(logs(slices, part.frame()));
        }
        LogLines lines =
                new LogLines(logs.stream().filter(table -> table.rows() > 0).toList());
        Transitions found = new Transitions(slices, logs.get(0), lines);
        found.add(found.asked, found.loggedInAsked);
        for (int i = 1; i < logs.size(); i++) {
            Slices.Part part = slices.parts().get(i);
            found.add(part, found.new Logged(part, logs.get(i), lines));
        }
        return found;
    }

    /** How often each step was taken, by slice. */
    Steps steps() {
        return steps;
    }

    /** When a call of baseline or incident began. Nanoseconds since the epoch. */
    long nanos(int row) {
        return asked.frame().startNanos()[row];
    }

    /** The services each service calls. */
    Map<String, Set<String>> callees() {
        return callees;
    }

    /**
     * The calls of baseline and incident which came to where a step begins.
     *
     * @param missed whether not to take the step counts, rather than to take it
     */
    Outcome calls(Slices slices, Step step, boolean missed) {
        Frame frame = asked.frame();
        int after = steps.text(step.after());
        int next = steps.text(step.next());
        int place = frame.places().indexOf(step.place());
        int most =
                (int) Arrays.stream(frame.place()).filter(one -> one == place).count();
        int[] rows = new int[most];
        double[] tries = new double[most];
        double[] counted = new double[most];
        boolean[] incident = new boolean[most];
        LongIndex unused = new LongIndex(16);
        int size = 0;
        Events events = new Events();
        for (int row = 0; row < frame.rows(); row++) {
            int slice = asked.slice()[row];
            boolean compared = slice == Slices.INCIDENT || slice != Slices.NONE && slices.baseline()[slice];
            if (compared && loggedInAsked.isComplete(frame, row) && frame.place()[row] == place) {
                events.clear();
                loggedInAsked.addTo(events, row);
                addCalls(frame, row, false, unused, events);
                int[] took = events.count(after, next, steps.text(""), steps.text(Steps.END));
                if (took[0] > 0) {
                    rows[size] = row;
                    incident[size] = slice == Slices.INCIDENT;
                    tries[size] = took[0];
                    counted[size++] = missed ? took[0] - took[1] : took[1];
                }
            }
        }
        return new Outcome(
                Arrays.copyOf(rows, size),
                Arrays.copyOf(incident, size),
                Arrays.copyOf(counted, size),
                Arrays.copyOf(tries, size),
                true);
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

    private void add(Slices.Part part, Logged logged) {
        Frame frame = part.frame();
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

        /** How often the call came to the one text, and how often the other followed. */
        int[] count(int after, int next, int start, int end) {
            int[] counts = new int[2];
            int last = start;
            for (int i = 0; i <= size(); i++) {
                if (i == size() && !isWhole()) {
                    break;
                }
                int now = i == size() ? end : texts[i];
                counts[0] += last == after ? 1 : 0;
                counts[1] += last == after && now == next ? 1 : 0;
                last = now;
            }
            return counts;
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
