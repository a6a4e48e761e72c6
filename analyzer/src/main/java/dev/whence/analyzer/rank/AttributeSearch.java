package dev.whence.analyzer.rank;

import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the smallest combination of attribute values, up to three, to which a change is confined.
 *
 * <p>A combination scores the likelihood gained by giving its calls a rate (or mean) of their own in the incident,
 * minus the likelihood that would still be gained for the calls outside of it, minus a price for each attribute that
 * grows with the number of values tried. The whole place scores what one common change gains; a combination must beat
 * it. The idea of weighing explanation inside against surprise left outside is that of Adtributor (NSDI 2014), Squeeze
 * (ISSRE 2019) and RobustSpot (ISSRE 2022); the price controls false discoveries over all values tried, as
 * Bonferroni's bound does.
 */
final class AttributeSearch {
    private static final int BEAM = 24;
    private static final int DEEPEST = 3;
    private static final int FEWEST = 5;
    private static final double WHOLE = 0.985;
    private static final double UNKNOWN = 0.01;
    private static final double NEARLY = 0.9;
    private static final double OUTSIDE = 1.0;
    private static final double RELATIVE_PRICE = 0.02;

    /** Where several attributes tell the same calls apart, the one that says what changed is the better name. */
    private static final Pattern TELLS_THE_CHANGE =
            Pattern.compile(".*(version|release|model|prompt|revision|build).*");

    private static final Pattern TELLS_THE_MACHINE =
            Pattern.compile(".*(host|pod|container|instance|node|address|ip|port|process).*");

    private final Outcome outcome;
    private final AttributeTable table;
    private final Likelihood likelihood;
    private double price;

    AttributeSearch(Outcome outcome, AttributeTable table) {
        this.outcome = outcome;
        this.table = table;
        this.likelihood = new Likelihood(outcome);
    }

    static Narrowing of(Inquiry inquiry, Outcome outcome, int place) {
        AttributeTable table = Effects.leftOut(inquiry, outcome, AttributeTable.of(inquiry, outcome, place));
        Concentration concentration = new Concentration(outcome, table);
        return concentration.applies() ? concentration.search() : new AttributeSearch(outcome, table).search();
    }

    /** A combination under test. */
    private record Candidate(int[] attributes, int[] codes, Likelihood.Sums sums, double gain, double score) {
        boolean has(int attribute) {
            for (int one : attributes) {
                if (one == attribute) {
                    return true;
                }
            }
            return false;
        }
    }

    Narrowing search() {
        Likelihood.Sums all = likelihood.all();
        double whole = likelihood.gain(all);
        int values = 2;
        for (int attribute = 0; attribute < table.names().size(); attribute++) {
            values += table.cardinality(attribute);
        }
        price = 3 + Math.log(values) + RELATIVE_PRICE * whole;
        List<Candidate> level = extend(List.of(new Candidate(new int[0], new int[0], all, whole, whole)), all);
        List<Candidate> seen = new ArrayList<>(level);
        for (int depth = 2; depth <= DEEPEST && !level.isEmpty(); depth++) {
            level = extend(beam(level), all);
            seen.addAll(level);
        }
        Candidate best = null;
        for (Candidate candidate : seen) {
            boolean tellsMore = candidate.score > Math.min(whole, likelihood.gainOfAll(candidate.sums));
            if (tellsMore && (best == null || better(candidate, best))) {
                best = candidate;
            }
        }
        double reached = best == null ? whole : Math.max(whole, best.score);
        Candidate successor = tookOver(seen, all, reached);
        if (best != null && (successor == null || isNew(best, all))) {
            return narrowing(best);
        }
        return successor != null ? narrowing(successor) : new Narrowing(Map.of(), filled(outcome.size()), false);
    }

    private static List<Candidate> beam(List<Candidate> level) {
        return level.stream()
                .sorted(Comparator.comparingDouble((Candidate candidate) -> candidate.gain)
                        .reversed())
                .limit(BEAM)
                .toList();
    }

    private boolean better(Candidate one, Candidate other) {
        double tolerance = 1e-6 * Math.abs(other.score) + 1e-9;
        if (Math.abs(one.score - other.score) > tolerance) {
            return one.score > other.score;
        }
        return preference(one) > preference(other);
    }

    private double preference(Candidate candidate) {
        double sum = 0;
        for (int attribute : candidate.attributes) {
            String name = table.names().get(attribute);
            sum += TELLS_THE_CHANGE.matcher(name).matches() ? 1 : 0;
            sum -= TELLS_THE_MACHINE.matcher(name).matches() ? 1 : 0;
            sum -= table.cardinality(attribute) / 1000.0;
        }
        return sum;
    }

    /** A value unknown to the baseline which explains about as much as anything else does: it is what changed. */
    private @org.jspecify.annotations.Nullable Candidate tookOver(
            List<Candidate> candidates, Likelihood.Sums all, double reached) {
        Candidate best = null;
        for (Candidate candidate : candidates) {
            boolean single = candidate.attributes.length == 1;
            if (single
                    && isNew(candidate, all)
                    && candidate.score + price >= NEARLY * reached
                    && (best == null || better(candidate, best))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isNew(Candidate candidate, Likelihood.Sums all) {
        return candidate.sums.n(0) < UNKNOWN * all.n(0) && candidate.sums.n(1) >= FEWEST;
    }

    private List<Candidate> extend(List<Candidate> bases, Likelihood.Sums all) {
        Map<List<Integer>, Candidate> found = new HashMap<>();
        for (Candidate base : bases) {
            for (int attribute = 0; attribute < table.names().size(); attribute++) {
                if (!base.has(attribute)) {
                    extend(base, attribute, all, found);
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private void extend(Candidate base, int attribute, Likelihood.Sums all, Map<List<Integer>, Candidate> found) {
        int[] codes = table.codes().get(attribute);
        Likelihood.Sums[] sums = new Likelihood.Sums[table.cardinality(attribute)];
        for (int i = 0; i < outcome.size(); i++) {
            if (codes[i] >= 0 && matches(base, i)) {
                if (sums[codes[i]] == null) {
                    sums[codes[i]] = new Likelihood.Sums();
                }
                likelihood.add(sums[codes[i]], i);
            }
        }
        for (int code = 0; code < sums.length; code++) {
            Likelihood.Sums inside = sums[code];
            if (inside == null || inside.n(1) < FEWEST || inside.rows(1) < Math.min(FEWEST, base.sums.rows(1))) {
                continue;
            }
            boolean wholeBase = inside.n(1) > WHOLE * base.sums.n(1) && inside.n(0) > UNKNOWN * base.sums.n(0);
            if (wholeBase) {
                continue;
            }
            int[] attributes = with(base.attributes, attribute);
            int[] values = with(base.codes, code);
            List<Integer> key = key(attributes, values);
            if (found.containsKey(key)) {
                continue;
            }
            double gain = likelihood.gain(inside);
            double outside = likelihood.gain(all.minus(inside));
            double score = gain - OUTSIDE * outside - price * attributes.length;
            found.put(key, new Candidate(attributes, values, inside, gain, score));
        }
    }

    private static List<Integer> key(int[] attributes, int[] codes) {
        Integer[] pairs = new Integer[attributes.length];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = attributes[i] * 4096 + codes[i];
        }
        Arrays.sort(pairs);
        return List.of(pairs);
    }

    private boolean matches(Candidate candidate, int i) {
        for (int a = 0; a < candidate.attributes.length; a++) {
            if (table.codes().get(candidate.attributes[a])[i] != candidate.codes[a]) {
                return false;
            }
        }
        return true;
    }

    private static int[] with(int[] values, int one) {
        int[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = one;
        return more;
    }

    private Narrowing narrowing(Candidate candidate) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int a = 0; a < candidate.attributes.length; a++) {
            int attribute = candidate.attributes[a];
            attributes.put(
                    table.names().get(attribute), table.values().get(attribute).get(candidate.codes[a]));
        }
        boolean[] matches = new boolean[outcome.size()];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = matches(candidate, i);
        }
        return new Narrowing(attributes, matches, isNew(candidate, likelihood.all()));
    }

    private static boolean[] filled(int size) {
        boolean[] all = new boolean[size];
        Arrays.fill(all, true);
        return all;
    }
}
