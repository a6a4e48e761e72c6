package dev.whence.anomaly.multivariate;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What rows of several numbers usually look like, in three views of which each sees what the others miss: every column alone
 * ({@link Rarity}), every column given the others ({@link Relations}), and the row as a whole ({@link Neighbours}). Each
 * view's figure is put in robust units of the rows learned from, and the three are added. Immutable.
 */
final class RowModel {
    private static final List<RowReason.View> ORDER =
            List.of(RowReason.View.ALONE, RowReason.View.GIVEN_THE_OTHERS, RowReason.View.AS_A_WHOLE);
    private static final int VIEWS = ORDER.size();
    private static final double SHRINKAGE = 0.1;

    private final RobustScale scale;
    private final Rarity rarity;
    private final Optional<Relations> relations;
    private final Neighbours neighbours;
    private final Standing[] standings = new Standing[VIEWS];
    private final double[] oddities;

    /**
     * Learns what is usual.
     *
     * @param rows at least one, all of the same length and not empty, finite numbers
     * @param random draws the rows that neighbours are looked for among
     */
    RowModel(double[][] rows, Random random) {
        scale = RobustScale.of(rows);
        double[][] scaled = scale.scaled(rows);
        rarity = Rarity.of(scaled);
        relations = Relations.of(scaled, SHRINKAGE, 0);
        neighbours = Neighbours.of(scaled, random);
        double[][] figures = new double[VIEWS][rows.length];
        for (int i = 0; i < rows.length; i++) {
            double[] one = figures(scaled[i], i);
            for (int view = 0; view < VIEWS; view++) {
                figures[view][i] = one[view];
            }
        }
        oddities = new double[rows.length];
        for (int view = 0; view < VIEWS; view++) {
            standings[view] = Standing.among(figures[view]);
            for (int i = 0; i < rows.length; i++) {
                oddities[i] += standings[view].of(figures[view][i]);
            }
        }
    }

    private double[] figures(double[] scaled, int self) {
        return new double[] {
            rarity.of(scaled), relations.map(known -> known.of(scaled)).orElse(0.0), neighbours.of(scaled, self)
        };
    }

    /** How odd each row learned from is among the others: higher is odder, 0 about usual. */
    double[] oddities() {
        return oddities.clone();
    }

    /** How odd a row not learned from is. */
    double oddity(double[] row) {
        double[] figures = figures(scale.scaled(row), -1);
        double sum = 0;
        for (int view = 0; view < VIEWS; view++) {
            sum += standings[view].of(figures[view]);
        }
        return sum;
    }

    /**
     * Which columns make a row odd.
     *
     * @param self which of the rows learned from this is; −1 for another
     */
    RowReason reason(double[] row, int self) {
        double[] scaled = scale.scaled(row);
        double[] figures = figures(scaled, self);
        int foremost = 0;
        for (int other = 1; other < VIEWS; other++) {
            if (standings[other].of(figures[other]) > standings[foremost].of(figures[foremost])) {
                foremost = other;
            }
        }
        return switch (ORDER.get(foremost)) {
            case ALONE -> alone(scaled);
            case GIVEN_THE_OTHERS ->
                relations.map(known -> givenTheOthers(known, scaled)).orElseGet(() -> asAWhole(scaled, self));
            case AS_A_WHOLE -> asAWhole(scaled, self);
        };
    }

    private RowReason alone(double[] scaled) {
        double[] parts = new double[scaled.length];
        double[] expected = new double[scaled.length];
        for (int j = 0; j < scaled.length; j++) {
            parts[j] = rarity.column(j, scaled[j]);
            expected[j] = scale.median(j);
        }
        return new RowReason(RowReason.View.ALONE, parts, expected);
    }

    private RowReason givenTheOthers(Relations known, double[] scaled) {
        double[] parts = known.residuals(scaled);
        double[] expected = new double[scaled.length];
        for (int j = 0; j < scaled.length; j++) {
            expected[j] = scale.unscaled(j, known.expected(j, scaled[j], parts[j]));
            parts[j] = Math.abs(parts[j]);
        }
        return new RowReason(RowReason.View.GIVEN_THE_OTHERS, parts, expected);
    }

    private RowReason asAWhole(double[] scaled, int self) {
        double[] nearby = neighbours.nearby(scaled, self);
        double[] parts = new double[scaled.length];
        for (int j = 0; j < scaled.length; j++) {
            parts[j] = Math.abs(scaled[j] - nearby[j]);
            nearby[j] = scale.unscaled(j, nearby[j]);
        }
        return new RowReason(RowReason.View.AS_A_WHOLE, parts, nearby);
    }
}
