package dev.whence.analyzer.metric;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.metric.Series.Role;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Queries;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The metrics of baseline and incident by service, and which service calls which.
 *
 * @param series all that have points in both
 * @param callees the services each service calls
 */
record MetricTable(List<Series> series, Map<String, Set<String>> callees, int points) {
    private static final int MOST_POINTS = 2_000_000;
    private static final Columns COLUMNS = new Columns(
            List.of(Names.SERVICE, Names.METRIC_NAME, Names.METRIC_STATISTIC, CallGraph.CLIENT, CallGraph.SERVER),
            List.of(Names.METRIC_VALUE),
            false);

    static MetricTable load(TraceStore store, String query, Window baseline, Window incident) {
        Map<String, Map<String, Points>> byService = new LinkedHashMap<>();
        Map<String, Set<String>> callees = new HashMap<>();
        int points = 0;
        for (Window window : List.of(baseline, incident)) {
            Table table = store.scan(
                    new Selection(query, window.fromNanos(), window.toNanos()).and(Queries.MEASURED_METRICS),
                    COLUMNS,
                    MOST_POINTS);
            points += table.rows();
            Table.Texts services = table.texts(Names.SERVICE);
            Table.Texts names = table.texts(Names.METRIC_NAME);
            Table.Texts statistics = table.texts(Names.METRIC_STATISTIC);
            double[] values = table.numbers(Names.METRIC_VALUE);
            for (int row = 0; row < table.rows(); row++) {
                String client = table.texts(CallGraph.CLIENT).get(row);
                String server = table.texts(CallGraph.SERVER).get(row);
                if (!client.isEmpty() && !server.isEmpty()) {
                    callees.computeIfAbsent(client, any -> new LinkedHashSet<>())
                            .add(server);
                } else if (!services.get(row).isEmpty() && !Double.isNaN(values[row])) {
                    String statistic = statistics.get(row);
                    String name = names.get(row) + (statistic.isEmpty() ? "" : "." + statistic);
                    byService
                            .computeIfAbsent(services.get(row), any -> new LinkedHashMap<>())
                            .computeIfAbsent(name, any -> new Points())
                            .add(
                                    incident.contains(table.timestampNanos()[row]),
                                    table.timestampNanos()[row],
                                    values[row]);
                }
            }
        }
        List<Series> series = new ArrayList<>();
        byService.forEach((service, ofService) -> ofService.forEach((name, one) -> {
            Series built = one.series(service, name);
            if (built.isComparable()) {
                series.add(built);
            }
        }));
        Map<String, Set<String>> graph = callees.isEmpty() ? CallGraph.of(store, query, incident.toNanos()) : callees;
        return new MetricTable(series, graph, points);
    }

    private static Role role(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("duration") || lower.contains("latency") || lower.contains("response_time")) {
            return Role.LATENCY;
        }
        if (lower.contains("availability") || lower.contains("error") || lower.contains("fail")) {
            return Role.FAILURE;
        }
        return lower.contains("request") || lower.contains("calls") || lower.contains("throughput")
                ? Role.TRAFFIC
                : Role.RESOURCE;
    }

    /** Points of one metric as they are read. */
    private static final class Points {
        private final Doubles before = new Doubles();
        private final Doubles after = new Doubles();
        private final List<Long> times = new ArrayList<>();

        void add(boolean incident, long nanos, double value) {
            (incident ? after : before).add(value);
            if (incident) {
                times.add(nanos);
            }
        }

        Series series(String service, String name) {
            Role role = role(name);
            double[] low = before.toArray();
            double[] high = after.toArray();
            if (name.toLowerCase(Locale.ROOT).contains("availability")) {
                turn(low);
                turn(high);
            }
            return new Series(
                    service,
                    name,
                    role,
                    low,
                    high,
                    times.stream().mapToLong(Long::longValue).toArray());
        }

        private static void turn(double[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] = 1 - values[i];
            }
        }
    }
}
