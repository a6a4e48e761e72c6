package dev.whence.analyzer;

import dev.whence.analyzer.evidence.CostBlame;
import dev.whence.analyzer.evidence.ErrorBlame;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.LatencyBlame;
import dev.whence.analyzer.evidence.OutputBlame;
import dev.whence.analyzer.evidence.TrafficBlame;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.FrameLoader;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.metric.MetricExplainer;
import dev.whence.analyzer.onset.HealthyStretch;
import dev.whence.analyzer.rank.MixShift;
import dev.whence.analyzer.rank.Ranker;
import dev.whence.analyzer.rank.Spread;
import dev.whence.analyzer.rank.Timing;
import dev.whence.analyzer.single.TraceExplainer;
import dev.whence.analyzer.symptom.Entries;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.analyzer.symptom.SymptomFinder;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Answers questions about incidents from the records of a store. Safe to use from many threads; it keeps nothing
 * between questions.
 */
public final class RootCauseAnalyzer {
    private static final long QUARTER_HOUR_NANOS = 900_000_000_000L;
    private static final int BASELINE_WINDOWS = 6;
    private static final int FEWEST = 10;
    private static final long LEAST_TOLERANCE_NANOS = 15_000_000_000L;

    private final TraceStore store;
    private final LongSupplier nanoClock;
    private final SymptomFinder symptoms = new SymptomFinder();
    private final Ranker ranker = new Ranker(
            List.of(new ErrorBlame(), new LatencyBlame(), new OutputBlame(), new CostBlame(), new TrafficBlame()));

    public RootCauseAnalyzer(TraceStore store) {
        this(store, System::nanoTime);
    }

    /** @param nanoClock tells how long an answer took; any origin */
    RootCauseAnalyzer(TraceStore store, LongSupplier nanoClock) {
        this.store = store;
        this.nanoClock = nanoClock;
    }

    /** The answer to the question; without symptom and causes when nothing changed beyond chance. */
    public Answer analyze(Question question) {
        long started = nanoClock.getAsLong();
        if (question.traceId().isPresent()) {
            return aboutTrace(question.traceId().get(), question, started);
        }
        Optional<Window> asked = window(question);
        if (asked.isEmpty()) {
            return nothing(0, 0, false, started);
        }
        Window window = asked.get();
        Window before = question.baseline()
                .orElse(new Window(window.fromNanos() - BASELINE_WINDOWS * window.lengthNanos(), window.fromNanos()));
        Frame frame = new FrameLoader(store, question.query()).load(List.of(before, window));
        if (frame.rows() == 0) {
            return fromMetrics(question, before, window, started);
        }
        Optional<Case> worst = worst(question, frame, before, window);
        if (worst.isEmpty()) {
            return nothing(frame.traces(), frame.rows(), frame.sampledFraction() < 1, started);
        }
        return answer(worst.get(), question, frame, started);
    }

    private Answer aboutTrace(String traceId, Question question, long started) {
        TraceExplainer.Found found = new TraceExplainer(store, question.query()).explain(traceId, question.limit());
        return new Answer(
                found.symptom(),
                found.causes(),
                List.of(),
                new Answer.Examined(
                        found.traces(), found.spans(), found.logs(), false, (nanoClock.getAsLong() - started) / 1e9));
    }

    private Answer fromMetrics(Question question, Window before, Window window, long started) {
        MetricExplainer.Found found = new MetricExplainer(store, question.query())
                .explain(before, window, question.symptom(), question.target(), question.limit());
        return new Answer(found.symptom(), found.causes(), List.of(), examined(0, found.points(), false, started));
    }

    /** What was felt in the requests of one entry. */
    private record Case(Comparison comparison, List<Felt> felt) {}

    private Optional<Case> worst(Question question, Frame frame, Window before, Window window) {
        Case worst = null;
        for (Requests requests : Entries.of(frame, question.target(), before, window)) {
            Optional<Case> found = examine(question, frame, requests, before, window);
            if (found.isPresent() && (worst == null || isWorse(found.get(), worst))) {
                worst = found.get();
            }
        }
        return Optional.ofNullable(worst);
    }

    private static boolean isWorse(Case one, Case other) {
        Felt a = one.felt.get(0);
        Felt b = other.felt.get(0);
        if (a.atRoot() != b.atRoot()) {
            return a.atRoot();
        }
        return a.affected() * one.comparison.profile().requests(1)
                > b.affected() * other.comparison.profile().requests(1);
    }

    private Optional<Case> examine(Question question, Frame frame, Requests requests, Window before, Window window) {
        Optional<Window> baseline = question.baseline().isPresent()
                ? question.baseline()
                : HealthyStretch.of(frame, requests.roots(), before, window.lengthNanos());
        Comparison comparison =
                new Comparison(store, question.query(), frame, requests, baseline.orElse(before), window);
        if (baseline.isEmpty() || comparison.profile().requests(0) < FEWEST) {
            return withinWindow(comparison, question, window);
        }
        List<Felt> felt = symptoms.find(comparison, question.symptom());
        if (felt.isEmpty()) {
            return Optional.empty();
        }
        return unlessMix(sharpened(new Case(comparison, felt), question));
    }

    private static Optional<Case> unlessMix(Case found) {
        List<Felt> real = MixShift.without(new Inquiry(found.comparison, found.felt), found.felt);
        return real.isEmpty() ? Optional.empty() : Optional.of(new Case(found.comparison, real));
    }

    /** Without anything before the window, its own first part is the baseline, up to where the change shows best. */
    private Optional<Case> withinWindow(Comparison comparison, Question question, Window window) {
        Case best = null;
        for (double share : new double[] {0.3, 0.5, 0.7}) {
            long middle = window.fromNanos() + Math.round(window.lengthNanos() * share);
            Comparison split =
                    comparison.between(new Window(window.fromNanos(), middle), new Window(middle, window.toNanos()));
            List<Felt> felt = symptoms.find(split, question.symptom());
            if (!felt.isEmpty()
                    && (best == null
                            || felt.get(0).affected() > best.felt.get(0).affected())) {
                best = new Case(split, felt);
            }
        }
        return best == null ? Optional.empty() : unlessMix(sharpened(best, question));
    }

    /** The case with baseline and incident told apart where the symptom really began. */
    private Case sharpened(Case first, Question question) {
        Comparison comparison = first.comparison;
        Window incident = comparison.incident();
        Window baseline = comparison.baseline();
        OptionalLong onset = Timing.of(new Inquiry(comparison, first.felt), first.felt.get(0));
        if (onset.isEmpty()) {
            return first;
        }
        long at = onset.getAsLong();
        long tolerance = Math.max(LEAST_TOLERANCE_NANOS, incident.lengthNanos() / 50);
        Comparison sharper = comparison;
        if (at > incident.fromNanos() + tolerance && at < incident.toNanos()) {
            boolean adjacent = question.baseline().isEmpty() && baseline.toNanos() == incident.fromNanos();
            sharper = comparison.between(
                    adjacent ? new Window(baseline.fromNanos(), at) : baseline, new Window(at, incident.toNanos()));
        } else if (at < incident.fromNanos() - tolerance
                && question.baseline().isEmpty()
                && at > baseline.fromNanos() + baseline.lengthNanos() / 5) {
            Window from = baseline.toNanos() == incident.fromNanos() ? new Window(at, incident.toNanos()) : incident;
            sharper = comparison.between(new Window(baseline.fromNanos(), at), from);
        }
        if (sharper == comparison
                || sharper.profile().requests(0) < FEWEST
                || sharper.profile().requests(1) < FEWEST) {
            return first;
        }
        List<Felt> felt = symptoms.find(sharper, question.symptom());
        return felt.isEmpty() ? first : new Case(sharper, felt);
    }

    private Answer answer(Case found, Question question, Frame frame, long started) {
        Inquiry inquiry = new Inquiry(found.comparison, found.felt);
        Felt felt = found.felt.get(0);
        long onset = Timing.of(inquiry, felt).orElse(found.comparison.incident().fromNanos());
        Place place = inquiry.place(felt.place());
        List<Ranker.Ranked> ranked = ranker.rank(inquiry, question.limit());
        List<Answer.Cause> causes = new ArrayList<>();
        ranked.forEach(one -> causes.add(one.cause()));
        Answer.Symptom symptom = new Answer.Symptom(
                felt.kind().wireName(),
                place.service(),
                place.stage(),
                felt.signal(),
                felt.before(),
                felt.after(),
                Window.instant(onset));
        return new Answer(
                Optional.of(symptom),
                causes,
                Spread.of(inquiry, ranked),
                examined(frame.traces(), frame.rows(), frame.sampledFraction() < 1, started));
    }

    private Optional<Window> window(Question question) {
        long to;
        if (question.toNanos().isPresent()) {
            to = question.toNanos().getAsLong();
        } else {
            List<Record> newest = store.search(SearchRequest.newest(Selection.of(question.query()), 1))
                    .records();
            if (newest.isEmpty()) {
                return Optional.empty();
            }
            to = newest.get(0).timestampNanos() + 1;
        }
        long from = question.fromNanos().orElse(to - QUARTER_HOUR_NANOS);
        return from < to ? Optional.of(new Window(from, to)) : Optional.empty();
    }

    private Answer nothing(int traces, int rows, boolean sampled, long started) {
        return new Answer(Optional.empty(), List.of(), List.of(), examined(traces, rows, sampled, started));
    }

    private Answer.Examined examined(int traces, int spans, boolean sampled, long started) {
        return new Answer.Examined(traces, spans, 0, sampled, (nanoClock.getAsLong() - started) / 1e9);
    }
}
