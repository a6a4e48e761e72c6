package dev.whence.analyzer.single;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.trace.TraceTree;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Points at the steps of a failed run that decided it: the first which does the work, such as by writing a program, or
 * the one which says most where none does; then those whose outputs read as if something went wrong. What an agent gets
 * wrong early, the others build upon. An agent that takes most turns hands out work, and is passed over.
 */
final class SuspiciousSteps {
    private static final int MOST = 3;
    private static final double EARLIER = 0.001;
    private static final double DECISIVE = 0.3;
    private static final double READS_WRONG = 0.1;
    /** An agent with more than this share of the steps hands out work rather than doing it. */
    private static final double COORDINATES = 0.6;

    private static final String PROGRAM = "```";

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
        int decisive = decisive(steps);
        for (int i = 0; i < steps.size(); i++) {
            suspect(steps, i, i == decisive).ifPresent(found::add);
        }
        found.sort(Comparator.comparingDouble(TraceExplainer.Suspect::score).reversed());
        suspects.addAll(found.subList(0, Math.min(MOST, found.size())));
    }

    /** The first step that does the work, or else the one that says most; -1 without steps. */
    private static int decisive(List<TraceTree.Node> steps) {
        Map<String, Integer> turns = new HashMap<>();
        steps.forEach(step -> turns.merge(speaker(step), 1, Integer::sum));
        boolean anyOther = steps.stream().anyMatch(step -> !coordinates(step, turns, steps.size()));
        int longest = -1;
        for (int i = 0; i < steps.size(); i++) {
            if (anyOther && coordinates(steps.get(i), turns, steps.size())) {
                continue;
            }
            String output = steps.get(i).span().text(Names.OUTPUT);
            if (output.contains(PROGRAM)) {
                return i;
            }
            boolean longer = longest < 0
                    || output.length()
                            > steps.get(longest).span().text(Names.OUTPUT).length();
            longest = longer ? i : longest;
        }
        return longest;
    }

    private static boolean coordinates(TraceTree.Node step, Map<String, Integer> turns, int steps) {
        return turns.getOrDefault(speaker(step), 0) > COORDINATES * steps;
    }

    /** The agent without what it adds in parentheses about whom it speaks to. */
    private static String speaker(TraceTree.Node step) {
        return who(step).replaceFirst(" ?\\(.*", "");
    }

    private static Optional<TraceExplainer.Suspect> suspect(List<TraceTree.Node> steps, int i, boolean decisive) {
        TraceTree.Node step = steps.get(i);
        String output = step.span().text(Names.OUTPUT);
        List<Answer.Evidence> facts = new ArrayList<>();
        double weight = 0;
        if (decisive) {
            weight = DECISIVE;
            String how = output.contains(PROGRAM) ? "the first which holds a program" : "the longest";
            facts.add(
                    Facts.fact("order", 0, 1, 1, "step " + (i + 1) + " of " + steps.size() + "; its output is " + how));
        }
        for (Sign sign : Sign.values()) {
            var matcher = sign.pattern.matcher(output);
            if (matcher.find()) {
                weight += READS_WRONG * sign.weight;
                String word = output.isBlank() ? "nothing" : FailureTrail.shortened(matcher.group());
                facts.add(Facts.fact("output", 0, 1, 1, "the output says \"" + word + "\""));
            }
        }
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        double score = Math.max(0.02, weight - EARLIER * i);
        String statement = decisive
                ? "Step " + (i + 1) + " by " + who(step) + " is where the run took its way; no step failed by itself."
                : "Step " + (i + 1) + " by " + who(step) + " has an output that looks wrong.";
        return Optional.of(new TraceExplainer.Suspect(step, "output", score, score, statement, facts, false));
    }

    private static String who(TraceTree.Node step) {
        String agent = step.span().text(Names.AGENT_NAME);
        return agent.isEmpty() ? TraceExplainer.place(step).label() : agent;
    }
}
