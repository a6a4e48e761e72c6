package dev.whence.analyzer.drift;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.anomaly.drift.CategoryDrift;
import dev.whence.anomaly.drift.Comparison;
import dev.whence.anomaly.drift.DriftLimits;
import dev.whence.anomaly.drift.NumberDrift;
import dev.whence.anomaly.drift.Sample;
import dev.whence.anomaly.drift.Significance;
import dev.whence.anomaly.drift.TextDrift;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Queries;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Compares, stage by stage and signal by signal, what is given and what is answered in a window of time with a baseline.
 * Reads through the store's port only. Safe for any thread.
 */
public final class DriftAnalyzer {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int BASELINE_WINDOWS = 6;
    private static final int MOST_ROWS = 200_000;
    private static final int MOST_PLACES = 200;
    private static final int MOST_TEXT_PLACES = 32;
    private static final int TEXTS_BEFORE = 800;
    private static final int TEXTS_AFTER = 400;

    /** What a service chooses among its stages shows in no single stage. */
    private static final List<String> CHOICES = List.of(Names.TOOL_NAME, Names.AGENT_NAME, Names.REQUEST_MODEL);

    private final TraceStore store;
    private final DriftLimits limits;

    public DriftAnalyzer(TraceStore store, DriftLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * Answers the question; without signals when there is nothing to compare.
     *
     * @throws dev.whence.indexer.QueryException when its query cannot be read
     */
    public DriftAnswer analyze(DriftQuestion question) {
        long started = System.nanoTime();
        Optional<Window> window = window(question);
        Optional<Window> baseline = window.flatMap(found -> baseline(question, found));
        if (window.isEmpty() || baseline.isEmpty()) {
            return new DriftAnswer(
                    baseline, window, List.of(), new DriftAnswer.Examined(0, 0, false, seconds(started)));
        }
        String query = query(question);
        String spans = new Selection(query, 0, 1).and("kind:span").query();
        Selection all =
                new Selection(spans, window.get().fromNanos(), window.get().toNanos());
        if (store.search(SearchRequest.newest(all, 0)).total() == 0) {
            spans = new Selection(query, 0, 1).and("kind:log").query();
        }
        Judging judging = new Judging(spans, baseline.get(), window.get());
        judging.fields();
        judging.texts();
        return new DriftAnswer(
                baseline,
                window,
                judged(judging.found),
                new DriftAnswer.Examined(
                        (long) judging.before.table().rows()
                                + judging.after.table().rows(),
                        judging.textsRead,
                        judging.before.table().sampledFraction() < 1
                                || judging.after.table().sampledFraction() < 1,
                        seconds(started)));
    }

    private static double seconds(long startedNanos) {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    private static String query(DriftQuestion question) {
        Selection all = Selection.of(question.query());
        return question.service()
                .map(service -> all.and(Names.SERVICE + ":" + Queries.quote(service)))
                .orElse(all)
                .query();
    }

    private Optional<Window> window(DriftQuestion question) {
        Selection all = Selection.of(query(question)).and("kind:(span OR log)");
        long to = question.toNanos().orElseGet(() -> edge(all, SearchRequest.Order.NEWEST) + 1);
        if (to == Long.MIN_VALUE + 1) {
            return Optional.empty();
        }
        long from = question.fromNanos().orElseGet(() -> {
            long first = edge(all, SearchRequest.Order.OLDEST);
            return to - Math.max(1, Math.min(HOUR_NANOS, first == Long.MIN_VALUE ? HOUR_NANOS : (to - first) / 4));
        });
        return from < to ? Optional.of(new Window(from, to)) : Optional.empty();
    }

    private Optional<Window> baseline(DriftQuestion question, Window window) {
        long to = question.baselineToNanos().orElse(window.fromNanos());
        long from = question.baselineFromNanos().orElse(to - BASELINE_WINDOWS * window.lengthNanos());
        return from < to ? Optional.of(new Window(from, to)) : Optional.empty();
    }

    /** The time of the newest or oldest record; the least time there is without any. */
    private long edge(Selection selection, SearchRequest.Order order) {
        List<Record> records = store.search(new SearchRequest(selection, order, 1, Optional.empty()))
                .records();
        return records.isEmpty() ? Long.MIN_VALUE : records.get(0).timestampNanos();
    }

    /** The verdicts, allowing for the number of questions that were asked at once. */
    private List<DriftSignal> judged(List<DriftSignal> found) {
        List<DriftSignal> compared =
                found.stream().filter(signal -> signal.comparison().isPresent()).toList();
        double[] adjusted = Significance.adjusted(compared.stream()
                .mapToDouble(signal -> signal.comparison().orElseThrow().pValue())
                .toArray());
        List<DriftSignal> judged = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            DriftSignal signal = compared.get(i);
            Comparison comparison = signal.comparison().orElseThrow();
            boolean drifts = adjusted[i] <= limits.falseDiscoveryRate() && comparison.effect() >= limits.leastEffect();
            judged.add(new DriftSignal(
                    signal.place(),
                    signal.name(),
                    signal.before(),
                    signal.after(),
                    signal.comparison(),
                    adjusted[i],
                    drifts ? DriftSignal.Verdict.DRIFT : DriftSignal.Verdict.STABLE,
                    Wording.of(signal.place(), signal.name(), comparison)));
        }
        found.stream().filter(signal -> signal.comparison().isEmpty()).forEach(judged::add);
        judged.sort(Comparator.comparing(DriftSignal::verdict)
                .thenComparing(Comparator.comparingDouble((DriftSignal signal) ->
                                signal.comparison().map(Comparison::effect).orElse(0.0))
                        .reversed())
                .thenComparing(signal -> signal.place().service())
                .thenComparing(signal -> signal.place().stage())
                .thenComparing(DriftSignal::name));
        return judged;
    }

    /** The comparisons of one question; filled step by step. */
    private final class Judging {
        final List<DriftSignal> found = new ArrayList<>();
        final Rows before;
        final Rows after;
        private final String query;
        private final Window window;
        private final DriftFields fields;
        private final List<Place> places;
        private long textsRead;

        Judging(String query, Window baseline, Window window) {
            this.query = query;
            this.window = window;
            this.fields = DriftFields.of(store.fields(selection(window), DriftFields.MOST_VALUES + 1));
            this.before = rows(baseline);
            this.after = rows(window);
            Set<Place> both = new LinkedHashSet<>(after.places());
            both.retainAll(before.places());
            this.places = both.stream().limit(MOST_PLACES).toList();
        }

        private Selection selection(Window of) {
            return new Selection(query, of.fromNanos(), of.toNanos());
        }

        private Rows rows(Window of) {
            Set<String> texts = new LinkedHashSet<>(List.of(Names.SERVICE, Names.STAGE, Names.SESSION_ID));
            texts.addAll(fields.names());
            Table table = store.scan(selection(of), new Columns(List.copyOf(texts), fields.numbers(), true), MOST_ROWS);
            return new Rows(table, of);
        }

        void fields() {
            for (Place place : places) {
                if (place.stage().isEmpty()) {
                    CHOICES.stream()
                            .filter(fields.names()::contains)
                            .filter(field -> after.stagesWith(
                                            place.service(),
                                            row -> after.table().texts(field).codes()[row] >= 0)
                                    > 1)
                            .forEach(field -> names(place, field));
                } else {
                    fields.numbers()
                            .forEach(field -> compare(
                                    place,
                                    field,
                                    before.numbers(place, field),
                                    after.numbers(place, field),
                                    NumberDrift::compare));
                    fields.names().forEach(field -> names(place, field));
                }
            }
        }

        private void names(Place place, String field) {
            compare(place, field, before.names(place, field), after.names(place, field), CategoryDrift::compare);
        }

        void texts() {
            Map<Place, Double> withTexts =
                    TextReader.places(store, selection(window), List.of(Names.INPUT, Names.OUTPUT), MOST_PLACES);
            TextReader older = new TextReader(store, query, TEXTS_BEFORE);
            TextReader newer = new TextReader(store, query, TEXTS_AFTER);
            places.stream()
                    .filter(withTexts::containsKey)
                    .sorted(Comparator.comparingDouble((Place place) -> withTexts.getOrDefault(place, 0.0))
                            .reversed())
                    .limit(MOST_TEXT_PLACES)
                    .forEach(place -> {
                        TextReader.Texts old = older.of(before, place);
                        TextReader.Texts now = newer.of(after, place);
                        texts(place, Names.INPUT, old.inputs(), now.inputs(), true);
                        texts(
                                place,
                                Names.OUTPUT,
                                old.outputs(),
                                now.outputs(),
                                !fields.numbers().contains(Names.OUTPUT_LENGTH));
                    });
            textsRead = older.read() + newer.read();
        }

        private void texts(Place place, String field, Sample<String> old, Sample<String> now, boolean lengths) {
            if (lengths) {
                compare(
                        place,
                        field + ".length",
                        TextReader.lengths(old),
                        TextReader.lengths(now),
                        NumberDrift::compare);
            }
            compare(place, field + ".words", old, now, TextDrift::compare);
            if (!fields.names().contains(field + ".language")) {
                compare(
                        place,
                        field + ".language",
                        TextReader.languages(old),
                        TextReader.languages(now),
                        CategoryDrift::compare);
            }
        }

        private <T> void compare(
                Place place,
                String name,
                Sample<T> old,
                Sample<T> now,
                BiFunction<Sample<T>, Sample<T>, Comparison> test) {
            if (old.size() == 0 || now.size() == 0 || isConstant(old, now)) {
                return;
            }
            boolean enough = Math.min(old.size(), now.size()) >= limits.fewestValues();
            found.add(new DriftSignal(
                    place,
                    name,
                    old.size(),
                    now.size(),
                    enough ? Optional.of(test.apply(old, now)) : Optional.empty(),
                    1,
                    enough ? DriftSignal.Verdict.STABLE : DriftSignal.Verdict.TOO_FEW,
                    enough ? "" : Wording.tooFew(place, name, old.size(), now.size(), limits.fewestValues())));
        }

        /** What never varies tells nothing. */
        private static <T> boolean isConstant(Sample<T> old, Sample<T> now) {
            T first = old.values().get(0);
            return old.values().stream().allMatch(first::equals)
                    && now.values().stream().allMatch(first::equals);
        }
    }
}
