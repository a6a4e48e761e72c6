package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.stats.Tests;
import dev.whence.indexer.AggregateRequest;
import dev.whence.indexer.Bucket;
import dev.whence.indexer.Selection;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Log lines of the cause's service which are new in the incident, or come far more often, by their templates. */
final class LogTemplates implements Support {
    private static final int TEMPLATES = 500;
    private static final int MOST = 3;
    private static final double SIGNIFICANT = 1e-4;

    @Override
    public List<Answer.Evidence> about(Comparison comparison, Place place, long onsetNanos) {
        if (place.service().isEmpty()) {
            return List.of();
        }
        Map<String, Double> before = counts(comparison, place, comparison.baseline());
        Map<String, Double> after = counts(comparison, place, comparison.incident());
        double n0 = Math.max(1, comparison.profile().requests(0));
        double n1 = Math.max(1, comparison.profile().requests(1));
        List<Answer.Evidence> facts = new ArrayList<>();
        after.forEach((template, count) -> {
            double k0 = Math.min(n0, before.getOrDefault(template, 0.0));
            double k1 = Math.min(n1, count);
            double p = Tests.rateRose(k0, n0, k1, n1);
            if (p < SIGNIFICANT && k1 / n1 > 2 * k0 / n0) {
                facts.add(Facts.fact(
                        "log_template",
                        k0 / n0,
                        k1 / n1,
                        p,
                        "log line \"" + template + "\" " + (k0 == 0 ? "is new: " : "comes more often: ")
                                + Facts.number(count) + " times"));
            }
        });
        facts.sort(Comparator.comparingDouble(Answer.Evidence::pValue));
        return facts.subList(0, Math.min(MOST, facts.size()));
    }

    private static Map<String, Double> counts(Comparison comparison, Place place, Window window) {
        Selection selection = new Selection(
                "kind:log AND service:" + Comparison.quoted(place.service()), window.fromNanos(), window.toNanos());
        Map<String, Double> counts = new HashMap<>();
        for (Bucket bucket : comparison
                .store()
                .aggregate(new AggregateRequest(
                        selection, List.of(Names.LOG_TEMPLATE), OptionalLong.empty(), "", TEMPLATES))) {
            if (!bucket.values().get(0).isEmpty()) {
                counts.put(bucket.values().get(0), bucket.count());
            }
        }
        return counts;
    }
}
