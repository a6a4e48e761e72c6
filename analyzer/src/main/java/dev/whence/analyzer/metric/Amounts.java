package dev.whence.analyzer.metric;

import dev.whence.analyzer.metric.Series.Role;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much trouble each service added while it was felt: seconds or failures of all its requests together, so that
 * services can be weighed against those they call. Where requests are not counted, each service counts as one.
 */
final class Amounts {
    private final MetricTable table;
    private final Role felt;
    private final Set<Long> worst;
    private final Map<String, Double> added = new TreeMap<>();

    /** @param symptom what was felt; the times at which it was worst are those that count */
    Amounts(MetricTable table, Series symptom) {
        this.table = table;
        this.felt = symptom.role();
        this.worst = symptom.worstTimes();
        table.series().stream().map(Series::service).distinct().forEach(service -> added.put(service, sum(service)));
    }

    /** What the service added itself, less what the services it calls did, in [0, all it added]. */
    double own(String service) {
        double all = added.getOrDefault(service, 0.0);
        double below = table.callees().getOrDefault(service, Set.of()).stream()
                .filter(callee -> !callee.equals(service))
                .mapToDouble(callee -> added.getOrDefault(callee, 0.0))
                .sum();
        return Math.max(0, all - Math.max(0, below));
    }

    /** How far the service's series of what was felt lie above the usual at the worst times, in spreads of the baseline. */
    double distance(String service) {
        return table.series().stream()
                .filter(series -> series.service().equals(service) && series.role() == felt)
                .mapToDouble(series -> series.distanceAt(worst))
                .max()
                .orElse(0);
    }

    private double sum(String service) {
        Optional<Series> main = table.series().stream()
                .filter(series -> series.service().equals(service) && series.role() == felt)
                .min(Comparator.comparingInt(Amounts::preference));
        if (main.isEmpty()) {
            return 0;
        }
        Series series = main.get();
        Map<Long, Double> requests = isCount(series) ? Map.of() : requests(service);
        double total = 0;
        int points = 0;
        for (int i = 0; i < series.after().length; i++) {
            long at = series.times()[i];
            if (worst.isEmpty() || worst.contains(at)) {
                double over = series.after()[i] - series.usual();
                total += over * (requests.isEmpty() ? 1 : requests.getOrDefault(at, 0.0));
                points++;
            }
        }
        return points == 0 ? 0 : Math.max(0, total / points);
    }

    /** Means add up over requests; quantiles only stand in for them. */
    private static int preference(Series series) {
        List<String> order = List.of("mean", "avg", "p50", "p90", "p95", "p99");
        String name = series.name().toLowerCase(Locale.ROOT);
        for (int i = 0; i < order.size(); i++) {
            if (name.endsWith(order.get(i))) {
                return i;
            }
        }
        return name.contains(".p") ? order.size() : 0;
    }

    private static boolean isCount(Series series) {
        String name = series.name().toLowerCase(Locale.ROOT);
        return series.role() == Role.FAILURE
                && !name.contains("availability")
                && !name.contains("rate")
                && !name.contains("ratio");
    }

    private Map<Long, Double> requests(String service) {
        return table.series().stream()
                .filter(series -> series.service().equals(service) && series.role() == Role.TRAFFIC)
                .findFirst()
                .map(series -> Arrays.stream(range(series))
                        .boxed()
                        .collect(Collectors.toMap(i -> series.times()[i], i -> series.after()[i], (one, other) -> one)))
                .orElse(Map.of());
    }

    private static int[] range(Series series) {
        return java.util.stream.IntStream.range(0, series.after().length).toArray();
    }
}
