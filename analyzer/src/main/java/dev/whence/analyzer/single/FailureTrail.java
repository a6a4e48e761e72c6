package dev.whence.analyzer.single;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.trace.TraceTree;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Follows the failed spans of a trace down to where the failure began; error log lines count as failures. */
final class FailureTrail {
    private static final Set<String> SEVERE =
            Set.of("error", "fatal", "critical", "severe", "alert", "emergency", "panic");

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
            if (bareRoot) {
                suspects.add(suspect(node, 0.2, false));
            } else {
                suspects.add(suspect(node, reachesRoot(i, failed) || !rootFailed ? score : score - 0.3, true));
                score = Math.max(0.3, score - 0.15);
            }
        }
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
