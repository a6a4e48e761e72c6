package dev.whence.server;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.analyzer.drift.DriftAnswer;
import dev.whence.analyzer.drift.DriftQuestion;
import dev.whence.analyzer.drift.DriftSignal;
import dev.whence.anomaly.drift.Comparison;
import dev.whence.anomaly.drift.DriftLimits;
import dev.whence.anomaly.drift.Summary;
import dev.whence.indexer.Queries;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import dev.whence.model.Times;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * Looks for drift every so often, and stores each drift it finds as a record of its own, so that it is found like any
 * other anomaly. What was told within the reference is not told again. The newest record is now: what is brought in late
 * is looked at as well. {@link #look} may be called from any thread; one at a time looks.
 */
final class DriftWatch implements AutoCloseable {
    static final String KIND = "drift";
    static final String SIGNAL = "drift.signal";

    private static final String NO_DRIFT = "kind:(span OR log) AND NOT " + Names.ANOMALY_KIND + ":" + KIND;

    private final TraceStore store;
    private final DriftAnalyzer analyzer;
    private final DriftLimits limits;
    private final DriftOptions options;
    private final InstantSource clock;
    private final Rounds rounds;
    private long lookedUntil = Long.MIN_VALUE;

    DriftWatch(
            TraceStore store, DriftAnalyzer analyzer, DriftLimits limits, DriftOptions options, InstantSource clock) {
        this.store = store;
        this.analyzer = analyzer;
        this.limits = limits;
        this.options = options;
        this.clock = clock;
        this.rounds = new Rounds(KIND, options.every(), this::look);
    }

    /** Begins to look, unless it is told never to. */
    void start() {
        rounds.start();
    }

    /** Looks now; the records that were stored for it. */
    synchronized List<Record> look() {
        OptionalLong newest = Latest.nanos(store, NO_DRIFT, clock);
        if (newest.isEmpty() || newest.getAsLong() == lookedUntil) {
            return List.of();
        }
        lookedUntil = newest.getAsLong();
        long to = lookedUntil + 1;
        long from = to - options.window().toNanos();
        Window reference = new Window(from - options.reference().toNanos(), from);
        DriftAnswer answer = analyzer.analyze(DriftQuestion.between(reference, new Window(from, to)));
        List<Record> told = answer.drifts().stream()
                .filter(signal -> !isTold(signal, reference.fromNanos(), to))
                .map(signal -> record(signal, lookedUntil))
                .toList();
        if (!told.isEmpty()) {
            store.append(told);
        }
        return told;
    }

    private boolean isTold(DriftSignal signal, long from, long to) {
        String query = Names.ANOMALY_KIND + ":" + KIND
                + " AND " + Names.SERVICE + ":" + Queries.quote(signal.place().service())
                + " AND " + Names.STAGE + ":" + Queries.quote(signal.place().stage())
                + " AND " + SIGNAL + ":" + Queries.quote(signal.name());
        return store.search(SearchRequest.newest(new Selection(query, from, to), 0))
                        .total()
                > 0;
    }

    private Record record(DriftSignal signal, long nanos) {
        Comparison comparison = signal.comparison().orElseThrow();
        boolean isLevel = comparison.before() instanceof Summary.Level;
        RecordBuilder record = Record.builder()
                .timestampNanos(nanos)
                .kind(Kind.LOG)
                .put(Names.SERVICE, signal.place().service())
                .put(Names.SEVERITY, "WARN")
                .put(Names.MESSAGE, "Drift: " + signal.reason())
                .put(Names.ANOMALY_KIND, KIND)
                .put(Names.ANOMALY_SCORE, Math.round((0.9 + 0.1 * comparison.effect()) * 1e4) / 1e4)
                .put(Names.ANOMALY_REASON, signal.reason())
                .put(Names.ANOMALY_EXPECTED, isLevel ? level(comparison.before()) : limits.leastEffect())
                .put(Names.ANOMALY_OBSERVED, isLevel ? level(comparison.after()) : comparison.effect())
                .put(SIGNAL, signal.name())
                .put("drift.test", comparison.test())
                .put("drift.effect", comparison.effect())
                .put("drift.p_value", signal.adjustedPValue());
        if (!signal.place().stage().isEmpty()) {
            record.put(Names.STAGE, signal.place().stage());
        }
        comparison.changedAtNanos().ifPresent(at -> record.put("drift.changed_at", Times.format(at)));
        return record.build();
    }

    private static double level(Summary summary) {
        return summary instanceof Summary.Level level ? level.median() : 0;
    }

    /** Looks no more; a look under way may end. */
    @Override
    public void close() {
        rounds.close();
    }
}
