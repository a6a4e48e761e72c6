package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import java.util.List;

/** Finds stages that went silent and surges of traffic. */
final class TrafficSymptoms {
    private static final double SILENT = 0.5;
    private static final double SURGE = 2.5;
    private static final double COMMON = 0.2;
    private static final int BLOCKS = 12;

    private final Comparison comparison;

    TrafficSymptoms(Comparison comparison) {
        this.comparison = comparison;
    }

    void addTo(List<Felt> tested) {
        int root = SymptomFinder.rootPlace(comparison);
        Reach reach = new Reach(comparison);
        for (int place = 0; place < reach.count[0].length; place++) {
            double before = reach.share(0, place);
            double after = reach.share(1, place);
            if (place == root || before < COMMON) {
                continue;
            }
            double n0 = reach.requests[0];
            double n1 = reach.requests[1];
            double p = Tests.rateRose((1 - before) * n0, n0, (1 - after) * n1, n1);
            double gone = after <= before * SILENT ? before - after : 0;
            tested.add(new Felt(
                    SymptomKind.THROUGHPUT, place, "requests.share", before, after, 0.5, true, p, gone, false));
        }
        rate(tested, root);
    }

    private void rate(List<Felt> tested, int root) {
        double[] before = counts(Requests.BASELINE, comparison.baseline());
        double[] after = counts(Requests.INCIDENT, comparison.incident());
        double perMinute = 60 / (comparison.baseline().seconds() / before.length);
        double low = Samples.mean(before);
        double ratio = Samples.mean(after) / Math.max(low, 1e-9);
        // Counts vary at least as Poisson's; how much more they do, the baseline's own stretches tell.
        double spread = Math.max(Math.sqrt(Math.max(low, 1)), Math.sqrt(Samples.variance(before)));
        double score =
                Math.abs(Samples.mean(after) - low) / (spread * Math.sqrt(1.0 / after.length + 1.0 / before.length));
        double steadiest = ratio >= 1 ? Samples.quantile(before, 1) : Samples.quantile(before, 0);
        boolean beyond = ratio >= SURGE
                ? Samples.mean(after) > steadiest * 1.2
                : ratio <= 1 / SURGE && Samples.mean(after) < steadiest * 0.8;
        tested.add(new Felt(
                SymptomKind.THROUGHPUT,
                root,
                "requests.per_minute",
                low * perMinute,
                Samples.mean(after) * perMinute,
                0,
                ratio < 1,
                Tests.upperTail(Math.min(score, 37)),
                beyond ? ratio >= 1 ? 1 - 1 / ratio : 1 - ratio : 0,
                false));
    }

    private double[] counts(byte period, Window window) {
        Requests requests = comparison.requests();
        double width = comparison.baseline().lengthNanos() / (double) BLOCKS;
        int blocks = (int) Math.max(1, Math.round(window.lengthNanos() / width));
        double[] counts = new double[blocks];
        for (int i = 0; i < requests.size(); i++) {
            if (requests.period()[i] == period) {
                long at = comparison.frame().startNanos()[requests.roots()[i]] - window.fromNanos();
                int root = requests.roots()[i];
                int block = (int) Math.min(blocks - 1, at * (double) blocks / window.lengthNanos());
                counts[block] += comparison.frame().count(root);
            }
        }
        return counts;
    }

    /** Which places the sound requests reached: one that failed did not get to all of them. */
    private static final class Reach {
        final double[][] count;
        final double[] requests = new double[2];

        Reach(Comparison comparison) {
            Frame frame = comparison.frame();
            Requests all = comparison.requests();
            count = new double[2][frame.places().size()];
            int[] last = new int[frame.places().size()];
            for (int i = 0; i < all.size(); i++) {
                int period = all.period()[i];
                if (period < 0 || frame.error()[all.roots()[i]]) {
                    continue;
                }
                requests[period]++;
                for (int m = all.memberStart()[i]; m < all.memberStart()[i + 1]; m++) {
                    int place = frame.place()[all.members()[m]];
                    if (last[place] != i + 1) {
                        last[place] = i + 1;
                        count[period][place]++;
                    }
                }
            }
        }

        double share(int period, int place) {
            return count[period][place] / Math.max(1, requests[period]);
        }
    }
}
