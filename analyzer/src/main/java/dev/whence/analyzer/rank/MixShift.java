package dev.whence.analyzer.rank;

import dev.whence.analyzer.beside.Beside;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.symptom.Felt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells when a symptom is nothing but other customers: requests of each kind go as they always did, only their shares
 * moved. Then nothing is broken. Kinds are told apart by the attributes of the requests' roots; those which say what
 * the pipeline chose, such as a model or a release, are not among them, for a bad choice is a cause.
 */
public final class MixShift {
    private static final Pattern CHOSEN = Pattern.compile(
            ".*(model|version|release|prompt|revision|build|flag|variant|experiment|host|pod|instance|node|container"
                    + "|provider|cache|route|address|deployment|config).*");

    private static final double REMAINS = 0.35;
    private static final double KNOWN = 0.9;
    private static final int FEWEST = 8;

    private MixShift() {}

    /** What remains of the symptoms when those are left out which a change of the mix explains. */
    public static List<Felt> without(Inquiry inquiry, List<Felt> felt) {
        Map<Integer, List<Felt>> byPlace = new LinkedHashMap<>();
        felt.forEach(one ->
                byPlace.computeIfAbsent(one.place(), any -> new ArrayList<>()).add(one));
        Set<Felt> real = new HashSet<>();
        Beside.all(List.copyOf(byPlace.values()), ofPlace -> unexplained(inquiry, ofPlace))
                .forEach(real::addAll);
        return felt.stream().filter(real::contains).toList();
    }

    private static List<Felt> unexplained(Inquiry inquiry, List<Felt> ofPlace) {
        Tables tables = new Tables(inquiry);
        return ofPlace.stream().filter(one -> !explains(inquiry, tables, one)).toList();
    }

    /** The attributes of outcomes; of those that are about the same rows as the one before they are read once. */
    private static final class Tables {
        private final Inquiry inquiry;
        private int[] rows = new int[0];
        private AttributeTable table = new AttributeTable(List.of(), List.of(), List.of());

        Tables(Inquiry inquiry) {
            this.inquiry = inquiry;
        }

        AttributeTable of(Outcome outcome) {
            if (!Arrays.equals(rows, outcome.rows())) {
                rows = outcome.rows();
                table = AttributeTable.of(inquiry, outcome, inquiry.rootPlace());
            }
            return table;
        }
    }

    /**
     * Whether it is nothing but other customers that something is more often so.
     *
     * @param comparison all requests
     * @param outcome for which calls it is so
     */
    public static boolean explains(Comparison comparison, Outcome outcome) {
        if (outcome.size() == 0) {
            return false;
        }
        int root = outcome.rows()[0];
        for (int up = root; up >= 0; up = comparison.frame().forest().parent(up)) {
            root = up;
        }
        Inquiry inquiry = new Inquiry(comparison, List.of());
        return explains(
                outcome, AttributeTable.of(inquiry, outcome, comparison.frame().place()[root]));
    }

    private static boolean explains(Inquiry inquiry, Tables tables, Felt felt) {
        Outcome outcome = Timing.outcome(inquiry, felt);
        return outcome.size() > 0 && explains(outcome, tables.of(outcome));
    }

    private static boolean explains(Outcome outcome, AttributeTable table) {
        for (int attribute = 0; attribute < table.names().size(); attribute++) {
            if (!CHOSEN.matcher(table.names().get(attribute)).matches()
                    && explains(outcome, table.codes().get(attribute), table.cardinality(attribute))) {
                return true;
            }
        }
        return false;
    }

    private static boolean explains(Outcome outcome, int[] codes, int values) {
        double[][] n = new double[2][values + 1];
        double[][] sum = new double[2][values + 1];
        double[] all = new double[2];
        double[] total = new double[2];
        for (int i = 0; i < codes.length; i++) {
            int period = outcome.incident()[i] ? 1 : 0;
            double weight = outcome.weight()[i];
            double value = outcome.binary() ? outcome.value()[i] : weight * outcome.value()[i];
            n[period][codes[i] + 1] += weight;
            sum[period][codes[i] + 1] += value;
            all[period] += weight;
            total[period] += value;
        }
        if (all[0] == 0 || all[1] == 0) {
            return false;
        }
        double raw = total[1] / all[1] - total[0] / all[0];
        double within = 0;
        double known = 0;
        double moved = 0;
        for (int value = 0; value <= values; value++) {
            moved += Math.abs(n[1][value] / all[1] - n[0][value] / all[0]) / 2;
            if (n[0][value] >= FEWEST && n[1][value] > 0) {
                within += n[1][value] * (sum[1][value] / n[1][value] - sum[0][value] / n[0][value]);
                known += n[1][value];
            }
        }
        return moved > 0.05 && known >= KNOWN * all[1] && raw > 0 && within / known < REMAINS * raw;
    }
}
