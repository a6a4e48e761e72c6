package dev.whence.analyzer.single;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.trace.TraceTree;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Points at the first step whose output failed a check: later steps work on what it gave. */
final class FlaggedOutputs {
    private static final double FAILED = 0.5;
    private static final double SCORE = 0.97;

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry(Names.QUALITY_EMPTY, "empty"),
            Map.entry(Names.QUALITY_INVALID_JSON, "broken JSON"),
            Map.entry(Names.QUALITY_REFUSAL, "a refusal"),
            Map.entry(Names.QUALITY_REPETITION, "repetitive"),
            Map.entry(Names.QUALITY_TRUNCATED, "cut off"),
            Map.entry(Names.QUALITY_SCHEMA, "not of its schema"),
            Map.entry(Names.QUALITY_ECHO, "an echo of its input"),
            Map.entry(Names.QUALITY_LANGUAGE, "in another language than its input"),
            Map.entry(Names.QUALITY_UNGROUNDED, "hardly grounded in its input"),
            Map.entry(Names.QUALITY_DUPLICATE, "the same as many before"),
            Map.entry(Names.QUALITY_LEAK, "a leak of secrets or personal data"));

    /** Judged by what is usual; the others go by what an output is. */
    private static final Set<String> NEEDS_PEERS = Set.of(
            Names.QUALITY_EMPTY,
            Names.QUALITY_REPETITION,
            Names.QUALITY_ECHO,
            Names.QUALITY_LANGUAGE,
            Names.QUALITY_UNGROUNDED,
            Names.QUALITY_DUPLICATE,
            Names.QUALITY_LEAK);

    /** Written down for every output that has any of it, usual or not. */
    private static final Set<String> ALWAYS_TOLD = Set.of(Names.QUALITY_REPETITION, Names.QUALITY_TRUNCATED);

    private static final double HABIT = 0.2;

    private final TraceTree tree;
    private final Peers peers;

    FlaggedOutputs(TraceTree tree, Peers peers) {
        this.tree = tree;
        this.peers = peers;
    }

    void addTo(List<TraceExplainer.Suspect> suspects) {
        tree.spans().stream()
                .filter(node -> speaks(failedChecks(node)))
                .min(Comparator.comparingLong(TraceTree.Node::endNanos)
                        .thenComparing(
                                Comparator.comparingInt(TraceTree.Node::depth).reversed()))
                .ifPresent(node -> suspects.add(suspect(node)));
    }

    /**
     * Whether failed checks say that an output is wrong. A list or a program's output repeats itself, a step may have
     * nothing to say, an agent may repeat its task: without peers to compare with that tells nothing.
     */
    private boolean speaks(List<String> failed) {
        return failed.stream().anyMatch(check -> peers.count() > 0 || !NEEDS_PEERS.contains(check));
    }

    private List<String> failedChecks(TraceTree.Node node) {
        return WORDS.keySet().stream()
                .filter(check -> node.span().number(check) >= FAILED)
                .filter(check -> !ALWAYS_TOLD.contains(check)
                        || peers.usualShare(TraceExplainer.place(node), check, FAILED) < HABIT)
                .sorted()
                .toList();
    }

    private TraceExplainer.Suspect suspect(TraceTree.Node node) {
        String label = TraceExplainer.place(node).label();
        List<Answer.Evidence> facts = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (String check : failedChecks(node)) {
            words.add(WORDS.getOrDefault(check, check));
            facts.add(Facts.fact(
                    check,
                    0,
                    node.span().number(check),
                    1,
                    "the output of " + label + " is " + WORDS.getOrDefault(check, check)));
        }
        if (node.span().has(Names.FINISH_REASONS)) {
            facts.add(Facts.fact(
                    "finish_reason", 0, 1, 1, "it ended with " + node.span().text(Names.FINISH_REASONS)));
        }
        String statement = "The output of " + label + " is " + String.join(" and ", words)
                + "; it is the first of this trace that fails a check, compared with " + peers.count() + " peers.";
        return new TraceExplainer.Suspect(node, "output", SCORE, 1, statement, facts, true);
    }
}
