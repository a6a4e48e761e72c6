package dev.whence.analyzer.single;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.trace.TraceTree;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Points at the steps of a failed run whose outputs read as if something went wrong, the earliest first: what an agent
 * gets wrong early, the others build upon.
 */
final class SuspiciousSteps {
    private static final int MOST = 3;
    private static final double EARLIER = 0.02;

    /** What outputs say when a step did not do its work, and how much that weighs. */
    private enum Sign {
        EXCEPTION(
                0.5,
                "(traceback \\(most recent|\\bexception\\b|exit ?code: [1-9]|execution failed|syntaxerror|\\w+error:)"),
        FAILURE(0.3, "\\b(fail(ed|ure|s)?|error|invalid|not found|no results?|timed? ?out|denied|unavailable)\\b"),
        GIVING_UP(0.35, "\\b(unable to|cannot|can't|could not|couldn't|i'm sorry|i apologi[sz]e|no access)\\b"),
        GUESSING(
                0.3,
                "\\b(assum(e|ing|ption)|guess|estimat(e|ed)|hypothetical|approximat|let's say|for example purposes|mock|"
                        + "placeholder|simulat(e|ed)|as an example)"),
        EMPTY(0.4, "^\\s*$");

        private final double weight;
        private final Pattern pattern;

        Sign(double weight, String regex) {
            this.weight = weight;
            this.pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        }
    }

    private final TraceTree tree;

    SuspiciousSteps(TraceTree tree) {
        this.tree = tree;
    }

    void addTo(List<TraceExplainer.Suspect> suspects) {
        List<TraceTree.Node> steps = tree.spans().stream()
                .filter(node -> node.children().isEmpty() && node.parent() >= 0)
                .filter(node -> node.span().has(Names.OUTPUT) || node.span().has(Names.OUTPUT_LENGTH))
                .sorted(Comparator.comparingLong(TraceTree.Node::startNanos))
                .toList();
        List<TraceExplainer.Suspect> found = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            TraceTree.Node step = steps.get(i);
            String output = step.span().text(Names.OUTPUT);
            List<Answer.Evidence> facts = new ArrayList<>();
            double weight = 0;
            for (Sign sign : Sign.values()) {
                var matcher = sign.pattern.matcher(output);
                if (matcher.find()) {
                    weight += sign.weight;
                    String word = output.isBlank() ? "nothing" : FailureTrail.shortened(matcher.group());
                    facts.add(Facts.fact("output", 0, 1, 1, "the output says \"" + word + "\""));
                }
            }
            if (weight > 0) {
                double score = Math.max(0.05, Math.min(0.6, weight) - EARLIER * i);
                found.add(new TraceExplainer.Suspect(step, "output", score, score, statement(step, i), facts, false));
            }
        }
        if (found.isEmpty() && !steps.isEmpty()) {
            TraceTree.Node first = steps.get(0);
            found.add(new TraceExplainer.Suspect(
                    first,
                    "output",
                    0.1,
                    0.1,
                    "No step looks wrong by itself; " + who(first) + " made the first, which the others build upon.",
                    List.of(Facts.fact("order", 0, 1, 1, "first of " + steps.size() + " steps")),
                    false));
        }
        found.sort(Comparator.comparingDouble(TraceExplainer.Suspect::score).reversed());
        suspects.addAll(found.subList(0, Math.min(MOST, found.size())));
    }

    private static String statement(TraceTree.Node step, int index) {
        return "Step " + (index + 1) + " by " + who(step) + " is the earliest whose output looks wrong.";
    }

    private static String who(TraceTree.Node step) {
        String agent = step.span().text(Names.AGENT_NAME);
        return agent.isEmpty() ? TraceExplainer.place(step).label() : agent;
    }
}
