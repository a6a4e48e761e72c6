package dev.whence.analyzer.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.model.Kind;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTreeTest {
    private final List<Record> records = new ArrayList<>();

    @Test
    void selfTimesOnTheCriticalPathAddUpToTheRoot() {
        span("1", "", "gateway", "ask", 0, 10);
        span("2", "1", "gateway", "search", 1, 3);
        span("3", "1", "gateway", "embed", 1, 2);
        span("4", "1", "gateway", "generate", 5, 4);

        TraceTree tree = shuffledTree();

        assertThat(tree.spans().stream()
                        .mapToDouble(TraceTree.Node::criticalSeconds)
                        .sum())
                .isEqualTo(10, within(1e-9));
        assertThat(node(tree, "search").criticalSeconds()).isEqualTo(3, within(1e-9));
        assertThat(node(tree, "embed").onCriticalPath()).isFalse();
        assertThat(node(tree, "ask").selfSeconds()).isEqualTo(3, within(1e-9));
    }

    @Test
    void childThatOutlivesHealthyParentWasNotWaitedFor() {
        span("1", "", "shop", "order", 0, 1);
        span("2", "1", "shop", "send mail", 0.5, 5);

        TraceTree tree = shuffledTree();

        assertThat(node(tree, "order").criticalSeconds()).isEqualTo(1, within(1e-9));
        assertThat(node(tree, "send mail").onCriticalPath()).isFalse();
    }

    @Test
    void childThatOutlivesFailedParentCountsUntilTheParentGaveUp() {
        span("1", "", "shop", "order", 0, 1);
        records.set(0, records.get(0).toBuilder().put("status", "error").build());
        span("2", "1", "shop", "pay", 0.1, 5);

        TraceTree tree = shuffledTree();

        assertThat(node(tree, "pay").criticalSeconds()).isEqualTo(0.9, within(1e-9));
    }

    @Test
    void clockOfOtherServiceIsMovedIntoTheCaller() {
        span("1", "", "shop", "call", 100, 1);
        span("2", "1", "stock", "serve", 97, 0.8);
        span("3", "2", "stock", "query", 97.1, 0.5);

        TraceTree tree = shuffledTree();

        assertThat(node(tree, "serve").startNanos()).isEqualTo(100_100_000_000L);
        assertThat(node(tree, "query").startNanos()).isEqualTo(100_200_000_000L);
        assertThat(node(tree, "query").criticalSeconds()).isEqualTo(0.5, within(1e-6));
    }

    @Test
    void spanWithMissingParentIsAnOrphanRootAndCyclesAreCut() {
        span("1", "9", "shop", "lost", 0, 1);
        span("2", "3", "shop", "hen", 0, 1);
        span("3", "2", "shop", "egg", 0, 1);

        TraceTree tree = shuffledTree();

        assertThat(tree.spans()).hasSize(3);
        assertThat(node(tree, "lost").orphan()).isTrue();
        assertThat(tree.spans()).filteredOn(node -> node.parent() < 0).hasSize(2);
    }

    @Test
    void spansWithoutIdsNestByTime() {
        span("", "", "bot", "answer", 0, 10);
        span("", "", "bot", "retrieve", 1, 2);
        span("", "", "bot", "generate", 4, 5);
        span("", "", "bot", "decode", 5, 1);

        TraceTree tree = shuffledTree();

        assertThat(node(tree, "answer").children()).hasSize(2);
        assertThat(node(tree, "decode").depth()).isEqualTo(2);
    }

    @Test
    void logLinesStandAtTheirSpanOrAtTheInnermostOneOfTheirService() {
        span("1", "", "bot", "answer", 0, 10);
        span("2", "1", "bot", "retrieve", 1, 2);
        records.add(Record.builder()
                .timestampNanos(nanos(5))
                .put("span_id", "2")
                .put("message", "late")
                .build());
        records.add(Record.builder()
                .timestampNanos(nanos(1.5))
                .put("service", "bot")
                .put("message", "inside")
                .build());
        records.add(Record.builder()
                .timestampNanos(nanos(50))
                .put("message", "elsewhere")
                .build());

        TraceTree tree = shuffledTree();

        assertThat(node(tree, "retrieve").logs())
                .extracting(log -> log.text("message"))
                .containsExactly("inside", "late");
        assertThat(tree.logs()).hasSize(1);
    }

    @Test
    void recordsThatComeTwiceAreShownOnce() {
        span("1", "", "bot", "answer", 0, 10);
        span("1", "", "bot", "answer", 0, 10);

        assertThat(shuffledTree().spans()).hasSize(1);
    }

    private TraceTree shuffledTree() {
        Collections.reverse(records);
        return TraceTree.of(records);
    }

    private static TraceTree.Node node(TraceTree tree, String stage) {
        return tree.spans().stream()
                .filter(node -> node.span().stage().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    private void span(String id, String parent, String service, String stage, double start, double duration) {
        records.add(Record.builder()
                .kind(Kind.SPAN)
                .timestampNanos(nanos(start))
                .put("trace_id", "t")
                .put("span_id", id)
                .put("parent_span_id", parent)
                .put("service", service)
                .put("stage", stage)
                .put("duration", duration)
                .build());
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
