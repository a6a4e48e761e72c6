package dev.whence.analyzer.quality;

import dev.whence.analyzer.quality.BiasEntry.Outcome;
import dev.whence.analyzer.quality.BiasEntry.Verdict;
import dev.whence.anomaly.drift.Significance;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Tests whether requests of one group fail, are refused or are scored otherwise than those of all other groups. Reads
 * through the store's port only. Safe for any thread.
 */
public final class GroupBias {
    /** The least effect that is worth telling: five requests in a hundred. */
    public static final double LEAST_EFFECT = 0.05;

    /** Which share of the differences told may be chance. */
    public static final double FALSE_DISCOVERIES = 0.01;

    private static final int MOST_GROUPS = 50;

    private final TraceStore store;

    public GroupBias(TraceStore store) {
        this.store = store;
    }

    /**
     * Compares each group with the rest; without entries when no request has the attribute.
     *
     * @param groupBy the attribute, such as {@code user.region}
     * @param fromNanos inclusive, in nanoseconds since the epoch
     * @param toNanos exclusive
     * @param outcomes which to compare
     */
    public BiasAnswer analyze(String groupBy, long fromNanos, long toNanos, Set<Outcome> outcomes) {
        List<BiasEntry> entries = new ArrayList<>();
        Counts counts = new Counts();
        if (outcomes.contains(Outcome.ERROR) || outcomes.contains(Outcome.REFUSAL)) {
            requests(groupBy, fromNanos, toNanos, outcomes, entries, counts);
        }
        if (outcomes.contains(Outcome.SCORE)) {
            scores(groupBy, fromNanos, toNanos, entries, counts);
        }
        return new BiasAnswer(groupBy, judged(entries), counts.examined());
    }

    private static final class Counts {
        private long requests;
        private long scores;
        private long withoutGroup;
        private long mixed;
        private int groupsLeftOut;
        private boolean sampled;

        private BiasAnswer.Examined examined() {
            return new BiasAnswer.Examined(requests, scores, withoutGroup, mixed, groupsLeftOut, sampled);
        }
    }

    private void requests(
            String groupBy, long fromNanos, long toNanos, Set<Outcome> outcomes, List<BiasEntry> to, Counts counts) {
        GroupedRequests.Found found = GroupedRequests.read(store, fromNanos, toNanos, groupBy);
        counts.requests = found.requests().size();
        counts.sampled |= found.sampled();
        List<GroupedRequests.Request> usable = new ArrayList<>();
        for (GroupedRequests.Request request : found.requests()) {
            if (request.mixed()) {
                counts.mixed++;
            } else if (request.group().isEmpty()) {
                counts.withoutGroup++;
            } else {
                usable.add(request);
            }
        }
        if (outcomes.contains(Outcome.ERROR)) {
            rates(Outcome.ERROR, usable, GroupedRequests.Request::failed, to, counts);
        }
        if (outcomes.contains(Outcome.REFUSAL)) {
            List<GroupedRequests.Request> answered =
                    usable.stream().filter(GroupedRequests.Request::answered).toList();
            rates(Outcome.REFUSAL, answered, GroupedRequests.Request::refused, to, counts);
        }
    }

    private static void rates(
            Outcome outcome,
            List<GroupedRequests.Request> requests,
            Predicate<GroupedRequests.Request> has,
            List<BiasEntry> to,
            Counts counts) {
        Map<String, long[]> groups = new TreeMap<>();
        long all = 0;
        for (GroupedRequests.Request request : requests) {
            long[] group = groups.computeIfAbsent(request.group(), first -> new long[2]);
            group[0]++;
            if (has.test(request)) {
                group[1]++;
                all++;
            }
        }
        long with = all;
        largest(groups, Comparator.comparingLong(group -> group[0]), counts)
                .forEach((name, group) -> to.add(Compared.rates(
                        outcome, name, group[1], group[0], with - group[1], requests.size() - group[0])));
    }

    private static <T> Map<String, T> largest(Map<String, T> groups, Comparator<T> bySize, Counts counts) {
        counts.groupsLeftOut = Math.max(counts.groupsLeftOut, groups.size() - MOST_GROUPS);
        Map<String, T> largest = new TreeMap<>();
        groups.entrySet().stream()
                .sorted(Map.Entry.<String, T>comparingByValue(bySize.reversed()))
                .limit(MOST_GROUPS)
                .forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
        return largest;
    }

    private void scores(String groupBy, long fromNanos, long toNanos, List<BiasEntry> to, Counts counts) {
        Scores scores = Scores.newest(store, new Selection("", fromNanos, toNanos), "", LabelQuality.MOST_SCORES);
        TraceValues values = TraceValues.around(store, scores.records(), List.of(groupBy));
        counts.scores = scores.records().size();
        counts.sampled |= scores.sampled() || values.sampled();
        // one value a trace, however often it was scored: more would count one request as many
        Map<String, Map<String, Map<String, double[]>>> sums = new TreeMap<>();
        int alone = 0;
        for (Record score : scores.records()) {
            double value = Scores.value(score);
            Set<List<String>> groups = values.of(score);
            String group = groups.iterator().next().get(0);
            if (Double.isNaN(value) || groups.size() > 1 || group.isEmpty()) {
                continue;
            }
            String trace = score.traceId().isEmpty() ? "#" + alone++ : score.traceId();
            double[] sum = sums.computeIfAbsent(score.text(Names.SCORE_NAME), name -> new TreeMap<>())
                    .computeIfAbsent(group, name -> new HashMap<>())
                    .computeIfAbsent(trace, name -> new double[2]);
            sum[0] += value;
            sum[1]++;
        }
        sums.forEach((name, byGroup) -> means(name, byGroup, to, counts));
    }

    private static void means(
            String score, Map<String, Map<String, double[]>> byGroup, List<BiasEntry> to, Counts counts) {
        Map<String, double[]> groups = new TreeMap<>();
        byGroup.forEach((group, traces) -> groups.put(
                group,
                traces.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray()));
        largest(groups, Comparator.comparingInt(group -> group.length), counts).forEach((name, group) -> {
            double[] rest = groups.entrySet().stream()
                    .filter(other -> !other.getKey().equals(name))
                    .flatMapToDouble(other -> java.util.Arrays.stream(other.getValue()))
                    .toArray();
            to.add(Compared.scores(score, name, group, rest));
        });
    }

    /** Gives verdicts to those that were tested; the others have too few. */
    private static List<BiasEntry> judged(List<BiasEntry> entries) {
        List<BiasEntry> tested =
                entries.stream().filter(entry -> !Double.isNaN(entry.pValue())).toList();
        double[] adjusted = Significance.adjusted(
                tested.stream().mapToDouble(BiasEntry::pValue).toArray());
        List<BiasEntry> judged = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            BiasEntry entry = tested.get(i);
            boolean differs = adjusted[i] <= FALSE_DISCOVERIES && Math.abs(entry.effect()) >= LEAST_EFFECT;
            judged.add(entry.judged(adjusted[i], differs ? Verdict.DIFFERS : Verdict.EVEN));
        }
        judged.sort(Comparator.comparing(BiasEntry::verdict)
                .thenComparing(entry -> Math.abs(entry.effect()), Comparator.reverseOrder()));
        entries.stream().filter(entry -> Double.isNaN(entry.pValue())).forEach(judged::add);
        return List.copyOf(judged);
    }
}
