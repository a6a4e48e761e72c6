package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.List;

/** Finds stages whose outputs got worse: failed checks, other finish reasons, much shorter or longer texts. */
final class OutputSymptoms {
    private static final double MORE = 0.03;
    private static final double LENGTH_RATIO = 2;
    private static final int BLOCKS = 12;

    private final Comparison comparison;

    OutputSymptoms(Comparison comparison) {
        this.comparison = comparison;
    }

    void addTo(List<Felt> tested) {
        Signals signals = comparison.signals();
        Frame frame = comparison.frame();
        int[] requestOfRow = comparison.requestOfRow();
        int places = frame.places().size();
        int root = SymptomFinder.rootPlace(comparison);
        boolean[] hasOutput = outputPlaces(signals, frame);
        for (String check : OutputChecks.ALL) {
            double[] column = signals.numbers().get(check);
            if (column == null) {
                continue;
            }
            Doubles[][] flags = perPlace(places);
            for (int i = 0; i < column.length; i++) {
                int row = signals.rows()[i];
                int period = period(requestOfRow, row);
                if (period >= 0 && hasOutput[frame.place()[row]]) {
                    flags[period][frame.place()[row]].add(OutputChecks.isBad(check, column[i]) ? 1 : 0);
                }
            }
            for (int place = 0; place < places; place++) {
                addRate(tested, place, check, flags[0][place], flags[1][place], place == root);
            }
        }
        lengths(tested, signals, requestOfRow, root);
        finishReasons(tested, hasOutput, requestOfRow, root);
        new ResultSymptoms(comparison, tested).addAll();
    }

    /** Places that call models, as far as outputs and tokens tell. */
    static boolean[] models(Comparison comparison) {
        return withTokens(comparison, outputPlaces(comparison.signals(), comparison.frame()));
    }

    private static boolean[] withTokens(Comparison comparison, boolean[] hasOutput) {
        double[] tokens = comparison.signals().numbers().get(Names.OUTPUT_TOKENS);
        int[] rows = comparison.signals().rows();
        boolean[] models = hasOutput.clone();
        for (int i = 0; tokens != null && i < tokens.length; i++) {
            if (rows[i] >= 0 && !Double.isNaN(tokens[i])) {
                models[comparison.frame().place()[rows[i]]] = true;
            }
        }
        return models;
    }

    private int period(int[] requestOfRow, int row) {
        return row < 0 || requestOfRow[row] < 0 ? -1 : comparison.requests().period()[requestOfRow[row]];
    }

    private static Doubles[][] perPlace(int places) {
        Doubles[][] lists = new Doubles[2][places];
        for (int place = 0; place < places; place++) {
            lists[0][place] = new Doubles();
            lists[1][place] = new Doubles();
        }
        return lists;
    }

    /** Places that have given an output or were found without one. */
    private static boolean[] outputPlaces(Signals signals, Frame frame) {
        boolean[] has = new boolean[frame.places().size()];
        List<String> signs = new ArrayList<>(OutputChecks.ALL);
        signs.add(Names.OUTPUT_LENGTH);
        for (String sign : signs) {
            double[] column = signals.numbers().get(sign);
            for (int i = 0; column != null && i < column.length; i++) {
                if (signals.rows()[i] >= 0 && !Double.isNaN(column[i])) {
                    has[frame.place()[signals.rows()[i]]] = true;
                }
            }
        }
        return has;
    }

    private static void addRate(
            List<Felt> tested, int place, String signal, Doubles before, Doubles after, boolean atRoot) {
        if (before.size() < 8 || after.size() < 8) {
            return;
        }
        double[] b = before.toArray();
        double[] a = after.toArray();
        double rateBefore = Samples.mean(b);
        double rateAfter = Samples.mean(a);
        double p = Tests.widened(
                Tests.rateRose(rateBefore * b.length, b.length, rateAfter * a.length, a.length),
                Tests.dispersion(b, BLOCKS));
        boolean matters = rateAfter - rateBefore >= MORE && rateAfter >= 1.3 * rateBefore;
        tested.add(new Felt(
                SymptomKind.OUTPUT,
                place,
                signal + ".rate",
                rateBefore,
                rateAfter,
                0,
                false,
                p,
                matters ? rateAfter - rateBefore : 0,
                atRoot));
    }

    private void lengths(List<Felt> tested, Signals signals, int[] requestOfRow, int root) {
        double[] column = signals.numbers().get(Names.OUTPUT_LENGTH);
        if (column == null) {
            return;
        }
        Frame frame = comparison.frame();
        Doubles[][] lengths = perPlace(frame.places().size());
        for (int i = 0; i < column.length; i++) {
            int row = signals.rows()[i];
            int period = period(requestOfRow, row);
            if (period >= 0 && !Double.isNaN(column[i]) && !frame.error()[row]) {
                lengths[period][frame.place()[row]].add(column[i]);
            }
        }
        for (int place = 0; place < lengths[0].length; place++) {
            double[] before = lengths[0][place].toArray();
            double[] after = lengths[1][place].toArray();
            if (before.length < 8 || after.length < 8) {
                continue;
            }
            double middleBefore = Samples.median(before);
            double middleAfter = Samples.median(after);
            double p =
                    Tests.widened(Tests.differ(before, after), Tests.dispersion(AmountSymptoms.logs(before), BLOCKS));
            boolean falling = middleAfter < middleBefore;
            boolean matters = falling
                    ? middleBefore >= LENGTH_RATIO * Math.max(1, middleAfter)
                    : middleAfter >= LENGTH_RATIO * Math.max(1, middleBefore);
            double bound = falling ? Samples.quantile(before, 0.05) : Samples.quantile(before, 0.95);
            double beyond = falling ? 1 - Samples.shareAbove(after, bound) : Samples.shareAbove(after, bound);
            tested.add(new Felt(
                    SymptomKind.OUTPUT,
                    place,
                    Names.OUTPUT_LENGTH + ".p50",
                    middleBefore,
                    middleAfter,
                    bound,
                    falling,
                    p,
                    matters ? 0.5 * Math.max(0, beyond - 0.05) : 0,
                    place == root));
        }
    }

    private void finishReasons(List<Felt> tested, boolean[] hasOutput, int[] requestOfRow, int root) {
        Frame frame = comparison.frame();
        boolean[] models = withTokens(comparison, hasOutput);
        for (int place = 0; place < models.length; place++) {
            if (!models[place]) {
                continue;
            }
            Signals attributes = comparison.attributes(frame.places().get(place));
            Table.Texts reasons = attributes.texts().get(Names.FINISH_REASONS);
            if (reasons == null) {
                continue;
            }
            Doubles[] bad = {new Doubles(), new Doubles()};
            for (int i = 0; i < attributes.rows().length; i++) {
                int period = period(requestOfRow, attributes.rows()[i]);
                if (period >= 0 && reasons.codes()[i] >= 0) {
                    bad[period].add(OutputChecks.isGoodEnd(reasons.get(i)) ? 0 : 1);
                }
            }
            addRate(tested, place, "finish_reason.bad", bad[0], bad[1], place == root);
        }
    }
}
