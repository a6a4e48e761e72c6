package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts, slice by slice, what calls do next after what they did before: log lines and operations of their service. */
final class Transitions {
    private static final int MOST_LOGS = 300_000;
    private static final int MOST_EVENTS = 60;
    private static final int MOST_SHOWN = 50;
    private static final String START = "";
    private static final String END = "\u0000";

    private final int slices;
    private final Map<Step, int[]> steps = new HashMap<>();
    private final Map<Step, int[]> tries = new HashMap<>();
    private final Map<Step, List<long[]>> incident = new HashMap<>();
    private final Map<String, Set<String>> callees = new HashMap<>();

    /** What is done next at a place after what; texts name a statement or an operation. */
    record Step(Place place, String after, String next) {
        private Step from() {
            return new Step(place, after, START);
        }

        String words() {
            String what = next.equals(END) ? "ends" : "goes on with \u201c" + next + "\u201d";
            return after.isEmpty()
                    ? "starts with \u201c" + next + "\u201d".replace(END, "nothing")
                    : "after \u201c" + after + "\u201d " + what;
        }
    }

    private Transitions(int slices) {
        this.slices = slices;
    }

    static Transitions of(Slices slices) {
        Transitions found = new Transitions(slices.count());
        List<List<Table>> logs = new ArrayList<>();
        List<Table> all = new ArrayList<>();
        for (Slices.Part part : slices.parts()) {
            List<Table> tables = logs(slices, part.frame());
            logs.add(tables);
            all.addAll(tables);
        }
        LogLines lines = new LogLines(all);
        for (int i = 0; i < logs.size(); i++) {
            found.add(slices.parts().get(i), logs.get(i), lines);
        }
        return found;
    }

    /** How often the step was taken, by slice. */
    Map<Step, int[]> steps() {
        return steps;
    }

    /** How often calls came to where the step begins, by slice. */
    int[] tries(Step step) {
        return tries.getOrDefault(step.from(), new int[slices]);
    }

    /** The services each service calls. */
    Map<String, Set<String>> callees() {
        return callees;
    }

    /** Time and trace key of calls of the incident which took the step, or came to it and did not. */
    List<long[]> shown(Step step, boolean missed) {
        List<long[]> took = incident.getOrDefault(step, List.of());
        if (!missed) {
            return took;
        }
        Set<Long> traces = new HashSet<>();
        took.forEach(one -> traces.add(one[1]));
        return incident.getOrDefault(step.from(), List.of()).stream()
                .filter(one -> !traces.contains(one[1]))
                .toList();
    }

    private static List<Table> logs(Slices slices, Frame frame) {
        if (frame.rows() == 0 || frame.fromLogs()) {
            return List.of();
        }
        List<Table> tables = new ArrayList<>();
        long[] start = frame.startNanos();
        Selection lines =
                new Selection(slices.query(), start[0], start[start.length - 1] + 60_000_000_000L).and("kind:log");
        tables.add(slices.store().scan(lines, new Columns(List.of(Names.LOG_TEMPLATE), List.of(), true), MOST_LOGS));
        return tables;
    }

    /** An event in a span: when, and what. */
    private record Event(long nanos, String what) {}

    private void add(Slices.Part part, List<Table> logs, LogLines lines) {
        Frame frame = part.frame();
        Map<Integer, List<Event>> events = new HashMap<>();
        Set<Long> logged = new HashSet<>();
        boolean sampled = false;
        LongIndex rows = frame.rowIndex();
        for (Table table : logs) {
            sampled |= table.sampledFraction() < 1;
            for (int i = 0; i < table.rows(); i++) {
                int row = rows.get(LongIndex.pair(table.traceKeys()[i], table.spanKeys()[i]));
                if (row >= 0 && part.slice()[row] != Slices.NONE) {
                    logged.add(table.traceKeys()[i]);
                    String template = table.texts(Names.LOG_TEMPLATE).get(i);
                    events.computeIfAbsent(row, any -> new ArrayList<>())
                            .add(new Event(table.timestampNanos()[i], lines.statement(template)));
                }
            }
        }
        for (int row = 0; row < frame.rows(); row++) {
            int slice = part.slice()[row];
            if (slice != Slices.NONE && (!sampled || logged.contains(frame.traceKey()[row]))) {
                count(frame, row, slice, events.getOrDefault(row, List.of()));
            }
        }
    }

    private void count(Frame frame, int row, int slice, List<Event> logged) {
        Place place = frame.placeOf(row);
        List<Event> events = new ArrayList<>(logged);
        for (int i = 0; i < frame.forest().childCount(row); i++) {
            int child = frame.forest().child(row, i);
            Place below = frame.placeOf(child);
            if (below.service().equals(place.service())) {
                events.add(new Event(frame.startNanos()[child], below.stage()));
            } else if (slice == Slices.INCIDENT) {
                callees.computeIfAbsent(place.service(), any -> new HashSet<>()).add(below.service());
            }
        }
        events.sort(Comparator.comparingLong(Event::nanos));
        String last = START;
        long[] shown = {frame.startNanos()[row], frame.traceKey()[row]};
        for (int i = 0; i < Math.min(MOST_EVENTS, events.size()); i++) {
            step(new Step(place, last, events.get(i).what()), slice, shown);
            last = events.get(i).what();
        }
        if (events.size() <= MOST_EVENTS) {
            step(new Step(place, last, END), slice, shown);
        }
    }

    private void step(Step step, int slice, long[] shown) {
        steps.computeIfAbsent(step, any -> new int[slices])[slice]++;
        tries.computeIfAbsent(step.from(), any -> new int[slices])[slice]++;
        if (slice == Slices.INCIDENT) {
            note(step, shown);
            note(step.from(), shown);
        }
    }

    private void note(Step step, long[] shown) {
        List<long[]> list = incident.computeIfAbsent(step, any -> new ArrayList<>());
        if (list.size() < MOST_SHOWN) {
            list.add(shown);
        }
    }
}
