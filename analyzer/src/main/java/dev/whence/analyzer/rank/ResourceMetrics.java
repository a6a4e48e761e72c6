package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Queries;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Metrics of the cause's service (CPU, memory, queue depth) which moved with the onset. */
final class ResourceMetrics implements Support {
    private static final int MOST_POINTS = 200_000;
    private static final int MOST = 3;
    private static final int FEWEST = 3;
    private static final double SIGNIFICANT = 1e-3;
    private static final double MOVED = 1.3;

    @Override
    public List<Answer.Evidence> about(Comparison comparison, Place place, long onsetNanos) {
        if (place.service().isEmpty()) {
            return List.of();
        }
        Window baseline = comparison.baseline();
        Window incident = comparison.incident();
        Selection selection = new Selection(
                Queries.MEASURED_METRICS + " AND service:" + Comparison.quoted(place.service()),
                Math.min(baseline.fromNanos(), incident.fromNanos()),
                Math.max(baseline.toNanos(), incident.toNanos()));
        Table points = comparison
                .store()
                .scan(
                        selection,
                        new Columns(List.of(Names.METRIC_NAME), List.of(Names.METRIC_VALUE), false),
                        MOST_POINTS);
        Map<String, Doubles[]> series = new HashMap<>();
        for (int i = 0; i < points.rows(); i++) {
            long at = points.timestampNanos()[i];
            double value = points.numbers(Names.METRIC_VALUE)[i];
            int period = incident.contains(at) && at >= onsetNanos ? 1 : baseline.contains(at) ? 0 : -1;
            if (period >= 0 && !Double.isNaN(value)) {
                series
                        .computeIfAbsent(points.texts(Names.METRIC_NAME).get(i), any ->
                                new Doubles[] {new Doubles(), new Doubles()})[period]
                        .add(value);
            }
        }
        List<Answer.Evidence> facts = new ArrayList<>();
        series.forEach((name, periods) -> {
            double[] before = periods[0].toArray();
            double[] after = periods[1].toArray();
            if (before.length < FEWEST || after.length < FEWEST) {
                return;
            }
            double p = Tests.differ(before, after);
            double low = Samples.median(before);
            double high = Samples.median(after);
            double ratio = (Math.abs(high) + 1e-12) / (Math.abs(low) + 1e-12);
            if (p < SIGNIFICANT && (ratio > MOVED || ratio < 1 / MOVED)) {
                facts.add(Facts.fact(
                        "metric",
                        low,
                        high,
                        p,
                        name + " of " + place.service() + " went from " + Facts.number(low) + " to "
                                + Facts.number(high)));
            }
        });
        facts.sort(Comparator.comparingDouble(Answer.Evidence::pValue));
        return facts.subList(0, Math.min(MOST, facts.size()));
    }
}
