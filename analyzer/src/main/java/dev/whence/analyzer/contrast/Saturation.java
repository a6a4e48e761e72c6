package dev.whence.analyzer.contrast;

import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds services whose processors, or another resource with a ceiling, were used up in the incident as hardly ever
 * before: each instance against its own record of the whole day.
 */
final class Saturation implements ContrastEvidence {
    private static final int MOST_POINTS = 500_000;
    private static final int FEWEST = 30;
    private static final double SPREADS = 10;
    private static final double CERTAIN_SPREADS = 40;
    private static final double RARE = 0.02;
    /** The share of all there is by which use must have grown to count in full. */
    private static final double MUCH = 0.4;

    private static final double LEAST = 0.3;
    private static final double WEIGHT = 0.3;
    /** Points are averages over the time before them, and come as seldom as once a minute. */
    private static final long MARGIN_NANOS = 30_000_000_000L;

    private record Instance(String service, String metric, String name) {}

    private static final class Points {
        final Doubles incident = new Doubles();
        final Doubles others = new Doubles();
        long first = Long.MAX_VALUE;
    }

    @Override
    public List<Clue> clues(Slices slices) {
        Map<Instance, Points> series = points(slices);
        Map<String, Double> ceilings = new HashMap<>();
        series.forEach((instance, points) -> {
            for (double value : points.others.toArray()) {
                ceilings.merge(instance.metric, value, Math::max);
            }
        });
        Map<String, Clue> best = new HashMap<>();
        series.forEach((instance, points) -> {
            boolean percent = ceilings.getOrDefault(instance.metric, 0.0) > 1.5;
            Clue clue = clue(instance, points, percent ? 100 : 1);
            if (clue != null) {
                best.merge(instance.service, clue, (one, other) -> one.strength() >= other.strength() ? one : other);
            }
        });
        return List.copyOf(best.values());
    }

    private static Map<Instance, Points> points(Slices slices) {
        long from = Math.min(slices.around().fromNanos(), slices.incident().fromNanos() - 43_200_000_000_000L);
        long to = Math.max(slices.around().toNanos(), slices.incident().toNanos() + 43_200_000_000_000L);
        Table table = slices.store()
                .scan(
                        new Selection(slices.query(), from, to).and("kind:metric AND name:*cpu*util*"),
                        new Columns(
                                List.of(Names.SERVICE, Names.METRIC_NAME, "k8s.pod.name", "host.name"),
                                List.of(Names.METRIC_VALUE),
                                false),
                        MOST_POINTS);
        Map<Instance, Points> series = new HashMap<>();
        for (int i = 0; i < table.rows(); i++) {
            String metric = table.texts(Names.METRIC_NAME).get(i).toLowerCase(Locale.ROOT);
            double value = table.numbers(Names.METRIC_VALUE)[i];
            String service = table.texts(Names.SERVICE).get(i);
            if (Double.isNaN(value) || service.isEmpty() || isOfAll(metric)) {
                continue;
            }
            String pod = table.texts("k8s.pod.name").get(i);
            Points points = series.computeIfAbsent(
                    new Instance(
                            service,
                            metric,
                            pod.isEmpty() ? table.texts("host.name").get(i) : pod),
                    any -> new Points());
            long at = table.timestampNanos()[i];
            long start = slices.incident().fromNanos() - MARGIN_NANOS;
            long end = slices.incident().toNanos() + MARGIN_NANOS;
            if (at >= start && at < end) {
                points.incident.add(value);
                points.first = Math.min(points.first, at);
            } else if (at < start - slices.incident().lengthNanos()
                    || at >= end + slices.incident().lengthNanos()) {
                points.others.add(value);
            }
        }
        return series;
    }

    /** Of a node that many services share. */
    private static boolean isOfAll(String metric) {
        return metric.contains("node");
    }

    private static @Nullable Clue clue(Instance instance, Points points, double ceiling) {
        double[] others = points.others.toArray();
        double[] incident = points.incident.toArray();
        if (incident.length == 0 || others.length < FEWEST) {
            return null;
        }
        double usual = Samples.median(others);
        double most = Samples.quantile(incident, 1);
        double scale = Math.max(
                (Samples.quantile(others, 0.75) - Samples.quantile(others, 0.25)) / 1.35,
                (Samples.quantile(others, 0.98) - Samples.quantile(others, 0.02)) / 4.1);
        double spreads = (most - usual) / Math.max(scale, 0.03 * Math.abs(usual) + 1e-9);
        double above = Samples.shareAbove(others, Math.nextDown(most));
        double strength = Math.min(1, spreads / CERTAIN_SPREADS) * Math.min(1, (most - usual) / (MUCH * ceiling));
        if (spreads < SPREADS || above >= RARE || strength < LEAST) {
            return null;
        }
        String text = instance.metric + " of " + (instance.name.isEmpty() ? instance.service : instance.name)
                + " reached " + Facts.number(most) + ", usually " + Facts.number(usual) + "; "
                + Facts.percent(above) + " of " + others.length + " points at other times are as high";
        return new Clue(
                instance.service,
                "",
                "resource",
                WEIGHT * strength,
                Math.min(spreads, Tests.scoreOf((above * others.length + 1) / (others.length + 1)) * 3),
                instance.metric + " of " + instance.service + " reached " + Facts.number(most) + " (usually "
                        + Facts.number(usual) + ").",
                List.of(Facts.fact("metric", usual, most, (above * others.length + 1) / (others.length + 1), text)),
                points.first,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
