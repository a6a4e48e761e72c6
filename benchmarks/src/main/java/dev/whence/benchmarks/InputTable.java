package dev.whence.benchmarks;

import dev.whence.fixtures.spoil.Spoiled;
import dev.whence.fixtures.spoil.Spoiling;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was flagged of inputs made bad, and of those left as they were, and prints it as two Markdown tables. For one thread. */
final class InputTable {
    private static final String KIND = "data_quality";
    /** What comes again is told from the fifth time on among so many inputs of its stage. */
    private static final int FIRST = 4;

    private static final int RECENT = 24;

    private final Map<String, Spoiling> ways = new LinkedHashMap<>();
    private final Map<String, Map<String, int[]>> found = new HashMap<>();
    private final Map<String, Good> good = new LinkedHashMap<>();
    private final Map<String, Deque<String>> recent = new HashMap<>();
    private final Map<String, Integer> told = new HashMap<>();
    private final StringBuilder misses = new StringBuilder();
    private final int missed;

    InputTable(List<Spoiling> ways, int missed) {
        this.missed = missed;
        ways.forEach(way -> this.ways.put(way.name(), way));
    }

    private static final class Good {
        private final long[] spans = new long[2];
        private final long[] flagged = new long[2];
        private final Map<String, Integer> kinds = new TreeMap<>();
    }

    /** Begins another run: what lasts over several records begins anew. */
    void start() {
        recent.clear();
    }

    /**
     * Takes in a record.
     *
     * @param mixed whether others around it are made bad
     */
    void take(String pipeline, Record record, Spoiled truth, boolean mixed) {
        if (record.kind() != Kind.SPAN) {
            return;
        }
        int before = record.has(Names.INPUT) ? cameBefore(record, truth.way()) : 0;
        List<String> kinds = DetectionTable.kinds(record);
        if (!truth.isBad()) {
            good(good.computeIfAbsent(pipeline, name -> new Good()), pipeline, record, kinds, mixed);
            return;
        }
        Spoiling way = ways.get(truth.way());
        if (way == null) {
            throw new IllegalArgumentException("no such way to make an input bad: " + truth.way());
        }
        if (way.lasting() > 1 && before < FIRST) {
            return;
        }
        int[] here = found.computeIfAbsent(way.name(), name -> new HashMap<>())
                .computeIfAbsent(pipeline, name -> new int[2]);
        here[0]++;
        if (kinds.stream().anyMatch(way.kinds()::contains)) {
            here[1]++;
        } else {
            tell(way.name() + " is flagged " + kinds, pipeline, record);
        }
    }

    /** How many of the last inputs of its stage were made bad in the same way. */
    private int cameBefore(Record record, String way) {
        Deque<String> last =
                recent.computeIfAbsent(record.service() + "|" + record.stage(), stage -> new ArrayDeque<>());
        int before = Collections.frequency(last, way);
        last.addLast(way);
        if (last.size() == RECENT) {
            last.removeFirst();
        }
        return before;
    }

    private void good(Good here, String pipeline, Record record, List<String> kinds, boolean mixed) {
        int part = mixed ? 1 : 0;
        here.spans[part]++;
        if (kinds.contains(KIND)) {
            here.flagged[part]++;
            kinds.stream().filter(kind -> !kind.equals(KIND)).forEach(kind -> here.kinds.merge(kind, 1, Integer::sum));
            tell((mixed ? "good" : "healthy") + " is flagged " + kinds, pipeline, record);
        }
    }

    private void tell(String what, String pipeline, Record record) {
        if (told.merge(what, 1, Integer::sum) <= missed) {
            misses.append("* ")
                    .append(pipeline)
                    .append(", ")
                    .append(record.stage())
                    .append(", ")
                    .append(what);
            misses.append(": ").append(record.text(Names.ANOMALY_REASON)).append('\n');
        }
    }

    private static String percent(long part, long whole, int digits) {
        return whole == 0 ? "\u2013" : String.format(Locale.ROOT, "%." + digits + "f %%", 100.0 * part / whole);
    }

    @Override
    public String toString() {
        List<String> columns = new ArrayList<>(List.of("input made bad", "spans", "flagged as such"));
        columns.addAll(good.keySet());
        MarkdownTable bad = new MarkdownTable(columns.toArray(String[]::new));
        ways.keySet().forEach(way -> {
            Map<String, int[]> counts = found.getOrDefault(way, Map.of());
            int all = counts.values().stream().mapToInt(count -> count[0]).sum();
            int right = counts.values().stream().mapToInt(count -> count[1]).sum();
            List<String> cells = new ArrayList<>(List.of(way, String.valueOf(all), percent(right, all, 1)));
            for (String pipeline : good.keySet()) {
                int[] here = counts.getOrDefault(pipeline, new int[2]);
                cells.add(percent(here[1], here[0], 1));
            }
            bad.row(cells.toArray(String[]::new));
        });
        MarkdownTable falses = new MarkdownTable(
                "left as they were", "healthy spans", "flagged", "spans beside bad ones", "flagged", "by kind");
        good.forEach((pipeline, one) -> falses.row(
                pipeline,
                String.valueOf(one.spans[0]),
                percent(one.flagged[0], one.spans[0], 3),
                String.valueOf(one.spans[1]),
                percent(one.flagged[1], one.spans[1], 3),
                one.kinds.toString().replaceAll("[{}]", "")));
        return bad + "\n\n" + falses + "\n" + (misses.isEmpty() ? "" : "\nMissed:\n\n" + misses);
    }
}
