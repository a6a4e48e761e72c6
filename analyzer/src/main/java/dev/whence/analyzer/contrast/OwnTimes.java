package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.analyzer.trace.LongIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the own time of calls, operation by operation: medians over all that served any request, against how they
 * vary from one stretch of time to the next. Time that a caller waits beyond its callee's own span is lost between the
 * two; {@link Gaps} tells which side it belongs to.
 */
final class OwnTimes implements ContrastEvidence {
    private static final int FEWEST = 3;
    private static final int FEWEST_REFERENCES = 8;
    private static final int FEWEST_SLICES = 4;
    private static final double SIGNIFICANT = 5;
    private static final double LEAST_SECONDS = 2e-4;
    private static final double LEAST_SHARE = 0.01;
    private static final int MOST_TRACES = 5;
    private static final int FEW_CALLEES = 2;
    /** Slower by less than this is nobody's trouble. */
    private static final double SLOWER = 1.2;

    /** An operation that got slower: seconds it added to the incident in all, and how improbably. */
    record Slower(
            Operation key,
            double added,
            double score,
            double before,
            double after,
            long startedAt,
            List<Long> traces) {}

    @Override
    public List<Clue> clues(Slices slices) {
        Map<Operation, Doubles[]> times = new HashMap<>();
        Map<Operation, List<long[]>> seen = new HashMap<>();
        collect(slices, times, seen);
        List<Slower> slower = new ArrayList<>();
        times.forEach((key, bySlice) -> {
            Slower one = slower(slices, key, bySlice, seen.getOrDefault(key, List.of()));
            if (one != null) {
                slower.add(one);
            }
        });
        Map<String, List<Slower>> byService = new LinkedHashMap<>();
        for (Slower one : slower) {
            if (!one.key.isGap()) {
                byService
                        .computeIfAbsent(one.key.service(), any -> new ArrayList<>())
                        .add(one);
            }
        }
        Set<Operation> calls = new HashSet<>();
        times.forEach((key, bySlice) -> {
            if (key.isGap() && bySlice[Slices.INCIDENT] != null) {
                calls.add(key);
            }
        });
        new Gaps(calls)
                .blame(slower.stream().filter(one -> one.key.isGap()).toList())
                .forEach((service, gaps) -> byService
                        .computeIfAbsent(service, any -> new ArrayList<>())
                        .addAll(gaps));
        double all = Math.max(1e-9, slices.incidentSeconds());
        List<Clue> clues = new ArrayList<>();
        byService.forEach((service, found) -> {
            double added = found.stream().mapToDouble(Slower::added).sum();
            if (added >= LEAST_SHARE * all) {
                clues.add(clue(service, found, calls, added, all));
            }
        });
        return clues;
    }

    private static void collect(Slices slices, Map<Operation, Doubles[]> times, Map<Operation, List<long[]>> seen) {
        for (Slices.Part part : slices.parts()) {
            Frame frame = part.frame();
            LongIndex known = new LongIndex(64);
            List<Operation> keys = new ArrayList<>();
            List<Doubles[]> found = new ArrayList<>();
            for (int row = 0; row < frame.rows(); row++) {
                int slice = part.slice()[row];
                if (slice == Slices.NONE) {
                    continue;
                }
                int callee = callee(frame, row);
                int place = frame.place()[row];
                int number = known.putIfAbsent((long) place << 32 | (callee + 1), keys.size());
                if (number < 0) {
                    number = keys.size();
                    Operation key = operation(frame.places(), place, callee);
                    keys.add(key);
                    found.add(times.computeIfAbsent(key, any -> new Doubles[slices.count()]));
                }
                double self = frame.forest().selfSeconds(row);
                Doubles[] bySlice = found.get(number);
                if (bySlice[slice] == null) {
                    bySlice[slice] = new Doubles();
                }
                bySlice[slice].add(self);
                if (slice == Slices.INCIDENT) {
                    seen.computeIfAbsent(keys.get(number), any -> new ArrayList<>())
                            .add(new long[] {
                                frame.startNanos()[row], frame.traceKey()[row], Double.doubleToLongBits(self)
                            });
                }
            }
        }
    }

    /** The place of the first call to another service; -1 without one. */
    private static int callee(Frame frame, int row) {
        String service = frame.placeOf(row).service();
        for (int i = 0; i < frame.forest().childCount(row); i++) {
            int child = frame.forest().child(row, i);
            if (!frame.placeOf(child).service().equals(service)) {
                return frame.place()[child];
            }
        }
        return -1;
    }

    private static Operation operation(List<Place> places, int place, int callee) {
        Place caller = places.get(place);
        Place called = callee < 0 ? caller : places.get(callee);
        return new Operation(caller.service(), called.service(), caller.stage(), called.stage());
    }

    private static @Nullable Slower slower(
            Slices slices, Operation key, @Nullable Doubles[] bySlice, List<long[]> seen) {
        Doubles incident = bySlice[Slices.INCIDENT];
        if (incident == null || incident.size() < FEWEST) {
            return null;
        }
        Doubles pool = new Doubles();
        Doubles asked = new Doubles();
        Doubles middles = new Doubles();
        for (int slice = 1; slice < bySlice.length; slice++) {
            Doubles one = bySlice[slice];
            if (one == null) {
                continue;
            }
            double[] values = one.toArray();
            for (double value : values) {
                pool.add(value);
                if (slices.baseline()[slice]) {
                    asked.add(value);
                }
            }
            if (values.length >= FEWEST) {
                middles.add(Samples.median(values));
            }
        }
        if (pool.size() < FEWEST_REFERENCES) {
            return null;
        }
        double[] before = pool.toArray();
        double[] after = incident.toArray();
        double usual = Samples.median(before);
        double now = Samples.median(after);
        double atBaseline = asked.size() >= FEWEST ? Samples.median(asked.toArray()) : usual;
        if (now < SLOWER * Math.max(usual, atBaseline)) {
            return null;
        }
        double score = (now - usual) / spread(before, after.length, usual, middles.toArray());
        double added = after.length * (trimmedMean(after) - trimmedMean(before));
        if (score < SIGNIFICANT || added <= 0) {
            return null;
        }
        double bound = usual + (now - usual) / 2;
        List<long[]> bad = seen.stream()
                .filter(one -> Double.longBitsToDouble(one[2]) > bound)
                .toList();
        long first = bad.stream()
                .mapToLong(one -> one[0])
                .min()
                .orElse(slices.incident().fromNanos());
        List<Long> traces = bad.stream()
                .sorted(Comparator.comparingDouble((long[] one) -> -Double.longBitsToDouble(one[2])))
                .map(one -> one[1])
                .distinct()
                .limit(MOST_TRACES)
                .toList();
        return new Slower(key, added, score, usual, now, first, traces);
    }

    /** The standard error of the incident's median: by the number of calls, and by how medians vary between slices. */
    private static double spread(double[] before, int calls, double usual, double[] middles) {
        double scale = (Samples.quantile(before, 0.75) - Samples.quantile(before, 0.25)) / 1.35;
        double floor = Math.max(LEAST_SECONDS, 0.05 * usual);
        double byChance = 1.25 * Math.max(scale, floor) * Math.sqrt(1.0 / calls + 1.0 / before.length);
        double between = 0;
        if (middles.length >= FEWEST_SLICES) {
            double[] distances = new double[middles.length];
            for (int i = 0; i < distances.length; i++) {
                distances[i] = Math.abs(middles[i] - usual);
            }
            between = 1.48 * Samples.median(distances);
        }
        return Math.hypot(byChance, between);
    }

    /** The mean without the largest tenth, which are outliers in any stretch of time. */
    private static double trimmedMean(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return Samples.mean(java.util.Arrays.copyOf(sorted, Math.max(1, (int) (sorted.length * 0.9))));
    }

    private static Clue clue(String service, List<Slower> found, Set<Operation> calls, double added, double all) {
        List<Slower> most = found.stream()
                .sorted(Comparator.comparingDouble(Slower::added).reversed())
                .limit(4)
                .toList();
        Slower main = most.get(0);
        boolean gap = main.key.isGap();
        boolean asCallee = main.key.service().equals(service);
        List<Answer.Evidence> facts = new ArrayList<>();
        for (Slower one : most) {
            facts.add(Facts.fact(
                    one.key.isGap() ? "network" : "self_time",
                    one.before,
                    one.after,
                    Tests.upperTail(one.score),
                    words(one) + ": median " + Facts.seconds(one.before) + " at other times, "
                            + Facts.seconds(one.after) + " now; that adds " + Facts.seconds(one.added) + " in all"));
        }
        String stage = gap && !asCallee ? main.key.callerStage() : main.key.stage();
        String sentence = gap
                ? "Calls between " + main.key.caller() + " and " + main.key.service() + " take "
                        + Facts.seconds(main.after) + " beyond the callee's own time (" + Facts.seconds(main.before)
                        + " at other times), as do others of " + service + "; that is " + Facts.percent(added / all)
                        + " of the time of all requests."
                : main.key.stage() + " of " + service + " takes " + Facts.seconds(main.after) + " of its own ("
                        + Facts.seconds(main.before) + " at other times); the service adds "
                        + Facts.percent(added / all) + " of the time of all requests.";
        return new Clue(
                service,
                stage,
                gap ? "network" : "latency",
                Math.min(1, added / all),
                main.score,
                sentence,
                facts,
                main.startedAt,
                main.traces,
                found.stream()
                        .filter(one -> one.key.isGap() && one.key.service().equals(service))
                        .map(one -> new Place(one.key.caller(), one.key.callerStage()))
                        .distinct()
                        .toList(),
                gap ? otherSide(service, found, calls) : List.of(),
                Optional.empty());
    }

    /**
     * The only partner of a service in what is slow between the two, unless it gets on well with several others: it may
     * be either of them.
     */
    private static List<String> otherSide(String service, List<Slower> found, Set<Operation> calls) {
        List<String> partners = found.stream()
                .filter(one -> one.key.isGap())
                .map(one -> one.key.service().equals(service) ? one.key.caller() : one.key.service())
                .distinct()
                .toList();
        if (partners.size() != 1) {
            return List.of();
        }
        String other = partners.get(0);
        long callees = calls.stream()
                .filter(call -> call.caller().equals(other))
                .map(Operation::service)
                .distinct()
                .count();
        return callees <= FEW_CALLEES ? partners : List.of();
    }

    private static String words(Slower one) {
        return one.key.isGap()
                ? "between " + one.key.callerStage() + " of " + one.key.caller() + " and " + one.key.stage() + " of "
                        + one.key.service()
                : "own time of " + one.key.stage() + " of " + one.key.service();
    }
}
