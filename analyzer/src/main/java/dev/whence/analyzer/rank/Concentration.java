package dev.whence.analyzer.rank;

import dev.whence.analyzer.evidence.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the combination of attribute values in which failures of counted requests concentrate: the one with the greatest
 * rise of its failure rate among those that explain nearly all of the added failures.
 *
 * <p>Records that stand for thousands of requests leave nothing to chance: every part of the traffic differs from its
 * past, and a search for what is improbable ends in ever smaller parts. What narrows a cause is then what leaves little
 * unexplained outside and is mostly failing inside, as in Squeeze (ISSRE 2019) and RobustSpot (ISSRE 2022).
 */
final class Concentration {
    private static final int DEEPEST = 3;
    private static final int MOST_ATTRIBUTES = 12;
    /** How many requests' worth of the whole place's rate a part's own is smoothed with. */
    private static final double PRIOR = 20;

    private static final double FEWEST_FAILURES = 3;
    private static final double SPREADS = 3;
    /** To explain a tenth less weighs as much as to fail almost twice as often. */
    private static final double EXPLAINING = 6;

    private static final double PRICE = 0.03;
    private static final double MOSTLY = 0.7;
    private static final double MORE = 1.3;
    /** A rise is at least this share of the rate itself, where a part failed often before. */
    private static final double LEAST_LIFT = 0.1;

    private final Outcome outcome;
    private final AttributeTable table;

    Concentration(Outcome outcome, AttributeTable table) {
        this.outcome = outcome;
        this.table = table;
    }

    /** Whether the outcome counts failures of records that stand for many requests, by few enough attributes. */
    boolean applies() {
        return outcome.binary()
                && table.names().size() <= MOST_ATTRIBUTES
                && Arrays.stream(outcome.weight()).anyMatch(weight -> weight != 1);
    }

    /** Requests, failures and failures to be expected of the incident, summed over some records. */
    private static final class Sums {
        double requests;
        double failures;
        double expected;

        double added() {
            return failures - expected;
        }

        boolean isClear() {
            return failures >= FEWEST_FAILURES && added() > SPREADS * Math.sqrt(Math.max(1, expected));
        }

        double lift() {
            double rate = failures / requests;
            return rate - Math.min(expected / requests, (1 - LEAST_LIFT) * rate);
        }
    }

    /** The combination; without attributes when the failures are spread over the whole place. */
    Narrowing search() {
        double[] expected = expected();
        Map<List<Integer>, Sums> combinations = new HashMap<>();
        List<int[]> subsets = subsets(table.names().size());
        for (int i = 0; i < outcome.size(); i++) {
            if (outcome.incident()[i]) {
                for (int[] attributes : subsets) {
                    add(combinations, attributes, i, expected[i]);
                }
            }
        }
        double most = combinations.values().stream()
                .filter(Sums::isClear)
                .mapToDouble(Sums::added)
                .max()
                .orElse(0);
        List<Integer> best = List.of();
        double highest = Double.NEGATIVE_INFINITY;
        boolean anyPart = isInPart(combinations, most);
        for (Map.Entry<List<Integer>, Sums> entry : combinations.entrySet()) {
            Sums sums = entry.getValue();
            if (sums.isClear() && !(anyPart && entry.getKey().isEmpty())) {
                double score = EXPLAINING * Math.log(sums.added() / most)
                        + Math.log(sums.lift())
                        - PRICE * entry.getKey().size() / 2;
                if (score > highest || score == highest && before(entry.getKey(), best)) {
                    highest = score;
                    best = entry.getKey();
                }
            }
        }
        return narrowing(best);
    }

    /** Whether some part has most of the added failures and much more of them than the place as a whole. */
    private static boolean isInPart(Map<List<Integer>, Sums> combinations, double most) {
        Sums whole = combinations.getOrDefault(List.of(), new Sums());
        return combinations.values().stream()
                .anyMatch(part -> part.isClear()
                        && part.added() >= MOSTLY * most
                        && part.lift() >= MORE * Math.max(0, whole.lift()));
    }

    /** Keys as alternating attributes and codes, so that their order is the same in every run. */
    private static boolean before(List<Integer> one, List<Integer> other) {
        return one.size() < other.size()
                || one.size() == other.size() && one.toString().compareTo(other.toString()) < 0;
    }

    private void add(Map<List<Integer>, Sums> combinations, int[] attributes, int i, double expected) {
        Integer[] key = new Integer[2 * attributes.length];
        for (int a = 0; a < attributes.length; a++) {
            int code = table.codes().get(attributes[a])[i];
            if (code < 0) {
                return;
            }
            key[2 * a] = attributes[a];
            key[2 * a + 1] = code;
        }
        Sums sums = combinations.computeIfAbsent(List.of(key), any -> new Sums());
        sums.requests += outcome.weight()[i];
        sums.failures += outcome.value()[i];
        sums.expected += expected;
    }

    /** The failures each record would have by the baseline of the records with the same values in everything. */
    private double[] expected() {
        Map<List<Integer>, double[]> baseline = new HashMap<>();
        double requests = 1;
        double failures = 0.5;
        List<List<Integer>> leaves = new ArrayList<>();
        for (int i = 0; i < outcome.size(); i++) {
            Integer[] codes = new Integer[table.names().size()];
            for (int a = 0; a < codes.length; a++) {
                codes[a] = table.codes().get(a)[i];
            }
            List<Integer> leaf = List.of(codes);
            leaves.add(leaf);
            if (!outcome.incident()[i]) {
                double[] sums = baseline.computeIfAbsent(leaf, any -> new double[2]);
                sums[0] += outcome.weight()[i];
                sums[1] += outcome.value()[i];
                requests += outcome.weight()[i];
                failures += outcome.value()[i];
            }
        }
        double rate = failures / requests;
        double[] expected = new double[outcome.size()];
        for (int i = 0; i < expected.length; i++) {
            double[] own = baseline.getOrDefault(leaves.get(i), new double[2]);
            expected[i] = outcome.weight()[i] * (own[1] + PRIOR * rate) / (own[0] + PRIOR);
        }
        return expected;
    }

    private static List<int[]> subsets(int attributes) {
        List<int[]> subsets = new ArrayList<>();
        subsets.add(new int[0]);
        for (int i = 0; i < subsets.size(); i++) {
            int[] base = subsets.get(i);
            if (base.length < DEEPEST) {
                for (int next = base.length == 0 ? 0 : base[base.length - 1] + 1; next < attributes; next++) {
                    int[] more = Arrays.copyOf(base, base.length + 1);
                    more[base.length] = next;
                    subsets.add(more);
                }
            }
        }
        return subsets;
    }

    private Narrowing narrowing(List<Integer> best) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int a = 0; a < best.size(); a += 2) {
            attributes.put(
                    table.names().get(best.get(a)),
                    table.values().get(best.get(a)).get(best.get(a + 1)));
        }
        boolean[] matches = new boolean[outcome.size()];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = true;
            for (int a = 0; a < best.size(); a += 2) {
                matches[i] &= table.codes().get(best.get(a))[i] == best.get(a + 1);
            }
        }
        return new Narrowing(attributes, matches, false);
    }
}
