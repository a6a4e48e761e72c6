package dev.whence.analyzer.single;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.trace.TraceTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Points at the first span that gave or took far more or far less than such calls do in the peers: documents, rows, tokens,
 * characters. What comes later works on that.
 */
final class UnusualAmounts {
    private static final double FAR = 4;
    private static final double TIMES = 2.5;
    private static final double RARE = 0.05;
    private static final int FEWEST_CALLS = 24;

    /** Nothing of an amount that is usually as small as this is no wonder. */
    private static final double ONE = 1;

    private static final double SCORE = 0.55;

    /** Of a slow span, what it was given to do comes before how long it took. */
    private static final double BEFORE_THE_SLOW = 0.02;

    /** How long and how often something took place, which other evidence is about, and how it went. */
    private static final Pattern NO_AMOUNT = Pattern.compile("(?i)(quality|anomaly)\\..*"
            + "|.*(duration|latency|elapsed|time|wait|delay|retr(y|ies)|attempt|queue|_ms|\\.ms|seconds|port|status|code"
            + "|version|seed|temperature|cost).*");

    private final TraceTree tree;
    private final Peers peers;
    private final Map<Of, double[]> values = new HashMap<>();

    UnusualAmounts(TraceTree tree, Peers peers) {
        this.tree = tree;
        this.peers = peers;
    }

    private record Amount(TraceTree.Node node, List<Answer.Evidence> facts, String statement) {}

    /** A field of the calls of a place. */
    private record Of(Place place, String field) {}

    /** Adds the first of them, before a slow span that had an unusual amount to do. */
    void addTo(List<TraceExplainer.Suspect> suspects) {
        List<Amount> found = new ArrayList<>();
        Signals signals = peers.amounts();
        for (TraceTree.Node node : tree.spans()) {
            amount(node, signals).ifPresent(found::add);
        }
        found.stream()
                .min(Comparator.comparingLong((Amount one) -> one.node.endNanos())
                        .thenComparing(Comparator.comparingInt((Amount one) -> one.node.depth())
                                .reversed()))
                .ifPresent(first -> suspects.add(suspect(first, found, suspects)));
    }

    private static TraceExplainer.Suspect suspect(
            Amount first, List<Amount> found, List<TraceExplainer.Suspect> suspects) {
        double slow = suspects.stream()
                .filter(one -> one.kind().equals("latency"))
                .filter(one -> found.stream().anyMatch(amount -> amount.node.equals(one.node())))
                .mapToDouble(TraceExplainer.Suspect::score)
                .max()
                .orElse(0);
        double score = Math.max(SCORE, slow + BEFORE_THE_SLOW);
        return new TraceExplainer.Suspect(
                first.node, "size", score, Math.min(1, score), first.statement, first.facts, false);
    }

    private Optional<Amount> amount(TraceTree.Node node, Signals signals) {
        List<Answer.Evidence> facts = new ArrayList<>();
        String statement = "";
        double furthest = 0;
        for (Map.Entry<String, double[]> field : signals.numbers().entrySet()) {
            String name = field.getKey();
            if (!node.span().has(name) || NO_AMOUNT.matcher(name).matches()) {
                continue;
            }
            double value = node.span().number(name);
            double[] others = values.computeIfAbsent(
                    new Of(TraceExplainer.place(node), name),
                    of -> peers.values(of.place(), signals, field.getValue()));
            if (!(value >= 0) || others.length < FEWEST_CALLS) {
                continue;
            }
            Usual usual = Usual.ofAmounts(others);
            double distance = Math.abs(usual.distance(value));
            double rarer = rarer(others, value, usual.middle());
            if (distance > FAR && usual.times(value) > TIMES && usual.middle() > ONE && rarer <= RARE) {
                String text = name + " is " + Facts.number(value) + "; median of " + others.length
                        + " calls of its peers " + Facts.number(usual.middle());
                facts.add(Facts.fact("attribute", usual.middle(), value, Math.max(rarer, 1e-4), text));
                if (distance > furthest) {
                    furthest = distance;
                    statement = TraceExplainer.place(node).label() + " has " + name + " " + Facts.number(value)
                            + ", its peers' calls " + Facts.number(usual.middle())
                            + "; it is the first of this trace that is"
                            + " so far off.";
                }
            }
        }
        return facts.isEmpty() ? Optional.empty() : Optional.of(new Amount(node, facts, statement));
    }

    /** The share of the values usually at least as far off in the same direction. */
    private static double rarer(double[] others, double value, double middle) {
        return value > middle
                ? Peers.usualShare(others, value)
                : Peers.usualShare(Arrays.stream(others).map(other -> -other).toArray(), -value);
    }
}
