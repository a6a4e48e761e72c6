package dev.whence.analyzer.metric;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.metric.Series.Role;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Times;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ranks services by how far their metrics left the baseline, less what the services they call explain. Distances are
 * taken in robust spreads of the baseline, as in BARO (FSE 2024); a service whose slowness is as large as that of one it
 * calls is where the trouble is felt, not where it starts.
 */
public final class MetricExplainer {
    private static final double FELT = 3;
    private static final double FELT_IN_RESOURCES = 6;
    /** What is told to have been felt must at least have peaked so many spreads above the usual. */
    private static final double ANYTHING = 1;
    /** Spreads above the usual at which a service's trouble is beyond doubt. */
    private static final double CERTAIN = 5;

    private static final double RESOURCE_WEIGHT = 0.7;
    private static final double RESOURCE_SHARE = 0.15;

    private final TraceStore store;
    private final String query;

    public MetricExplainer(TraceStore store, String query) {
        this.store = store;
        this.query = query;
    }

    /** What was found, and how many points were looked at. */
    public record Found(Optional<Answer.Symptom> symptom, List<Answer.Cause> causes, int points) {}

    /**
     * The causes of what the metrics show.
     *
     * @param target the service where it was felt; empty to have it found
     */
    public Found explain(Window baseline, Window incident, SymptomKind wanted, Optional<Place> target, int limit) {
        MetricTable table = MetricTable.load(store, query, baseline, incident);
        Optional<Series> felt = felt(table, wanted, target);
        if (felt.isEmpty()) {
            return new Found(Optional.empty(), List.of(), table.points());
        }
        Series worst = felt.get();
        Set<String> reachable = reachable(table, target.map(Place::service).orElse(""));
        Amounts amounts = new Amounts(table, worst);
        List<Suspect> suspects = new ArrayList<>();
        Set<String> services = new HashSet<>();
        table.series().forEach(series -> services.add(series.service()));
        for (String service : services) {
            if (reachable.isEmpty() || reachable.contains(service)) {
                suspect(table, service, worst, amounts).ifPresent(suspects::add);
            }
        }
        double all = suspects.stream().mapToDouble(Suspect::ofRequests).sum();
        suspects.replaceAll(suspect -> suspect.sharing(all));
        suspects.sort(Comparator.comparingDouble(Suspect::score).reversed());
        double total = suspects.stream().mapToDouble(Suspect::score).sum();
        List<Answer.Cause> causes = new ArrayList<>();
        for (Suspect suspect : suspects) {
            if (causes.size() < limit && suspect.score() > 0) {
                double next = suspects.size() > 1 ? suspects.get(1).score() : 0;
                boolean clear = causes.isEmpty() && suspect.score() > 2 * next;
                causes.add(suspect.cause(causes.size() + 1, total, clear));
            }
        }
        return new Found(Optional.of(symptom(worst)), causes, table.points());
    }

    /**
     * What was felt: of requests first, of resources where requests show nothing. Who says what was felt and where is
     * believed, as long as the metrics show anything of it.
     */
    private static Optional<Series> felt(MetricTable table, SymptomKind wanted, Optional<Place> target) {
        boolean told = target.isPresent() && wanted != SymptomKind.AUTO;
        Comparator<Series> byRise = Comparator.comparingDouble(told ? Series::peak : Series::rise);
        Optional<Series> ofRequests = table.series().stream()
                .filter(series ->
                        target.isEmpty() || series.service().equals(target.get().service()))
                .filter(series -> asks(wanted, series.role()))
                .filter(series -> told ? series.peak() >= ANYTHING : series.isBeyondBaseline() && series.rise() >= FELT)
                .max(byRise);
        return ofRequests.isPresent() || wanted != SymptomKind.AUTO || target.isPresent()
                ? ofRequests
                : table.series().stream()
                        .filter(series -> series.role() == Role.RESOURCE)
                        .filter(series -> series.isBeyondBaseline() && series.rise() >= FELT_IN_RESOURCES)
                        .max(byRise);
    }

    private static boolean asks(SymptomKind wanted, Role role) {
        return switch (role) {
            case LATENCY -> wanted == SymptomKind.AUTO || wanted == SymptomKind.LATENCY;
            case FAILURE -> wanted == SymptomKind.AUTO || wanted == SymptomKind.ERROR;
            case TRAFFIC -> wanted == SymptomKind.THROUGHPUT;
            case RESOURCE -> false;
        };
    }

    /** The service and all that it calls, directly or not; empty when the graph does not know it. */
    private static Set<String> reachable(MetricTable table, String from) {
        Set<String> reached = new HashSet<>();
        if (!table.callees().containsKey(from)) {
            return reached;
        }
        List<String> open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            String service = open.remove(open.size() - 1);
            if (reached.add(service)) {
                open.addAll(table.callees().getOrDefault(service, Set.of()));
            }
        }
        return reached;
    }

    private static Optional<Suspect> suspect(MetricTable table, String service, Series symptom, Amounts amounts) {
        Role felt = symptom.role();
        Optional<Series> strongest = table.series().stream()
                .filter(series -> series.service().equals(service))
                .max(Comparator.comparingDouble(series -> weight(series, felt)));
        double resources = table.series().stream()
                .filter(series -> series.service().equals(service) && series.role() == Role.RESOURCE)
                .mapToDouble(Series::change)
                .max()
                .orElse(0);
        double distance = amounts.distance(service);
        double ofRequests = table.callees().isEmpty()
                ? Math.log1p(Math.max(0, distance))
                : amounts.own(service) * Math.min(1, Math.max(0, distance) / CERTAIN);
        double ofResources = Math.log1p(Math.max(0, resources - FELT));
        return strongest.map(series -> new Suspect(service, series, ofRequests, ofResources, facts(table, service)));
    }

    private static double weight(Series series, Role felt) {
        if (series.role() == felt) {
            return series.rise();
        }
        return series.role() == Role.RESOURCE ? RESOURCE_WEIGHT * series.change() : 0;
    }

    private static List<Series> facts(MetricTable table, String service) {
        return table.series().stream()
                .filter(series -> series.service().equals(service) && series.change() >= FELT)
                .sorted(Comparator.comparingDouble(Series::change).reversed())
                .limit(4)
                .toList();
    }

    private static Answer.Symptom symptom(Series felt) {
        return new Answer.Symptom(
                felt.role() == Role.LATENCY ? "latency" : felt.role() == Role.FAILURE ? "error" : "throughput",
                felt.service(),
                "",
                felt.name(),
                felt.usual(),
                felt.now(),
                Window.instant(felt.startedAt()));
    }

    /** A service under suspicion with its most telling series first. */
    private record Suspect(
            String service, Series main, double ofRequests, double ofResources, double score, List<Series> series) {
        Suspect(String service, Series main, double ofRequests, double ofResources, List<Series> series) {
            this(service, main, ofRequests, ofResources, 0, series);
        }

        /** With the score that its share of all the trouble and its resources give it. */
        Suspect sharing(double all) {
            double share = all <= 0 ? 0 : ofRequests / all;
            return new Suspect(service, main, ofRequests, ofResources, share + RESOURCE_SHARE * ofResources, series);
        }

        Answer.Cause cause(int rank, double total, boolean clear) {
            double share = total <= 0 ? 0 : score / total;
            List<Answer.Evidence> evidence = new ArrayList<>();
            evidence.add(fact(main));
            series.stream().filter(one -> !one.name().equals(main.name())).forEach(one -> evidence.add(fact(one)));
            String kind =
                    switch (main.role()) {
                        case LATENCY -> "latency";
                        case FAILURE -> "error";
                        case TRAFFIC -> "throughput";
                        case RESOURCE -> "resource";
                    };
            String since = Times.format(main.startedAt()).substring(11, 19);
            String statement = String.format(
                    Locale.ROOT,
                    "%s of %s went from %s to %s since %s, more than what it calls explains.",
                    main.name(),
                    service,
                    Facts.number(main.usual()),
                    Facts.number(main.now()),
                    since);
            return new Answer.Cause(
                    rank,
                    Math.round(1000 * Math.min(1, share)) / 1000.0,
                    clear ? "high" : rank == 1 ? "medium" : "low",
                    kind,
                    service,
                    "",
                    Map.of(),
                    Window.instant(main.startedAt()),
                    Math.round(1000 * Math.min(1, share)) / 1000.0,
                    statement,
                    evidence,
                    List.of(),
                    List.of("search kind:metric AND service:\"" + service + "\""),
                    Optional.empty());
        }

        private static Answer.Evidence fact(Series series) {
            return Facts.fact(
                    "metric",
                    series.usual(),
                    series.now(),
                    series.pValue(),
                    series.name() + " of " + series.service() + ": median " + Facts.number(series.usual()) + " before, "
                            + Facts.number(series.now()) + " in the incident, "
                            + Facts.number(series.change()) + " spreads away");
        }
    }
}
