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
import java.util.TreeMap;

/**
 * Joins scores to the spans of their traces when asked, and counts them by name and by what those spans say. Reads
 * through the store's port only. Safe for any thread.
 */
public final class LabelQuality {
    /** What is asked when nothing is said. */
    public static final List<String> MODEL_AND_PROMPT = List.of(Names.REQUEST_MODEL, Names.PROMPT_VERSION);

    /** The first of so many documents that a retrieval returned are looked at when nothing is said. */
    public static final List<Integer> CUTOFFS = List.of(1, 3, 5, 10);

    /** Older scores than this many are left out. */
    static final int MOST_SCORES = 20_000;

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

    /** A group while it is counted; mutable. */
    private static final class Counting {
        private final Tally all;
        private final Map<Long, Tally> byTime = new TreeMap<>();

        private Counting(QualityQuestion question) {
            this.all = new Tally(question.cutoffs());
        }

        private void add(QualityQuestion question, Record score, Optional<List<String>> retrieved) {
            all.add(score, retrieved);
            question.intervalNanos().ifPresent(interval -> byTime.computeIfAbsent(
                            Math.floorDiv(score.timestampNanos(), interval) * interval,
                            first -> new Tally(question.cutoffs()))
                    .add(score, retrieved));
        }
    }

    /**
     * Counts the newest scores of a stretch of time; without groups when there are none.
     *
     * @throws dev.whence.indexer.QueryException when its query cannot be read
     */
    public QualityAnswer analyze(QualityQuestion question) {
        Selection selection = new Selection("", question.fromNanos(), question.toNanos())
                .and(question.name()
                        .map(given -> Names.SCORE_NAME + ":" + Queries.quote(given))
                        .orElse(""));
        Scores scores = Scores.newest(store, selection, question.query(), mostScores);
        TraceValues values = TraceValues.around(store, scores.records(), question.by());
        Retrievals retrievals = Retrievals.around(store, scores.records());
        Map<Key, Counting> groups = new LinkedHashMap<>();
        long withoutTrace = 0;
        long inSeveral = 0;
        long withoutRetrieval = 0;
        for (Record score : scores.records()) {
            withoutTrace += values.knows(score) ? 0 : 1;
            Set<List<String>> combinations = values.of(score);
            inSeveral += combinations.size() > 1 ? 1 : 0;
            boolean judges = false;
            for (List<String> combination : combinations) {
                Optional<List<String>> retrieved = retrievals.judgedBy(score, question.by(), combination);
                judges |= retrieved.isPresent();
                groups.computeIfAbsent(
                                new Key(score.text(Names.SCORE_NAME), combination), first -> new Counting(question))
                        .add(question, score, retrieved);
            }
            withoutRetrieval += !judges && Relevant.naming(score) == Relevant.Naming.YES ? 1 : 0;
        }
        List<QualityGroup> found = new ArrayList<>();
        groups.forEach((key, counting) -> found.add(group(question.by(), key, counting)));
        found.sort(Comparator.comparingLong((QualityGroup group) -> group.all().count())
                .reversed());
        return new QualityAnswer(
                question.by(),
                List.copyOf(found.subList(0, Math.min(MOST_GROUPS, found.size()))),
                new QualityAnswer.Examined(
                        scores.records().size(),
                        withoutTrace,
                        inSeveral,
                        withoutRetrieval,
                        Math.max(0, found.size() - MOST_GROUPS),
                        scores.sampled() || values.sampled() || retrievals.sampled()));
    }

    private static QualityGroup group(List<String> by, Key key, Counting counting) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            values.put(by.get(i), key.values.get(i));
        }
        return new QualityGroup(
                key.name,
                values,
                counting.all.figures(),
                counting.byTime.entrySet().stream()
                        .map(bucket -> new QualityGroup.Bucket(
                                bucket.getKey(), bucket.getValue().figures()))
                        .toList());
    }
}
