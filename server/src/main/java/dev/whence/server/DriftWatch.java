package dev.whence.server;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.analyzer.drift.DriftAnswer;
import dev.whence.analyzer.drift.DriftQuestion;
import dev.whence.analyzer.drift.DriftSignal;
import dev.whence.anomaly.drift.Comparison;
import dev.whence.anomaly.drift.DriftLimits;
import dev.whence.anomaly.drift.Summary;
import dev.whence.indexer.AggregateRequest;
import dev.whence.indexer.Queries;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import dev.whence.model.Times;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Looks for drift every so often, and stores each drift it finds as a record of its own, so that it is found like any
 * other anomaly. What was told within the reference is not told again. The newest record is now. Windows before it that are
 * brought in late, as by an import, are looked at once each. {@link #look} may be called from any thread; one at a time looks.
 */
final class DriftWatch implements AutoCloseable {
    static final String KIND = "drift";
    static final String SIGNAL = "drift.signal";

    /** How far before the newest record anything is noticed that comes late. */
    private static final Duration BACK = Duration.ofDays(14);

    /** Windows that were brought in late, in one round. */
    private static final int MOST_AT_ONCE = 48;

    private static final int FEWEST_WINDOWS = 6;

    private static final String NO_DRIFT = "kind:(span OR log) AND NOT " + Names.ANOMALY_KIND + ":" + KIND;

    private final TraceStore store;
    private final DriftAnalyzer analyzer;
    private final DriftLimits limits;
    private final DriftOptions options;
    private final InstantSource clock;
    private final Rounds rounds;
    private final Map<Long, Double> seen = new HashMap<>();
    private boolean remembered;
    private long lookedUntil = Long.MIN_VALUE;
    private volatile boolean closed;

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
        rounds.start(this::remember);
    }

    /** Notes what is stored, so that only what comes later is looked at as brought in late. */
    synchronized void remember() {
        OptionalLong newest = newest();
        if (newest.isPresent()) {
            seen.putAll(counts(newest.getAsLong()));
        }
        remembered = true;
    }

    private OptionalLong newest() {
        return Latest.nanos(store, NO_DRIFT, clock);
    }

    /** Looks now; the records that were stored for it. */
    synchronized List<Record> look() {
        OptionalLong newest = newest();
        if (!remembered) {
            remember();
        }
        if (newest.isEmpty()) {
            return List.of();
        }
        List<Record> told = new ArrayList<>();
        for (long end : broughtInLate(newest.getAsLong())) {
            if (!closed) {
                told.addAll(lookUntil(end));
            }
        }
        if (newest.getAsLong() != lookedUntil) {
            lookedUntil = newest.getAsLong();
            told.addAll(lookUntil(lookedUntil + 1));
        }
        return told;
    }

    /** Where windows end that lie before the newest one and have grown to more than twice what was seen of them. */
    private List<Long> broughtInLate(long newest) {
        long window = options.window().toNanos();
        SortedMap<Long, Double> counts = counts(newest);
        List<Long> due = new ArrayList<>();
        counts.forEach((start, count) -> {
            boolean grown = count >= limits.fewestValues() && count > 2 * seen.getOrDefault(start, 0.0);
            if (grown && start + window <= newest + 1 - window && hasReference(counts, start)) {
                due.add(start + window);
            }
        });
        List<Long> now = due.subList(0, Math.min(MOST_AT_ONCE, due.size()));
        due.subList(now.size(), due.size()).forEach(end -> counts.remove(end - window));
        seen.keySet().removeIf(start -> start < newest - BACK.toNanos());
        seen.putAll(counts);
        return List.copyOf(now);
    }

    /** How many records each window of the last days has, by its start. */
    private SortedMap<Long, Double> counts(long newest) {
        SortedMap<Long, Double> counts = new TreeMap<>();
        store.aggregate(new AggregateRequest(
                        new Selection(NO_DRIFT, newest - BACK.toNanos(), newest + 1),
                        List.of(),
                        OptionalLong.of(options.window().toNanos()),
                        "",
                        1))
                .forEach(bucket -> bucket.startNanos().ifPresent(start -> counts.put(start, bucket.count())));
        return counts;
    }

    /** Whether so much lies before a window that how its time varies can be told. */
    private boolean hasReference(SortedMap<Long, Double> counts, long start) {
        long window = options.window().toNanos();
        long reference = options.reference().toNanos();
        return counts.subMap(start - reference, start).size() >= Math.min(FEWEST_WINDOWS, reference / window);
    }

    /** Looks at the window that ends there. */
    private List<Record> lookUntil(long to) {
        long from = to - options.window().toNanos();
        Window reference = new Window(from - options.reference().toNanos(), from);
        DriftAnswer answer = analyzer.analyze(DriftQuestion.between(reference, new Window(from, to)));
        List<Record> told = answer.drifts().stream()
                .filter(signal -> !isTold(signal, reference.fromNanos(), to))
                .map(signal -> record(signal, to - 1))
                .toList();
        if (!told.isEmpty()) {
            store.append(told);
            store.refresh(); // the next window must know what is told
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
        closed = true;
        rounds.close();
    }
}
