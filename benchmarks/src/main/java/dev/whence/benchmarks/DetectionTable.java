package dev.whence.benchmarks;

import dev.whence.fixtures.spoil.Spoiled;
import dev.whence.fixtures.spoil.Spoiling;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was flagged, and prints it as two Markdown tables. For one thread. */
final class DetectionTable {
    private static final int FIRST_OF_A_RUN = 4;

    private final List<Spoiling> ways;
    private final int missed;
    private final Map<String, Count> counts = new LinkedHashMap<>();
    private final Map<String, Falses> falses = new LinkedHashMap<>();
    private final StringBuilder misses = new StringBuilder();

    DetectionTable(List<Spoiling> ways, int missed) {
        this.ways = ways;
        this.missed = missed;
        ways.forEach(way -> counts.put(way.name(), new Count()));
    }

    private static final class Count {
        private int injected;
        private int right;
        private int any;
        private int byThreshold;
        private int byP95;
        private int byLength;
        private final Map<String, int[]> byPipeline = new LinkedHashMap<>();
    }

    private static final class Falses {
        private long records;
        private long flagged;
        private long outputs;
        private long calls;
        private long slow;
        private long byThreshold;
        private long byP95;
        private final Map<String, Integer> kinds = new TreeMap<>();
    }

    Run start(String pipeline, int seed) {
        return new Run(falses.computeIfAbsent(pipeline, name -> new Falses()), pipeline + " " + seed);
    }

    /** One run of one pipeline. */
    final class Run {
        private final Falses pipeline;
        private final String name;
        private final Map<String, List<Double>> seconds = new HashMap<>();
        private final Map<String, double[]> thresholds = new HashMap<>();
        private final LengthThresholds lengths = new LengthThresholds();
        private final Map<String, Integer> inARow = new HashMap<>();
        private long calls;
        private long slow;

        private Run(Falses pipeline, String name) {
            this.pipeline = pipeline;
            this.name = name;
        }

        /** A record before anything was made bad. */
        void healthy(Record record) {
            pipeline.records++;
            pipeline.outputs += record.has(Names.OUTPUT) ? 1 : 0;
            List<String> kinds = kinds(record);
            if (!kinds.isEmpty()) {
                pipeline.flagged++;
                for (String kind : kinds) {
                    if (pipeline.kinds.merge(kind, 1, Integer::sum) <= missed) {
                        misses.append("* ")
                                .append(name)
                                .append(", healthy, flagged ")
                                .append(kinds)
                                .append(": ")
                                .append(record.text(Names.ANOMALY_REASON))
                                .append(" | ")
                                .append(excerpt(record))
                                .append('\n');
                    }
                }
            }
            if (isCall(record)) {
                lengths.learn(record);
                calls++;
                slow += isSlow(kinds) ? 1 : 0;
                seconds.computeIfAbsent(series(record), series -> new ArrayList<>())
                        .add(record.durationSeconds());
            }
        }

        /** A record while calls are made bad. */
        void mixed(Record record, Spoiled truth) {
            if (thresholds.isEmpty()) {
                close();
            }
            if (!truth.isBad()) {
                return;
            }
            Count count = counts.computeIfAbsent(truth.way(), way -> new Count());
            Spoiling way = ways.stream()
                    .filter(one -> one.name().equals(truth.way()))
                    .findFirst()
                    .orElseThrow();
            int place = inARow.merge(way.name(), 1, Integer::sum) % way.lasting();
            if (way.lasting() > 1 && place > 0 && place <= FIRST_OF_A_RUN) {
                return;
            }
            List<String> kinds = kinds(record);
            boolean right = kinds.stream().anyMatch(way.kinds()::contains);
            int[] here = count.byPipeline.computeIfAbsent(name.substring(0, name.indexOf(' ')), one -> new int[2]);
            here[0]++;
            here[1] += right ? 1 : 0;
            count.injected++;
            count.right += right ? 1 : 0;
            count.any += kinds.isEmpty() ? 0 : 1;
            count.byLength += lengths.isBeyond(record) ? 1 : 0;
            double[] limits = thresholds.getOrDefault(series(record), new double[] {1e9, 1e9});
            count.byThreshold += record.durationSeconds() > limits[0] ? 1 : 0;
            count.byP95 += record.durationSeconds() > limits[1] ? 1 : 0;
            if (!right && count.injected - count.right <= missed) {
                misses.append("* ")
                        .append(name)
                        .append(", ")
                        .append(way.name())
                        .append(", flagged ")
                        .append(kinds)
                        .append(": ")
                        .append(record.durationSeconds())
                        .append(" s ")
                        .append(excerpt(record))
                        .append('\n');
            }
        }

        /** Thresholds on raw durations that flag as many healthy calls as the detectors did, and at the 95th percentile. */
        private void close() {
            double rate = Math.max(1e-4, calls == 0 ? 0 : (double) slow / calls);
            seconds.forEach((series, all) -> {
                double[] sorted =
                        all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
                thresholds.put(series, new double[] {quantile(sorted, 1 - rate), quantile(sorted, 0.95)});
                double[] limits = thresholds.get(series);
                pipeline.byThreshold +=
                        Arrays.stream(sorted).filter(value -> value > limits[0]).count();
                pipeline.byP95 +=
                        Arrays.stream(sorted).filter(value -> value > limits[1]).count();
            });
            pipeline.calls += calls;
            pipeline.slow += slow;
        }

        private static double quantile(double[] sorted, double share) {
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
        }
    }

    private static String excerpt(Record record) {
        String output = record.text(Names.OUTPUT).replace('\n', ' ');
        return output.substring(0, Math.min(output.length(), 200));
    }

    private static boolean isCall(Record record) {
        return record.kind() == Kind.SPAN && record.has(Names.OUTPUT_TOKENS) && !record.isError();
    }

    private static boolean isSlow(List<String> kinds) {
        return kinds.contains("latency")
                || kinds.contains("time_to_first_chunk")
                || kinds.contains("tokens_per_second");
    }

    private static String series(Record record) {
        return record.service() + "|" + record.stage() + "|" + record.text(Names.REQUEST_MODEL);
    }

    /** What a record was flagged as. */
    static List<String> kinds(Record record) {
        Object kinds = record.value(Names.ANOMALY_KIND).orElse(List.of());
        return kinds instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(kinds.toString());
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    private static String fine(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
    }

    @Override
    public String toString() {
        List<String> columns = new ArrayList<>(List.of("call made bad", "calls", "flagged as such"));
        columns.addAll(falses.keySet());
        columns.addAll(List.of(
                "flagged at all", "raw threshold, equal false flags", "raw 95 % threshold", "threshold on length"));
        MarkdownTable bad = new MarkdownTable(columns.toArray(String[]::new));
        counts.forEach((way, count) -> {
            boolean slow = way.startsWith("slow");
            List<String> cells =
                    new ArrayList<>(List.of(way, String.valueOf(count.injected), percent(count.right, count.injected)));
            for (String pipeline : falses.keySet()) {
                int[] here = count.byPipeline.getOrDefault(pipeline, new int[2]);
                cells.add(percent(here[1], here[0]));
            }
            cells.add(percent(count.any, count.injected));
            cells.add(slow ? percent(count.byThreshold, count.injected) : "");
            cells.add(slow ? percent(count.byP95, count.injected) : "");
            cells.add(way.contains("as long") ? percent(count.byLength, count.injected) : "");
            bad.row(cells.toArray(String[]::new));
        });
        MarkdownTable good = new MarkdownTable(
                "healthy",
                "records",
                "with outputs",
                "flagged",
                "model calls",
                "flagged as slow",
                "over raw threshold",
                "over raw 95 %",
                "by kind");
        falses.forEach((pipeline, one) -> good.row(
                pipeline,
                String.valueOf(one.records),
                String.valueOf(one.outputs),
                fine(one.flagged, one.records),
                String.valueOf(one.calls),
                fine(one.slow, one.calls),
                fine(one.byThreshold, one.calls),
                fine(one.byP95, one.calls),
                one.kinds.toString().replaceAll("[{}]", "")));
        return bad + "\n\n" + good + "\n" + (misses.isEmpty() ? "" : "\nMissed:\n\n" + misses);
    }
}
