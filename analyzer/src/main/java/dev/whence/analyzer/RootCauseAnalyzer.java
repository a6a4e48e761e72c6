package dev.whence.analyzer;

import dev.whence.analyzer.beside.Beside;
import dev.whence.analyzer.contrast.Contrast;
import dev.whence.analyzer.evidence.CostBlame;
import dev.whence.analyzer.evidence.ErrorBlame;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.LatencyBlame;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.evidence.OutputBlame;
import dev.whence.analyzer.evidence.TrafficBlame;
import dev.whence.analyzer.frame.Ahead;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.FrameLoader;
import dev.whence.analyzer.metric.MetricExplainer;
import dev.whence.analyzer.rank.Aftermath;
import dev.whence.analyzer.rank.MixShift;
import dev.whence.analyzer.rank.Ranker;
import dev.whence.analyzer.rank.Spread;
import dev.whence.analyzer.rank.Timing;
import dev.whence.analyzer.single.TraceExplainer;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Record;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Answers questions about incidents from the records of a store. Safe to use from many threads; it keeps nothing
 * between questions.
 */
public final class RootCauseAnalyzer {
    private static final long QUARTER_HOUR_NANOS = 900_000_000_000L;
    private static final int BASELINE_WINDOWS = 6;

    private final TraceStore store;
    private final LongSupplier nanoClock;
    private final int maxSpans;
    private final Ranker ranker = new Ranker(
            List.of(new ErrorBlame(), new LatencyBlame(), new OutputBlame(), new CostBlame(), new TrafficBlame()));

    public RootCauseAnalyzer(TraceStore store) {
        this(store, System::nanoTime, FrameLoader.MAX_ROWS);
    }

    /**
     * An analyzer with a clock and bounds of its own.
     *
     * @param nanoClock tells how long an answer took; any origin
     * @param maxSpans when window and baseline have more, whole traces of about so many are looked at
     */
    RootCauseAnalyzer(TraceStore store, LongSupplier nanoClock, int maxSpans) {
        this.store = store;
        this.nanoClock = nanoClock;
        this.maxSpans = maxSpans;
    }

    /** The answer to the question; without symptom and causes when nothing changed beyond chance. */
    public Answer analyze(Question question) {
        long started = nanoClock.getAsLong();
        if (question.traceId().isPresent()) {
            return aboutTrace(question.traceId().get(), question, started);
        }
        Optional<Window> asked = window(question);
        if (asked.isEmpty()) {
            return nothing(started);
        }
        Window window = asked.get();
        Window before = question.baseline()
                .orElse(new Window(window.fromNanos() - BASELINE_WINDOWS * window.lengthNanos(), window.fromNanos()));
        try (Ahead ahead = new Ahead(store, question.query())) {
            return about(question, before, window, ahead, started);
        }
    }

    private Answer about(Question question, Window before, Window window, Ahead ahead, long started) {
        Frame frame = new FrameLoader(store, question.query(), maxSpans).load(List.of(before, window), ahead);
        if (frame.rows() == 0) {
            return fromMetrics(question, before, window, started);
        }
        Comparison comparison = Comparison.of(store, question.query(), frame, ahead, before, window);
        if (question.target().isPresent() || frame.fromLogs()) {
            return explained(comparison, question, frame, started).answer;
        }
        Contrast contrast = new Contrast(
                store,
                question.query(),
                question.symptom(),
                question.limit(),
                calls -> MixShift.explains(comparison, calls));
        try (Beside<Contrast.Around> around = Beside.of(() -> contrast.around(frame, before, window));
                Beside<Contrast.Found> found = Beside.of(() -> contrast.find(around.get(), Contrast.FEWEST_OTHERS))) {
            Explained felt = explained(comparison, question, frame, started);
            boolean fewDo = felt.answer.causes().isEmpty() && around.get().others() < Contrast.FEWEST_OTHERS;
            return reconciled(felt, fewDo ? contrast.find(around.get(), 0) : found.get(), question, frame, started);
        }
    }

    /**
     * An answer with what tells consequences of its causes.
     *
     * @param aftermath empty when there are no causes
     */
    private record Explained(Answer answer, Optional<Aftermath> aftermath) {
        boolean bringsAbout(Answer.Cause cause, Contrast.Found found) {
            Outcome calls = found.ways().get(cause.service());
            return calls != null
                    && aftermath.isPresent()
                    && aftermath.get().explains(new Place(cause.service(), cause.stage()), calls);
        }
    }

    private Explained explained(Comparison comparison, Question question, Frame frame, long started) {
        return new CaseFinder(question, comparison)
                .worst()
                .map(worst -> answer(worst, question, frame, started))
                .orElseGet(() -> unexplained(question, frame, started));
    }

    private Explained unexplained(Question question, Frame frame, long started) {
        Answer answer = new Answer(Optional.empty(), List.of(), List.of(), examined(question, frame, started));
        return new Explained(answer, Optional.empty());
    }

    private Answer reconciled(Explained explained, Contrast.Found found, Question question, Frame frame, long started) {
        Answer felt = explained.answer;
        List<Answer.Cause> causes =
                Reconciliation.of(felt.causes(), found, cause -> explained.bringsAbout(cause, found), question.limit());
        boolean sameFirst = !causes.isEmpty()
                && felt.causes().stream()
                        .anyMatch(cause -> cause.service().equals(causes.get(0).service()));
        Optional<Answer.Symptom> symptom =
                causes.isEmpty() || sameFirst ? felt.symptom() : found.symptom().or(felt::symptom);
        return new Answer(symptom, causes, felt.propagation(), examined(question, frame, started));
    }

    private Answer aboutTrace(String traceId, Question question, long started) {
        TraceExplainer.Found found = new TraceExplainer(store, question.query()).explain(traceId, question.limit());
        return new Answer(
                found.symptom(),
                found.causes(),
                List.of(),
                new Answer.Examined(found.traces(), found.spans(), found.logs(), false, seconds(started)));
    }

    private Answer fromMetrics(Question question, Window before, Window window, long started) {
        MetricExplainer.Found found = new MetricExplainer(store, question.query())
                .explain(before, window, question.symptom(), question.target(), question.limit());
        return new Answer(
                found.symptom(), found.causes(), List.of(), new Answer.Examined(0, 0, 0, false, seconds(started)));
    }

    /** Kinds of symptom which no evidence explains are left out, one after the other. */
    private Explained answer(CaseFinder.Case found, Question question, Frame frame, long started) {
        List<Felt> felt = found.felt();
        while (!felt.isEmpty()) {
            Inquiry inquiry = new Inquiry(found.comparison(), felt);
            List<Ranker.Ranked> ranked = ranker.rank(inquiry, question.limit());
            if (!ranked.isEmpty()) {
                Answer answer = new Answer(
                        Optional.of(symptom(inquiry, felt.get(0))),
                        ranked.stream().map(Ranker.Ranked::cause).toList(),
                        Spread.of(inquiry, ranked),
                        examined(question, frame, started));
                return new Explained(answer, Optional.of(new Aftermath(inquiry, ranked)));
            }
            SymptomKind unexplained = felt.get(0).kind();
            felt = felt.stream().filter(one -> one.kind() != unexplained).toList();
        }
        return unexplained(question, frame, started);
    }

    private static Answer.Symptom symptom(Inquiry inquiry, Felt felt) {
        Place place = inquiry.place(felt.place());
        long onset =
                Timing.of(inquiry, felt).orElse(inquiry.comparison().incident().fromNanos());
        return new Answer.Symptom(
                felt.kind().wireName(),
                place.service(),
                place.stage(),
                felt.signal(),
                felt.before(),
                felt.after(),
                Window.instant(onset));
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

    private Answer.Examined examined(Question question, Frame frame, long started) {
        int logs = frame.fromLogs() ? frame.rows() : logs(question, frame);
        return new Answer.Examined(
                frame.traces(),
                frame.fromLogs() ? 0 : frame.rows(),
                logs,
                frame.sampledFraction() < 1,
                seconds(started));
    }

    /** The log lines of the same time, which tell of failures and new templates. */
    private int logs(Question question, Frame frame) {
        if (frame.rows() == 0) {
            return 0;
        }
        long last = frame.startNanos()[frame.rows() - 1];
        Selection lines = new Selection(question.query(), frame.startNanos()[0], last + 1).and("kind:log");
        return (int) Math.min(
                Integer.MAX_VALUE, store.search(SearchRequest.newest(lines, 0)).total());
    }

    private Answer nothing(long started) {
        return new Answer(
                Optional.empty(), List.of(), List.of(), new Answer.Examined(0, 0, 0, false, seconds(started)));
    }

    private double seconds(long started) {
        return (nanoClock.getAsLong() - started) / 1e9;
    }
}
