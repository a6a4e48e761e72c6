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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Tests whether requests of one group fail, are refused or are scored otherwise than those of all other groups. Reads
 * through the store's port only. Safe for any thread.
 */
public final class GroupBias {
    /** The least effect that is worth telling: five requests in a hundred. */
    public static final double LEAST_EFFECT = 0.05;

    /** Which share of the differences told may be chance. */
    public static final double FALSE_DISCOVERIES = 0.01;

    /** How many attributes to go by at once: each is tested for itself, and each test makes the others harder to pass. */
    public static final int MOST_ATTRIBUTES = 5;

    private static final int MOST_GROUPS = 50;

    private final TraceStore store;

    public GroupBias(TraceStore store) {
        this.store = store;
    }

    /**
     * Compares each group with the rest; without entries when no request has an attribute.
     *
     * @throws dev.whence.indexer.QueryException when its query cannot be read
     */
    public BiasAnswer analyze(BiasQuestion question) {
        Predicate<Record> unused = store.matcher(question.query()); // a complaint points at its own columns
        List<BiasEntry> entries = new ArrayList<>();
        Counts counts = new Counts();
        boolean ofRequests = question.outcomes().contains(Outcome.ERROR)
                || question.outcomes().contains(Outcome.REFUSAL);
        for (String groupBy : question.groupBy()) {
            if (ofRequests) {
                requests(question, groupBy, entries, counts);
            }
        }
        if (question.outcomes().contains(Outcome.SCORE)) {
            scores(question, entries, counts);
        }
        return new BiasAnswer(question.groupBy(), judged(entries), counts.examined());
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

    private void requests(BiasQuestion question, String groupBy, List<BiasEntry> to, Counts counts) {
        GroupedRequests.Found found = GroupedRequests.read(store, question, groupBy);
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
        Set<Outcome> outcomes = question.outcomes();
        int leftOut = 0;
        if (outcomes.contains(Outcome.ERROR)) {
            leftOut = rates(Outcome.ERROR, groupBy, usable, GroupedRequests.Request::failed, to);
        }
        if (outcomes.contains(Outcome.REFUSAL)) {
            List<GroupedRequests.Request> answered =
                    usable.stream().filter(GroupedRequests.Request::answered).toList();
            leftOut =
                    Math.max(leftOut, rates(Outcome.REFUSAL, groupBy, answered, GroupedRequests.Request::refused, to));
        }
        counts.groupsLeftOut += leftOut;
    }

    /** How many groups were left out. */
    private static int rates(
            Outcome outcome,
            String groupBy,
            List<GroupedRequests.Request> requests,
            Predicate<GroupedRequests.Request> has,
            List<BiasEntry> to) {
        Map<String, Clusters> groups = new TreeMap<>();
        Clusters all = new Clusters();
        for (GroupedRequests.Request request : requests) {
            double value = has.test(request) ? 1 : 0;
            groups.computeIfAbsent(request.group(), first -> new Clusters()).add(request.session(), value);
            all.add(request.session(), value);
        }
        largest(groups, Clusters::count)
                .forEach((name, group) -> to.add(
                        Compared.rates(new Compared.Subject(outcome, "", groupBy, name), group, all.without(group))));
        return Math.max(0, groups.size() - MOST_GROUPS);
    }

    private static <T> Map<String, T> largest(Map<String, T> groups, ToLongFunction<T> size) {
        Map<String, T> largest = new TreeMap<>();
        groups.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, T> entry) -> size.applyAsLong(entry.getValue()))
                        .reversed())
                .limit(MOST_GROUPS)
                .forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
        return largest;
    }

    /** The mean of one request's scores of a name: more would count one request as many. */
    private static final class Judged {
        private final String group;
        private final long session;
        private double sum;
        private long count;

        private Judged(String group, long session) {
            this.group = group;
            this.session = session;
        }
    }

    private void scores(BiasQuestion question, List<BiasEntry> to, Counts counts) {
        Selection window = new Selection("", question.fromNanos(), question.toNanos());
        Scores scores = Scores.newest(store, window, question.query(), LabelQuality.MOST_SCORES);
        counts.scores = scores.records().size();
        counts.sampled |= scores.sampled();
        for (String groupBy : question.groupBy()) {
            TraceValues values = TraceValues.around(store, scores.records(), List.of(groupBy));
            counts.sampled |= values.sampled();
            Map<String, Map<String, Judged>> byName = new TreeMap<>();
            for (Record score : scores.records()) {
                double value = Scores.value(score);
                Set<List<String>> groups = values.of(score);
                String group = groups.iterator().next().get(0);
                if (Double.isNaN(value) || groups.size() > 1 || group.isEmpty()) {
                    continue;
                }
                Map<String, Judged> requests =
                        byName.computeIfAbsent(score.text(Names.SCORE_NAME), name -> new LinkedHashMap<>());
                String request = score.traceId().isEmpty() ? "#" + requests.size() : group + " " + score.traceId();
                Judged judged = requests.computeIfAbsent(
                        request,
                        first -> new Judged(
                                group,
                                score.traceId().isEmpty() && !score.has(Names.SESSION_ID)
                                        ? first.hashCode()
                                        : values.session(score)));
                judged.sum += value;
                judged.count++;
            }
            int leftOut = 0;
            for (Map.Entry<String, Map<String, Judged>> name : byName.entrySet()) {
                leftOut = Math.max(leftOut, means(name.getKey(), groupBy, name.getValue(), to));
            }
            counts.groupsLeftOut += leftOut;
        }
    }

    private static int means(String score, String groupBy, Map<String, Judged> requests, List<BiasEntry> to) {
        Map<String, List<Judged>> groups = new TreeMap<>();
        requests.values().forEach(judged -> groups.computeIfAbsent(judged.group, first -> new ArrayList<>())
                .add(judged));
        largest(groups, List::size)
                .forEach((name, group) -> to.add(Compared.scores(
                        new Compared.Subject(Outcome.SCORE, score, groupBy, name),
                        valued(group.stream()),
                        valued(requests.values().stream().filter(judged -> !judged.group.equals(name))))));
        return Math.max(0, groups.size() - MOST_GROUPS);
    }

    private static Compared.Valued valued(Stream<Judged> requests) {
        List<Judged> list = requests.toList();
        return new Compared.Valued(
                list.stream().mapToDouble(judged -> judged.sum / judged.count).toArray(),
                list.stream().mapToLong(judged -> judged.session).toArray());
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
