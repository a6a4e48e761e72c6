package dev.whence.analyzer.single;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.trace.TraceTree;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Ids;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers why one request was slow or wrong: the first deep failure, outputs that fail their checks, the spans that took longer than they do in its
 * peers, spans that are missing or too many, and, where a failed request shows no failed span, the earliest step whose
 * output looks wrong.
 */
public final class TraceExplainer {
    private static final int FEWEST_PEERS = 8;
    private static final double SLOW_QUANTILE = 0.95;
    private static final double UNUSUAL = 1.3;
    private static final double USUAL_REACH = 0.9;
    private static final double MAINLY = 0.5;

    private final TraceStore store;
    private final String query;

    /** @param query only peers that match it; the empty text for all */
    public TraceExplainer(TraceStore store, String query) {
        this.store = store;
        this.query = query;
    }

    /** What was found: the symptom, the causes and how much was looked at. */
    public record Found(Optional<Answer.Symptom> symptom, List<Answer.Cause> causes, int traces, int spans, int logs) {}

    /** Why the trace was slow or wrong; nothing when it was like its peers. */
    public Found explain(String traceId, int limit) {
        List<Record> records = store.trace(traceId);
        TraceTree tree = TraceTree.of(records);
        Optional<TraceTree.Node> main = tree.spans().stream()
                .filter(node -> node.parent() < 0)
                .max(Comparator.comparing((TraceTree.Node node) -> !node.orphan())
                        .thenComparingDouble(TraceTree.Node::durationSeconds));
        if (main.isEmpty()) {
            return new Found(Optional.empty(), List.of(), records.isEmpty() ? 0 : 1, 0, records.size());
        }
        TraceTree.Node root = main.get();
        Peers peers = Peers.of(store, query, place(root), root.startNanos(), Ids.key(traceId));
        List<Suspect> suspects = new ArrayList<>();
        new FailureTrail(tree, peers).addTo(suspects);
        new FlaggedOutputs(tree, peers).addTo(suspects);
        boolean failed = root.span().isError() || !suspects.isEmpty();
        if (failed && suspects.stream().noneMatch(Suspect::certain)) {
            new SuspiciousSteps(tree).addTo(suspects);
        }
        SlowSpans spans = new SlowSpans(tree, peers);
        boolean slow = peers.count() >= FEWEST_PEERS && isSlow(root, peers, spans);
        if (slow) {
            spans.addTo(suspects);
        }
        if (slow || failed) {
            addStructure(tree, root, peers, suspects);
        }
        if (!failed) {
            if (!slow) {
                spans.addOutliersTo(suspects);
            }
            new UnusualAmounts(tree, peers).addTo(suspects);
        }
        suspects.sort(Comparator.comparingDouble(Suspect::score).reversed());
        List<Answer.Cause> causes = new ArrayList<>();
        for (Suspect suspect : suspects) {
            boolean known = causes.stream().anyMatch(cause -> cause.spanId().equals(Optional.of(suspect.spanId())));
            if (!known && causes.size() < limit) {
                causes.add(suspect.cause(causes.size() + 1, traceId));
            }
        }
        Optional<Answer.Symptom> symptom = causes.isEmpty()
                ? Optional.empty()
                : Optional.of(failed || slow ? symptom(root, peers, failed) : symptom(causes.get(0)));
        return new Found(
                symptom,
                causes,
                peers.count() + 1,
                peers.spans(),
                records.size() - tree.spans().size());
    }

    /** Whether it took longer than nearly all its peers, or longer than most since some of its spans are far outside the usual. */
    private static boolean isSlow(TraceTree.Node root, Peers peers, SlowSpans spans) {
        double usual = Samples.median(peers.durations());
        double lost = root.durationSeconds() - usual;
        return root.durationSeconds() > UNUSUAL * usual
                && (root.durationSeconds() > Samples.quantile(peers.durations(), SLOW_QUANTILE)
                        || spans.lostToOutliers() > MAINLY * lost);
    }

    private static Answer.Symptom symptom(TraceTree.Node root, Peers peers, boolean failed) {
        Place place = place(root);
        double usual = peers.count() == 0 ? 0 : Samples.median(peers.durations());
        return failed
                ? new Answer.Symptom(
                        "error",
                        place.service(),
                        place.stage(),
                        "error.rate",
                        peers.failureRate(),
                        1,
                        Window.instant(root.startNanos()))
                : new Answer.Symptom(
                        "latency",
                        place.service(),
                        place.stage(),
                        "duration",
                        usual,
                        root.durationSeconds(),
                        Window.instant(root.startNanos()));
    }

    /** Of a request that neither failed nor took long: what is odd about one of its spans. */
    private static Answer.Symptom symptom(Answer.Cause first) {
        Answer.Evidence fact = first.evidence().get(0);
        boolean late = first.kind().equals("latency");
        return new Answer.Symptom(
                late ? "latency" : "output",
                first.service(),
                first.stage(),
                late ? "self_time" : first.kind(),
                fact.before(),
                fact.after(),
                first.startedAt());
    }

    static Place place(TraceTree.Node node) {
        return new Place(node.span().service(), node.span().stage());
    }

    private static void addStructure(TraceTree tree, TraceTree.Node root, Peers peers, List<Suspect> suspects) {
        if (peers.count() < FEWEST_PEERS) {
            return;
        }
        for (Map.Entry<Place, Peers.Norm> entry : peers.norms().entrySet()) {
            List<TraceTree.Node> calls = tree.spans().stream()
                    .filter(node -> place(node).equals(entry.getKey()))
                    .toList();
            double[] usual = entry.getValue().calls();
            String label = entry.getKey().label();
            if (calls.isEmpty() && entry.getValue().reach() >= USUAL_REACH) {
                String text =
                        label + " is missing; " + Facts.percent(entry.getValue().reach()) + " of its peers have it";
                suspects.add(new Suspect(
                        root,
                        "missing",
                        0.3,
                        0.3,
                        text + ".",
                        List.of(Facts.fact(
                                "missing",
                                Samples.mean(usual),
                                0,
                                1 - entry.getValue().reach(),
                                text)),
                        false));
            }
            double many = Samples.quantile(usual, 0.99);
            if (calls.size() > 2 && calls.size() > 1.5 * many) {
                double rarer = Samples.shareAbove(usual, calls.size());
                String text = label + " was called " + calls.size() + " times; 99 % of its peers call it at most "
                        + Facts.number(many) + " times";
                suspects.add(new Suspect(
                        calls.get(0),
                        "calls",
                        0.5,
                        0.5,
                        text + ".",
                        List.of(Facts.fact("calls_per_request", Samples.mean(usual), calls.size(), rarer, text)),
                        false));
            }
        }
    }

    /**
     * A span under suspicion.
     *
     * @param certain whether it failed by its own word
     */
    record Suspect(
            TraceTree.Node node,
            String kind,
            double score,
            double explains,
            String statement,
            List<Answer.Evidence> evidence,
            boolean certain) {

        String spanId() {
            return node.span().spanId();
        }

        Answer.Cause cause(int rank, String traceId) {
            Record span = node.span();
            Map<String, String> attributes =
                    span.has(Names.AGENT_NAME) ? Map.of(Names.AGENT_NAME, span.text(Names.AGENT_NAME)) : Map.of();
            double bounded = Math.round(1000 * Math.min(1, Math.max(0, score))) / 1000.0;
            return new Answer.Cause(
                    rank,
                    bounded,
                    bounded >= 0.75 ? "high" : bounded >= 0.4 ? "medium" : "low",
                    kind,
                    span.service(),
                    span.stage(),
                    attributes,
                    Window.instant(node.startNanos()),
                    Math.round(1000 * Math.min(1, explains)) / 1000.0,
                    statement,
                    evidence,
                    List.of(traceId),
                    List.of("open trace " + traceId, "search trace_id:" + traceId + " AND span_id:" + spanId()),
                    spanId().isEmpty() ? Optional.empty() : Optional.of(spanId()));
        }
    }
}
