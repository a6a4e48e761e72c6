package dev.whence.analyzer.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts labels against those that were expected, without regard to case. Mutable, for one thread. */
final class Labels {
    private static final int MOST_CLASSES = 50;

    private final Map<String, Counts> classes = new TreeMap<>();
    private long count;
    private long right;

    private static final class Counts {
        private long expected;
        private long given;
        private long both;
    }

    void add(String label, String expected) {
        String given = label.strip().toLowerCase(Locale.ROOT);
        String truth = expected.strip().toLowerCase(Locale.ROOT);
        of(given).given++;
        of(truth).expected++;
        count++;
        if (given.equals(truth)) {
            of(given).both++;
            right++;
        }
    }

    private Counts of(String label) {
        return classes.computeIfAbsent(label, first -> new Counts());
    }

    long count() {
        return count;
    }

    /** The figures; of at least one pair. */
    QualityGroup.Labelled figures() {
        List<QualityGroup.ClassFigures> all = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<String, Counts> entry : classes.entrySet()) {
            Counts counts = entry.getValue();
            double f1 = 2.0 * counts.both / (counts.expected + counts.given);
            sum += f1;
            all.add(new QualityGroup.ClassFigures(
                    entry.getKey(),
                    counts.expected,
                    counts.given,
                    share(counts.both, counts.given),
                    share(counts.both, counts.expected),
                    f1));
        }
        all.sort(Comparator.comparingLong(QualityGroup.ClassFigures::expected).reversed());
        return new QualityGroup.Labelled(
                count,
                share(right, count),
                sum / all.size(),
                List.copyOf(all.subList(0, Math.min(MOST_CLASSES, all.size()))),
                Math.max(0, all.size() - MOST_CLASSES));
    }

    private static double share(long part, long whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
