package dev.whence.anomaly.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;

/**
 * Compares the shares of names by Pearson's chi-square test. Where values depend on each other in time, the statistic is
 * divided by the mean design effect of the names and referred to F (Rao and Scott, <i>Annals of Statistics</i> 12, 1984).
 * Its effect is the Jensen–Shannon distance. Names that are too rare for the test count together. Stateless.
 */
public final class CategoryDrift {
    static final String TEST = "chi_square";

    /** What names that are too rare to compare alone are called together. */
    static final String OTHERS = "others";

    private static final double FEWEST_EXPECTED = 5;
    private static final int MOST_SHOWN = 5;

    private CategoryDrift() {}

    /**
     * Compares two samples of names.
     *
     * @throws IllegalArgumentException when one of them is empty
     */
    public static Comparison compare(Sample<String> reference, Sample<String> window) {
        if (reference.size() == 0 || window.size() == 0) {
            throw new IllegalArgumentException("a comparison needs values on either side");
        }
        Names names = new Names(reference, window);
        int kinds = names.list.size();
        double[] before = shares(names.before, reference.size());
        double[] after = shares(names.after, window.size());
        Divergence divergence = Divergence.ofCounts(names.before, names.after);
        double statistic = 0;
        double pValue = 1;
        double factor = 1;
        if (kinds > 1) {
            DesignEffect dependence = dependence(names, before, reference, window.stretch());
            factor = dependence.factor();
            statistic = ChiSquareTest.withDefaults().statistic(new long[][] {names.before, names.after});
            double ratio = statistic / factor / (kinds - 1);
            pValue = FDistribution.of(kinds - 1.0, (kinds - 1.0) * Math.max(1, dependence.degrees()))
                    .survivalProbability(ratio);
        }
        return new Comparison(
                TEST,
                statistic,
                pValue,
                divergence.jensenShannon(),
                divergence,
                names.summary(before, before, after),
                names.summary(after, before, after),
                onset(names, before, after, reference, window),
                factor);
    }

    private static double[] shares(long[] counts, int total) {
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = counts[i] / (double) total;
        }
        return shares;
    }

    private static DesignEffect dependence(Names names, double[] shares, Sample<String> reference, Stretch window) {
        int kinds = shares.length;
        double[][] columns = new double[kinds][reference.size()];
        for (int i = 0; i < reference.size(); i++) {
            columns[names.code(reference.values().get(i))][i] = 1;
        }
        return DesignEffect.of(reference.stretch(), reference.nanos(), window.lengthNanos(), columns, factors -> {
            double mean = 0;
            for (int kind = 0; kind < kinds; kind++) {
                mean += (1 - shares[kind]) * factors[kind] / (kinds - 1);
            }
            return mean;
        });
    }

    private static OptionalLong onset(
            Names names, double[] before, double[] after, Sample<String> reference, Sample<String> window) {
        double[] windowlike = new double[reference.size() + window.size()];
        for (int i = 0; i < windowlike.length; i++) {
            int code = names.code(
                    i < reference.size()
                            ? reference.values().get(i)
                            : window.values().get(i - reference.size()));
            windowlike[i] = after[code] / (before[code] + after[code]);
        }
        return Onsets.of(reference.nanos(), window.nanos(), windowlike);
    }

    /** The names that are compared, with their counts; the rare ones as one. */
    private static final class Names {
        final List<String> list = new ArrayList<>();
        final long[] before;
        final long[] after;
        private final Map<String, Integer> codes = new HashMap<>();

        Names(Sample<String> reference, Sample<String> window) {
            Map<String, long[]> counts = new LinkedHashMap<>();
            reference.values().forEach(value -> counts.computeIfAbsent(value, any -> new long[2])[0]++);
            window.values().forEach(value -> counts.computeIfAbsent(value, any -> new long[2])[1]++);
            double smaller = Math.min(reference.size(), window.size()) / (double) (reference.size() + window.size());
            List<String> rare = new ArrayList<>();
            counts.forEach((value, count) -> {
                if ((count[0] + count[1]) * smaller < FEWEST_EXPECTED) {
                    rare.add(value);
                } else {
                    codes.put(value, list.size());
                    list.add(value);
                }
            });
            if (!rare.isEmpty()) {
                rare.forEach(value -> codes.put(value, list.size()));
                list.add(rare.size() == 1 ? rare.get(0) : OTHERS);
            }
            before = new long[list.size()];
            after = new long[list.size()];
            counts.forEach((value, count) -> {
                before[code(value)] += count[0];
                after[code(value)] += count[1];
            });
        }

        int code(String value) {
            return codes.getOrDefault(value, list.size() - 1);
        }

        Summary.Shares summary(double[] of, double[] from, double[] to) {
            List<Integer> byChange = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                byChange.add(i);
            }
            byChange.sort(Comparator.comparingDouble((Integer i) -> Math.abs(to[i] - from[i]))
                    .reversed());
            Map<String, Double> shares = new LinkedHashMap<>();
            byChange.stream().limit(MOST_SHOWN).forEach(i -> shares.put(list.get(i), of[i]));
            return new Summary.Shares(shares);
        }
    }
}
