package dev.whence.anomaly.multivariate;

import dev.whence.anomaly.detector.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Why a row is odd.
 *
 * @param view in which it is oddest
 * @param parts each column's part in that, higher is more
 * @param expected the usual value of each column in that view, in the column's unit
 */
record RowReason(View view, double[] parts, double[] expected) {
    private static final int MOST_COLUMNS = 3;
    private static final double WORTH_TELLING = 0.5; // of the first column's part

    /** The ways to look at a row. */
    enum View {
        ALONE,
        GIVEN_THE_OTHERS,
        AS_A_WHOLE
    }

    /** The columns which drove it, the foremost first. */
    List<Integer> columns() {
        List<Integer> byPart = IntStream.range(0, parts.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> parts[j]).reversed())
                .toList();
        double most = parts[byPart.get(0)];
        return byPart.stream()
                .limit(MOST_COLUMNS)
                .filter(j -> parts[j] >= WORTH_TELLING * most)
                .toList();
    }

    /** A sentence for a person. */
    String text(List<String> names, double[] row) {
        String lead = view == View.AS_A_WHOLE ? "few rows are like this one: " : "";
        return lead
                + columns().stream()
                        .map(j -> names.get(j) + " is " + number(row[j]) + usual(number(expected[j])))
                        .collect(Collectors.joining("; "));
    }

    private String usual(String expected) {
        return switch (view) {
            case ALONE -> ", usually about " + expected;
            case GIVEN_THE_OTHERS -> ", where the other columns let expect about " + expected;
            case AS_A_WHOLE -> ", in those nearest about " + expected;
        };
    }

    private static String number(double value) {
        double rounded = Figures.round(value);
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }
}
