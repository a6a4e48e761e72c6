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
import dev.whence.indexer.StoreException;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import dev.whence.model.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for drift every so often, and stores each drift it finds as a record of its own, so that it is found like any
 * other anomaly. What was told within the reference is not told again. The newest record is now: what is brought in late
 * is looked at as well. {@link #look} may be called from any thread; one at a time looks.
 */
final class DriftWatch implements AutoCloseable {
    static final String KIND = "drift";
    static final String SIGNAL = "drift.signal";

    private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);
    /** Clocks of senders go wrong; what is farther in the future than that is not taken for now. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static final String NO_DRIFT = "kind:(span OR log) AND NOT " + Names.ANOMALY_KIND + ":" + KIND;

    private final TraceStore store;
    private final DriftAnalyzer analyzer;
    private final DriftLimits limits;
    private final DriftOptions options;
    private final InstantSource clock;
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("drift-watch").factory());
    private long lookedUntil = Long.MIN_VALUE;

    DriftWatch(
            TraceStore store, DriftAnalyzer analyzer, DriftLimits limits, DriftOptions options, InstantSource clock) {
        this.store = store;
        this.analyzer = analyzer;
        this.limits = limits;
        this.options = options;
        this.clock = clock;
    }

    /** Begins to look, unless it is told never to. */
    void start() {
        long millis = options.every().toMillis();
        if (millis > 0) {
            // what goes wrong is told where it does
            Future<?> unused =
                    schedule.scheduleWithFixedDelay(this::lookOrComplain, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void lookOrComplain() {
        try {
            look();
        } catch (StoreException e) {
            LOG.warn("Drift could not be looked for, the next time is in {}: {}", options.every(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Looking for drift failed; the next time is in {}", options.every(), e);
        }
    }

    /** Looks now; the records that were stored for it. */
    synchronized List<Record> look() {
        OptionalLong newest = newest();
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

    private OptionalLong newest() {
        Instant latest = clock.instant().plus(AHEAD);
        long end = latest.getEpochSecond() * 1_000_000_000L + latest.getNano();
        return store.search(SearchRequest.newest(new Selection(NO_DRIFT, Long.MIN_VALUE, end), 1)).records().stream()
                .mapToLong(Record::timestampNanos)
                .findFirst();
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
        schedule.shutdown();
        try {
            if (!schedule.awaitTermination(10, TimeUnit.SECONDS)) {
                schedule.shutdownNow();
            }
        } catch (InterruptedException e) {
            schedule.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
