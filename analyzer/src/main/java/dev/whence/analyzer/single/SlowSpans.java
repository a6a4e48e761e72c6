package dev.whence.analyzer.single;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Points at the spans that took longer themselves than such calls take in the peers, by how much of the time lost is theirs. */
final class SlowSpans {
    private static final double UNUSUALLY_LONG = 3;
    private static final double FAR = 4;
    private static final double SEVERAL_TIMES = 2;
    private static final double LEAST_SHARE = 0.1;
    private static final double LEAST_EXCESS_SECONDS = 1e-3;
    private static final double WORTH_TELLING_SECONDS = 0.01;
    private static final int FEWEST_CALLS = 8;

    private final TraceTree tree;
    private final Peers peers;
    private final Map<Place, Optional<Usual>> known = new HashMap<>();

    SlowSpans(TraceTree tree, Peers peers) {
        this.tree = tree;
        this.peers = peers;
    }

    /** Of a request that took longer: spans far beyond the usual; failing that, all that took longer than usual. */
    void addTo(List<TraceExplainer.Suspect> suspects) {
        List<TraceExplainer.Suspect> unusual = slower(UNUSUALLY_LONG, 0.9);
        suspects.addAll(unusual.isEmpty() ? slower(0, 0.6) : unusual);
    }

    /** Seconds that spans far outside the usual cost the request. */
    double lostToOutliers() {
        double lost = 0;
        for (TraceTree.Node node : tree.spans()) {
            if (isOutlier(node, node.criticalSeconds(), UNUSUALLY_LONG)) {
                lost += node.criticalSeconds() - usual(node).map(Usual::middle).orElse(0.0);
            }
        }
        return lost;
    }

    /** Of a request that took no longer than usual: spans far outside the usual all the same, waited for or not. */
    void addOutliersTo(List<TraceExplainer.Suspect> suspects) {
        for (TraceTree.Node node : tree.spans()) {
            if (isOutlier(node, node.selfSeconds(), FAR)) {
                suspects.add(slow(node, node.selfSeconds(), 1, 0.6));
            }
        }
    }

    private boolean isOutlier(TraceTree.Node node, double seconds, double spreads) {
        return peers.norm(TraceExplainer.place(node)).stream().anyMatch(norm -> norm.single().length >= FEWEST_CALLS)
                && usual(node).stream()
                        .anyMatch(usual -> usual.distance(seconds) > spreads
                                && usual.times(seconds) > SEVERAL_TIMES
                                && seconds - usual.middle() > WORTH_TELLING_SECONDS);
    }

    /** How long calls of its place usually take themselves; empty where the peers do not call it. */
    private Optional<Usual> usual(TraceTree.Node node) {
        return known.computeIfAbsent(TraceExplainer.place(node), place -> peers.norm(place)
                .filter(norm -> norm.single().length > 0)
                .map(norm -> Usual.ofSeconds(norm.single())));
    }

    private List<TraceExplainer.Suspect> slower(double distance, double weight) {
        double total = 0;
        List<TraceTree.Node> slow = new ArrayList<>();
        List<Double> excess = new ArrayList<>();
        for (TraceTree.Node node : tree.spans()) {
            double bound = usual(node).map(usual -> usual.bound(distance)).orElse(0.0);
            double over = node.criticalSeconds() - bound;
            if (over > LEAST_EXCESS_SECONDS) {
                total += over;
                slow.add(node);
                excess.add(over);
            }
        }
        List<TraceExplainer.Suspect> suspects = new ArrayList<>();
        for (int i = 0; i < slow.size(); i++) {
            double share = excess.get(i) / total;
            if (share >= LEAST_SHARE) {
                suspects.add(slow(slow.get(i), slow.get(i).criticalSeconds(), share, weight));
            }
        }
        return suspects;
    }

    private TraceExplainer.Suspect slow(TraceTree.Node node, double seconds, double share, double weight) {
        double[] usual =
                peers.norm(TraceExplainer.place(node)).map(Peers.Norm::single).orElse(new double[0]);
        double median = usual.length == 0 ? 0 : Samples.median(usual);
        double slower = usual.length == 0 ? 0 : Samples.shareAbove(usual, seconds);
        String text = "own time " + Facts.seconds(seconds)
                + (usual.length == 0
                        ? "; its peers do not call it"
                        : "; median of " + usual.length + " calls of its peers " + Facts.seconds(median)
                                + ", longer in " + Facts.percent(slower) + " of them");
        String statement = TraceExplainer.place(node).label() + " took " + Facts.seconds(seconds)
                + " of its own, its peers' calls " + Facts.seconds(median)
                + (node.onCriticalPath()
                        ? "; that is " + Facts.percent(share) + " of the time lost."
                        : "; the request did not wait for it.");
        return new TraceExplainer.Suspect(
                node,
                "latency",
                weight * share * (1 - slower),
                share,
                statement,
                List.of(Facts.fact("self_time", median, seconds, Math.max(slower, 1e-4), text)),
                false);
    }
}
