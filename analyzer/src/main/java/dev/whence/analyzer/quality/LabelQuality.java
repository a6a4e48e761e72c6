package dev.whence.analyzer.quality;

import dev.whence.indexer.Queries;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins scores to the spans of their traces when asked, and counts them by name and by what those spans say. Reads
 * through the store's port only. Safe for any thread.
 */
public final class LabelQuality {
    /** What is asked when nothing is said. */
    public static final List<String> MODEL_AND_PROMPT = List.of(Names.REQUEST_MODEL, Names.PROMPT_VERSION);

    /** Older scores than this many are left out. */
    public static final int MOST_SCORES = 20_000;

    private static final int MOST_GROUPS = 200;

    private final TraceStore store;
    private final int mostScores;

    public LabelQuality(TraceStore store) {
        this(store, MOST_SCORES);
    }

    LabelQuality(TraceStore store, int mostScores) {
        this.store = store;
        this.mostScores = mostScores;
    }

    private record Key(String name, List<String> values) {}

    private static final class Tally {
        private final Labels labels = new Labels();
        private long count;
        private long valued;
        private double sum;

        private void add(Record score) {
            count++;
            double value = Scores.value(score);
            if (!Double.isNaN(value)) {
                valued++;
                sum += value;
            }
            String label = score.text(Names.SCORE_LABEL);
            String expected = score.text(Names.SCORE_EXPECTED);
            if (!label.isBlank() && !expected.isBlank()) {
                labels.add(label, expected);
            }
        }
    }

    /**
     * Counts the newest scores of a stretch of time; without groups when there are none.
     *
     * @param fromNanos when the first score was given, inclusive, in nanoseconds since the epoch; their traces may be older
     * @param toNanos exclusive
     * @param name only scores of that name; empty for all
     * @param by one to three fields of spans or of the scores themselves
     */
    public QualityAnswer analyze(long fromNanos, long toNanos, Optional<String> name, List<String> by) {
        Selection selection = new Selection("", fromNanos, toNanos)
                .and(name.map(given -> Names.SCORE_NAME + ":" + Queries.quote(given))
                        .orElse(""));
        Scores scores = Scores.newest(store, selection, mostScores);
        TraceValues values = TraceValues.around(store, scores.records(), by);
        Map<Key, Tally> tallies = new LinkedHashMap<>();
        long withoutTrace = 0;
        long inSeveral = 0;
        for (Record score : scores.records()) {
            withoutTrace += values.knows(score) ? 0 : 1;
            Set<List<String>> combinations = values.of(score);
            inSeveral += combinations.size() > 1 ? 1 : 0;
            for (List<String> combination : combinations) {
                tallies.computeIfAbsent(new Key(score.text(Names.SCORE_NAME), combination), first -> new Tally())
                        .add(score);
            }
        }
        List<QualityGroup> groups = new ArrayList<>();
        tallies.forEach((key, tally) -> groups.add(group(by, key, tally)));
        groups.sort(Comparator.comparingLong(QualityGroup::count).reversed());
        return new QualityAnswer(
                by,
                List.copyOf(groups.subList(0, Math.min(MOST_GROUPS, groups.size()))),
                new QualityAnswer.Examined(
                        scores.records().size(),
                        withoutTrace,
                        inSeveral,
                        Math.max(0, groups.size() - MOST_GROUPS),
                        scores.sampled() || values.sampled()));
    }

    private static QualityGroup group(List<String> by, Key key, Tally tally) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            values.put(by.get(i), key.values.get(i));
        }
        return new QualityGroup(
                key.name,
                values,
                tally.count,
                tally.valued,
                tally.valued == 0 ? Double.NaN : tally.sum / tally.valued,
                tally.labels.count() == 0 ? Optional.empty() : Optional.of(tally.labels.figures()));
    }
}
