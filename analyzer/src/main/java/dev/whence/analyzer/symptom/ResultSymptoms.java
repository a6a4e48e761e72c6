package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.model.Names;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds stages of whose results a part falls out of what is usual there: outputs of almost nothing or without end, no
 * rows or documents where there always were some, a confidence that collapses. The middle need not move for it.
 */
final class ResultSymptoms {
    /** Number fields which say how good a result is, or how much there is of it: much less is worse. */
    private static final Pattern WORSE_WHEN_LESS = Pattern.compile(
            "(?!quality\\.|anomaly\\.)(.*[._-])?((confidence|certainty|similarity|relevanc[ey]|groundedness|faithfulness|top)"
                    + "([._-]?score)?|(returned|retrieved|fetched|found)[._-]?(rows|documents|docs|records|items|hits|results)"
                    + "|(rows|documents|docs|records|results?|hits?|match(es)?)[._-]?(count|returned|retrieved|fetched|found)"
                    + "|(num|n)[._-](rows|documents|docs|records|results|hits|matches)|hits|matches)",
            Pattern.CASE_INSENSITIVE);

    private static final String FEWER = ".low.rate";
    private static final String MORE_THAN_EVER = ".high.rate";
    private static final double FAR = 2;
    private static final double TAIL = 0.05;
    private static final double MORE = 0.03;
    private static final int FEWEST = 8;
    private static final int BLOCKS = 12;

    private final Comparison comparison;
    private final List<Felt> tested;

    /** @param tested takes what was tested, whether it stands or not */
    ResultSymptoms(Comparison comparison, List<Felt> tested) {
        this.comparison = comparison;
        this.tested = tested;
    }

    /** The field that a signal of this kind is about; empty of other signals. */
    static String fieldOf(String signal) {
        if (signal.endsWith(FEWER)) {
            return signal.substring(0, signal.length() - FEWER.length());
        }
        return signal.endsWith(MORE_THAN_EVER) ? signal.substring(0, signal.length() - MORE_THAN_EVER.length()) : "";
    }

    void addAll() {
        comparison.signals().numbers().forEach((field, column) -> {
            boolean length = field.equals(Names.OUTPUT_LENGTH);
            if (length || WORSE_WHEN_LESS.matcher(field).matches()) {
                add(field, column, length);
            }
        });
    }

    private void add(String field, double[] column, boolean eitherWay) {
        Frame frame = comparison.frame();
        int[] rows = comparison.signals().rows();
        int[] requestOfRow = comparison.requestOfRow();
        Doubles[][] values = new Doubles[2][frame.places().size()];
        for (int i = 0; i < column.length; i++) {
            int request = rows[i] < 0 ? -1 : requestOfRow[rows[i]];
            int period = request < 0 ? -1 : comparison.requests().period()[request];
            if (period >= 0 && !Double.isNaN(column[i]) && !frame.error()[rows[i]]) {
                int place = frame.place()[rows[i]];
                if (values[period][place] == null) {
                    values[period][place] = new Doubles();
                }
                values[period][place].add(column[i]);
            }
        }
        for (int place = 0; place < values[0].length; place++) {
            Doubles before = values[0][place];
            Doubles after = values[1][place];
            if (before != null && after != null && before.size() >= FEWEST && after.size() >= FEWEST) {
                add(field, place, before.toArray(), after.toArray(), eitherWay);
            }
        }
    }

    private void add(String field, int place, double[] before, double[] after, boolean eitherWay) {
        double low = Samples.quantile(before, TAIL) / FAR;
        if (low > 0) {
            add(field + FEWER, place, beyond(before, low, true), beyond(after, low, true), low, true);
        }
        double high = Samples.quantile(before, 1 - TAIL) * FAR;
        if (eitherWay && high > 0) {
            add(field + MORE_THAN_EVER, place, beyond(before, high, false), beyond(after, high, false), high, false);
        }
    }

    private static double[] beyond(double[] values, double bound, boolean below) {
        double[] beyond = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            beyond[i] = (below ? values[i] < bound : values[i] > bound) ? 1 : 0;
        }
        return beyond;
    }

    private void add(String signal, int place, double[] before, double[] after, double bound, boolean falling) {
        double rateBefore = Samples.mean(before);
        double rateAfter = Samples.mean(after);
        double p = Tests.widened(
                Tests.rateRose(rateBefore * before.length, before.length, rateAfter * after.length, after.length),
                Tests.dispersion(before, BLOCKS));
        double more = rateAfter - rateBefore;
        tested.add(new Felt(
                SymptomKind.OUTPUT,
                place,
                signal,
                rateBefore,
                rateAfter,
                bound,
                falling,
                p,
                more >= MORE ? more : 0,
                place == SymptomFinder.rootPlace(comparison)));
    }
}
