package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Tests;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Feels calls that another model answers than before. It is a change by itself that somebody pays for, even where nothing
 * tells what calls cost; where it is told, the costs themselves are felt instead.
 */
final class ModelSymptoms {
    private static final Pattern MODEL = Pattern.compile("(.*[._-])?model([._-]?(name|id))?", Pattern.CASE_INSENSITIVE);

    private static final double UNKNOWN = 0.01;
    private static final double COMMON = 0.2;
    private static final double GREW = 0.3;
    private static final double TWICE = 2;
    private static final double SURELY = 1e-6;
    private static final int FEWEST = 10;
    private static final int BLOCKS = 12;

    private final Comparison comparison;

    ModelSymptoms(Comparison comparison) {
        this.comparison = comparison;
    }

    /** @param models which places call models, as far as is known */
    void addTo(List<Felt> tested, boolean[] models) {
        boolean[] told = placesWithCosts();
        for (int place = 0; place < models.length; place++) {
            if (models[place] && !told[place]) {
                of(place).ifPresent(tested::add);
            }
        }
    }

    private boolean[] placesWithCosts() {
        boolean[] told = new boolean[comparison.frame().places().size()];
        double[] costs = comparison.signals().costs(comparison.frame());
        for (int row = 0; row < costs.length; row++) {
            told[comparison.frame().place()[row]] |= !Double.isNaN(costs[row]);
        }
        return told;
    }

    /** By the model that was asked for, where that is known, rather than the one that answered. */
    private Optional<Felt> of(int place) {
        Signals attributes = comparison.attributes(comparison.frame().places().get(place));
        return attributes.texts().entrySet().stream()
                .filter(field -> MODEL.matcher(field.getKey()).matches())
                .sorted(Comparator.comparing((Map.Entry<String, Table.Texts> field) ->
                                !field.getKey().equals(Names.REQUEST_MODEL))
                        .thenComparing(Map.Entry::getKey))
                .flatMap(field -> of(place, field.getKey(), field.getValue(), attributes.rows()).stream())
                .findFirst();
    }

    private Optional<Felt> of(int place, String field, Table.Texts column, int[] rows) {
        double[][] counts = new double[2][column.dictionary().size()];
        double[] all = new double[2];
        for (int i = 0; i < rows.length; i++) {
            int period = period(rows[i]);
            if (period >= 0 && column.codes()[i] >= 0) {
                all[period]++;
                counts[period][column.codes()[i]]++;
            }
        }
        int risen = -1;
        double most = 0;
        for (int value = 0; value < counts[0].length && all[0] >= FEWEST && all[1] >= FEWEST; value++) {
            double before = counts[0][value] / all[0];
            double after = counts[1][value] / all[1];
            boolean isNew = before < UNKNOWN && after >= COMMON;
            boolean grew = after - before >= GREW && after >= TWICE * before;
            if (counts[1][value] >= FEWEST && (isNew || grew) && after - before > most) {
                risen = value;
                most = after - before;
            }
        }
        if (risen < 0) {
            return Optional.empty();
        }
        double p = Tests.widened(
                Tests.rateRose(counts[0][risen], all[0], counts[1][risen], all[1]),
                Tests.dispersion(ofBaseline(column, rows, risen), BLOCKS));
        return p >= SURELY
                ? Optional.empty()
                : Optional.of(new Felt(
                        SymptomKind.COST,
                        place,
                        Felt.ofValue(field, column.dictionary().get(risen)),
                        counts[0][risen] / all[0],
                        counts[1][risen] / all[1],
                        0.5,
                        false,
                        p,
                        most,
                        false));
    }

    private double[] ofBaseline(Table.Texts column, int[] rows, int value) {
        Doubles having = new Doubles();
        for (int i = 0; i < rows.length; i++) {
            if (period(rows[i]) == Requests.BASELINE && column.codes()[i] >= 0) {
                having.add(column.codes()[i] == value ? 1 : 0);
            }
        }
        return having.toArray();
    }

    private int period(int row) {
        int request = row < 0 ? -1 : comparison.requestOfRow()[row];
        return request < 0 ? Requests.NEITHER : comparison.requests().period()[request];
    }
}
