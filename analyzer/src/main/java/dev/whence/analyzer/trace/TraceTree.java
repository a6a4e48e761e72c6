package dev.whence.analyzer.trace;

import dev.whence.model.Ids;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One trace assembled from its records, in whatever order they came.
 *
 * @param spans all spans, each after its parent, siblings in order of start
 * @param logs log lines, scores and changes which belong to no span, by time
 */
public record TraceTree(List<Node> spans, List<Record> logs) {
    public TraceTree {
        spans = List.copyOf(spans);
        logs = List.copyOf(logs);
    }

    /**
     * A span in its tree.
     *
     * @param parent index of the parent in {@link TraceTree#spans}; -1 of a root
     * @param depth 0 of a root
     * @param orphan whether it names a parent which the trace does not have
     * @param startNanos its start with the clocks of services aligned
     * @param durationSeconds its own, or the span of its children where it has none
     * @param selfSeconds how much of its time no child covers
     * @param criticalSeconds how long the trace waited for this span itself
     * @param children indexes of the children
     * @param logs its log lines, by time
     */
    public record Node(
            Record span,
            int parent,
            int depth,
            boolean orphan,
            long startNanos,
            double durationSeconds,
            double selfSeconds,
            double criticalSeconds,
            List<Integer> children,
            List<Record> logs) {
        public Node {
            children = List.copyOf(children);
            logs = List.copyOf(logs);
        }

        public long endNanos() {
            return startNanos + Math.round(durationSeconds * 1e9);
        }

        public boolean onCriticalPath() {
            return criticalSeconds > 0;
        }
    }

    /** The tree of these records, which are taken to be of one trace; a span that comes twice is kept once. */
    public static TraceTree of(List<Record> records) {
        List<Record> spans = spansOf(records);
        SpanForest forest = forestOf(spans);
        int[] order = depthFirst(forest);
        int[] position = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            position[order[i]] = i;
        }
        List<Record> loose = new ArrayList<>();
        Map<Integer, List<Record>> logs = logsBySpan(records, spans, forest, loose);
        int[] depth = new int[order.length];
        List<Node> nodes = new ArrayList<>(order.length);
        for (int row : order) {
            int above = forest.parent(row);
            depth[row] = above < 0 ? 0 : depth[above] + 1;
            List<Integer> children = new ArrayList<>();
            for (int i = 0; i < forest.childCount(row); i++) {
                children.add(position[forest.child(row, i)]);
            }
            Record span = spans.get(row);
            nodes.add(new Node(
                    span,
                    above < 0 ? -1 : position[above],
                    depth[row],
                    above < 0 && !span.parentSpanId().isEmpty(),
                    forest.startNanos(row),
                    forest.durationSeconds(row),
                    forest.selfSeconds(row),
                    forest.criticalSeconds(row),
                    children,
                    logs.getOrDefault(row, List.of())));
        }
        return new TraceTree(nodes, loose);
    }

    private static List<Record> spansOf(List<Record> records) {
        Set<String> seen = new HashSet<>();
        return records.stream()
                .filter(record -> record.kind() == Kind.SPAN)
                .filter(record -> record.spanId().isEmpty() || seen.add(record.spanId()))
                .sorted(Comparator.comparingLong(Record::timestampNanos)
                        .thenComparing(Comparator.comparingDouble(TraceTree::knownDuration)
                                .reversed()))
                .toList();
    }

    private static double knownDuration(Record span) {
        double seconds = span.durationSeconds();
        return Double.isNaN(seconds) ? 0 : seconds;
    }

    private static SpanForest forestOf(List<Record> spans) {
        int n = spans.size();
        long[] start = new long[n];
        double[] duration = new double[n];
        long[] spanKey = new long[n];
        long[] parentKey = new long[n];
        int[] service = new int[n];
        boolean[] error = new boolean[n];
        Map<String, Integer> services = new HashMap<>();
        for (int row = 0; row < n; row++) {
            Record span = spans.get(row);
            start[row] = span.timestampNanos();
            duration[row] = span.durationSeconds();
            spanKey[row] = Ids.key(span.spanId());
            parentKey[row] = Ids.key(span.parentSpanId());
            service[row] = services.computeIfAbsent(span.service(), name -> services.size());
            error[row] = span.isError();
        }
        long[] traceKey = new long[n];
        Arrays.fill(traceKey, 1);
        LongIndex index = new LongIndex(n);
        for (int row = 0; row < n; row++) {
            if (spanKey[row] != 0) {
                index.putIfAbsent(LongIndex.pair(traceKey[row], spanKey[row]), row);
            }
        }
        int[] parent = Parents.of(
                new Parents.Links(new int[n], 1, traceKey, spanKey, parentKey, start, duration, index), false);
        return new SpanForest(new SpanForest.Spans(start, duration, parent, service, error));
    }

    private static int[] depthFirst(SpanForest forest) {
        int n = forest.size();
        int[] order = new int[n];
        int[] stack = new int[n];
        int filled = 0;
        for (int root = 0; root < n; root++) {
            if (forest.parent(root) >= 0) {
                continue;
            }
            int top = 0;
            stack[top++] = root;
            while (top > 0) {
                int row = stack[--top];
                order[filled++] = row;
                for (int i = forest.childCount(row) - 1; i >= 0; i--) {
                    stack[top++] = forest.child(row, i);
                }
            }
        }
        return order;
    }

    /** Log lines by the row of their span: the one they name, else the innermost of their service at that time. */
    private static Map<Integer, List<Record>> logsBySpan(
            List<Record> records, List<Record> spans, SpanForest forest, List<Record> loose) {
        Map<String, Integer> rowOfId = new HashMap<>();
        for (int row = 0; row < spans.size(); row++) {
            if (!spans.get(row).spanId().isEmpty()) {
                rowOfId.put(spans.get(row).spanId(), row);
            }
        }
        Map<Integer, List<Record>> bySpan = new HashMap<>();
        records.stream()
                .filter(record -> record.kind() != Kind.SPAN && record.kind() != Kind.METRIC)
                .sorted(Comparator.comparingLong(Record::timestampNanos))
                .forEach(log -> {
                    int row = log.spanId().isEmpty()
                            ? innermost(log, spans, forest)
                            : rowOfId.getOrDefault(log.spanId(), -1);
                    (row < 0 ? loose : bySpan.computeIfAbsent(row, any -> new ArrayList<>())).add(log);
                });
        return bySpan;
    }

    private static int innermost(Record log, List<Record> spans, SpanForest forest) {
        int best = -1;
        for (int row = 0; row < spans.size(); row++) {
            boolean sameService = log.service().isEmpty()
                    || log.service().equals(spans.get(row).service());
            boolean sameStage =
                    log.stage().isEmpty() || log.stage().equals(spans.get(row).stage());
            if (sameService
                    && sameStage
                    && log.timestampNanos() >= forest.startNanos(row)
                    && log.timestampNanos() <= forest.endNanos(row)) {
                best = row;
            }
        }
        return best;
    }
}
