package dev.whence.server;

import dev.whence.analyzer.quality.BiasEntry;
import dev.whence.analyzer.quality.BiasEntry.Outcome;
import dev.whence.analyzer.quality.BiasQuestion;
import dev.whence.analyzer.quality.GroupBias;
import dev.whence.indexer.Queries;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * Compares outcomes between the configured groups every so often, and stores each difference as a record of its own, so
 * that it is found like any other anomaly. What was told within the window is not told again. {@link #look} may be called
 * from any thread; one at a time looks.
 */
final class BiasWatch implements AutoCloseable {
    static final String KIND = "bias";
    private static final String ATTRIBUTE = "bias.attribute";
    private static final String GROUP = "bias.group";
    private static final String OUTCOME = "bias.outcome";

    private static final String OBSERVED = "kind:(span OR score)";

    private final TraceStore store;
    private final GroupBias bias;
    private final BiasOptions options;
    private final InstantSource clock;
    private final Rounds rounds;
    private long lookedUntil = Long.MIN_VALUE;

    BiasWatch(TraceStore store, BiasOptions options, InstantSource clock) {
        this.store = store;
        this.bias = new GroupBias(store);
        this.options = options;
        this.clock = clock;
        this.rounds = new Rounds(KIND, options.groups().isEmpty() ? Duration.ZERO : options.every(), this::look);
    }

    /** Begins to look, unless it is told never to. */
    void start() {
        rounds.start(() -> {});
    }

    /** Looks now; the records that were stored for it. */
    synchronized List<Record> look() {
        OptionalLong newest = Latest.nanos(store, OBSERVED, clock);
        if (options.groups().isEmpty() || newest.isEmpty() || newest.getAsLong() == lookedUntil) {
            return List.of();
        }
        lookedUntil = newest.getAsLong();
        long to = lookedUntil + 1;
        long from = to - options.window().toNanos();
        List<Record> told = bias
                .analyze(new BiasQuestion(options.groups(), from, to, "", EnumSet.allOf(Outcome.class)))
                .differences()
                .stream()
                .filter(entry -> !isTold(entry, from, to))
                .map(entry -> record(entry, lookedUntil))
                .toList();
        if (!told.isEmpty()) {
            store.append(told);
        }
        return told;
    }

    private static String outcome(BiasEntry entry) {
        return entry.outcome() == Outcome.SCORE && !entry.score().isEmpty()
                ? "score " + entry.score()
                : entry.outcome().wireName();
    }

    private boolean isTold(BiasEntry entry, long from, long to) {
        String query = Names.ANOMALY_KIND + ":" + KIND
                + " AND " + ATTRIBUTE + ":" + Queries.quote(entry.groupBy())
                + " AND " + GROUP + ":" + Queries.quote(entry.group())
                + " AND " + OUTCOME + ":" + Queries.quote(outcome(entry));
        return store.search(SearchRequest.newest(new Selection(query, from, to), 0))
                        .total()
                > 0;
    }

    private static Record record(BiasEntry entry, long nanos) {
        RecordBuilder record = Record.builder()
                .timestampNanos(nanos)
                .kind(Kind.LOG)
                .put(Names.SEVERITY, "WARN")
                .put(Names.MESSAGE, "Bias: " + entry.reason())
                .put(Names.ANOMALY_KIND, KIND)
                .put(Names.ANOMALY_SCORE, Math.round((0.9 + 0.1 * Math.abs(entry.effect())) * 1e4) / 1e4)
                .put(Names.ANOMALY_REASON, entry.reason())
                .put(Names.ANOMALY_EXPECTED, entry.rest().rate())
                .put(Names.ANOMALY_OBSERVED, entry.own().rate())
                .put(ATTRIBUTE, entry.groupBy())
                .put(GROUP, entry.group())
                .put(OUTCOME, outcome(entry))
                .put("bias.test", entry.test())
                .put("bias.effect", entry.effect())
                .put("bias.p_value", entry.adjustedPValue());
        return record.build();
    }

    /** Looks no more; a look under way may end. */
    @Override
    public void close() {
        rounds.close();
    }
}
