package dev.whence.analyzer.single;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.trace.TraceTree;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Follows the failed spans of a trace down to where the failure began; error log lines count as failures. */
final class FailureTrail {
    private static final Set<String> SEVERE =
            Set.of("error", "fatal", "critical", "severe", "alert", "emergency", "panic");

    private static final double DOMINATES = 0.7;
    private static final double SLOWER = 1.5;

    private final TraceTree tree;
    private final Peers peers;

    FailureTrail(TraceTree tree, Peers peers) {
        this.tree = tree;
        this.peers = peers;
    }

    /** Adds the failed spans without a failed span below, the first in time as the likeliest. */
    void addTo(List<TraceExplainer.Suspect> suspects) {
        boolean[] failed = new boolean[tree.spans().size()];
        boolean[] below = new boolean[failed.length];
        for (int i = failed.length - 1; i >= 0; i--) {
            TraceTree.Node node = tree.spans().get(i);
            failed[i] = failed(node);
            if ((failed[i] || below[i]) && node.parent() >= 0) {
                below[node.parent()] = true;
            }
        }
        double score = 0.95;
        boolean rootFailed = failed.length > 0 && failed[0];
        for (int i = 0; i < failed.length; i++) {
            TraceTree.Node node = tree.spans().get(i);
            boolean bareRoot = node.parent() < 0 && !node.children().isEmpty();
            if (!failed[i] || below[i]) {
                continue;
            }
            Optional<TraceTree.Node> waitedFor = waitedFor(node);
            if (waitedFor.isPresent()) {
                suspects.add(tooLong(node, waitedFor.get(), score));
                score = Math.max(0.3, score - 0.15);
            } else if (bareRoot) {
                suspects.add(suspect(node, 0.2, false));
            } else {
                suspects.add(suspect(node, reachesRoot(i, failed) || !rootFailed ? score : score - 0.3, true));
                score = Math.max(0.3, score - 0.15);
            }
        }
    }

    /** Down from a failed call through callees that took most of its time, and longer than they do in its peers. */
    private Optional<TraceTree.Node> waitedFor(TraceTree.Node failed) {
        TraceTree.Node at = failed;
        Optional<TraceTree.Node> found = Optional.empty();
        while (true) {
            TraceTree.Node slow = null;
            for (int child : at.children()) {
                TraceTree.Node callee = tree.spans().get(child);
                double covers = callee.durationSeconds() / Math.max(1e-9, at.durationSeconds());
                double usual = peers.norm(TraceExplainer.place(callee))
                        .map(norm -> Samples.quantile(norm.whole(), 0.9))
                        .orElse(0.0);
                if (covers >= DOMINATES && callee.durationSeconds() > SLOWER * usual) {
                    slow = callee;
                }
            }
            if (slow == null) {
                return found;
            }
            found = Optional.of(slow);
            at = slow;
        }
    }

    private TraceExplainer.Suspect tooLong(TraceTree.Node failed, TraceTree.Node slow, double score) {
        String label = TraceExplainer.place(slow).label();
        double usual = peers.norm(TraceExplainer.place(slow))
                .map(norm -> Samples.median(norm.whole()))
                .orElse(0.0);
        String text =
                label + " took " + Facts.seconds(slow.durationSeconds()) + ", in its peers " + Facts.seconds(usual);
        return new TraceExplainer.Suspect(
                slow,
                "timeout",
                score,
                1,
                TraceExplainer.place(failed).label() + " failed waiting for " + label + ", which took "
                        + Facts.seconds(slow.durationSeconds()) + " (in its peers " + Facts.seconds(usual) + ").",
                List.of(Facts.fact("duration", usual, slow.durationSeconds(), 1, text)),
                true);
    }

    private boolean reachesRoot(int index, boolean[] failed) {
        for (int up = tree.spans().get(index).parent();
                up >= 0;
                up = tree.spans().get(up).parent()) {
            if (!failed[up]) {
                return false;
            }
        }
        return true;
    }

    private static boolean failed(TraceTree.Node node) {
        boolean ok = node.span().text(Names.STATUS).equals("ok");
        return node.span().isError()
                || !ok && node.span().has(Names.ERROR_TYPE)
                || !ok && node.logs().stream().anyMatch(FailureTrail::severe);
    }

    private static boolean severe(Record log) {
        return SEVERE.contains(log.text(Names.SEVERITY).toLowerCase(Locale.ROOT));
    }

    private TraceExplainer.Suspect suspect(TraceTree.Node node, double score, boolean certain) {
        Record span = node.span();
        String label = TraceExplainer.place(node).label();
        String type = span.text(Names.ERROR_TYPE);
        String message = span.text(Names.ERROR_MESSAGE);
        double[] usual =
                peers.norm(TraceExplainer.place(node)).map(Peers.Norm::failures).orElse(new double[0]);
        double rate = usual.length == 0
                ? 0
                : java.util.Arrays.stream(usual).filter(count -> count > 0).count() / (double) usual.length;
        String what = (type.isEmpty() ? "" : " with " + type) + (message.isEmpty() ? "" : ": " + shortened(message));
        List<Answer.Evidence> facts = new ArrayList<>();
        facts.add(Facts.fact(
                "error_origin",
                rate,
                1,
                usual.length == 0 ? 1 : Math.max(rate, 1.0 / (usual.length + 1)),
                label + " failed" + what + "; it fails in " + Facts.percent(rate) + " of " + usual.length + " peers"));
        node.logs().stream()
                .filter(FailureTrail::severe)
                .limit(2)
                .forEach(log ->
                        facts.add(Facts.fact("log", 0, 1, 1, "log line: " + shortened(log.text(Names.MESSAGE)))));
        String statement =
                certain ? label + " failed first" + what + "." : label + " failed" + what + "; no span below it did.";
        return new TraceExplainer.Suspect(node, "error", score, certain ? 1 : 0.2, statement, facts, certain);
    }

    static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 160 ? line : line.substring(0, 157) + "...";
    }
}
