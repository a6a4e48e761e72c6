package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Signals;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether a model call got slower because it was given, or gave, more tokens, and follows them to where they came
 * from. What a token costs in time is estimated by least squares within baseline and incident each, so that the change
 * between the two does not count as its own reason.
 */
final class TokenFlow {
    private static final double MAINLY = 0.5;
    private static final double PART_OF_GROWTH = 0.3;

    private final Inquiry inquiry;
    private final int place;

    TokenFlow(Inquiry inquiry, int place) {
        this.inquiry = inquiry;
        this.place = place;
    }

    /** The suspicion when tokens explain most of the added time of the place's calls. */
    Optional<Suspicion> explain(double share, double p, List<Answer.Evidence> facts) {
        List<Shift> grown = inquiry.shifts().numbers(place).stream()
                .filter(shift -> shift.field().equals(Names.INPUT_TOKENS)
                        || shift.field().equals(Names.OUTPUT_TOKENS))
                .filter(shift -> shift.growth() > 0.15)
                .toList();
        if (grown.isEmpty()) {
            return Optional.empty();
        }
        Signals signals = inquiry.comparison().signals();
        Regression regression = new Regression();
        double[] in = signals.numbers().getOrDefault(Names.INPUT_TOKENS, new double[0]);
        double[] out = signals.numbers().getOrDefault(Names.OUTPUT_TOKENS, new double[0]);
        for (int i = 0; i < signals.rows().length; i++) {
            int row = signals.rows()[i];
            if (row >= 0 && inquiry.frame().place()[row] == place && inquiry.periodOf(row) >= 0) {
                regression.add(
                        inquiry.periodOf(row),
                        tokens(in, i),
                        tokens(out, i),
                        inquiry.frame().forest().selfSeconds(row));
            }
        }
        double[] explained = regression.explained();
        double added = regression.added();
        if (added <= 0 || explained[0] + explained[1] < MAINLY * added) {
            return Optional.empty();
        }
        String field = explained[0] >= explained[1] ? Names.INPUT_TOKENS : Names.OUTPUT_TOKENS;
        Optional<Shift> moved =
                grown.stream().filter(shift -> shift.field().equals(field)).findFirst();
        return moved.map(shift -> followed(shift, share, p, facts));
    }

    private static double tokens(double[] column, int i) {
        return column.length == 0 || Double.isNaN(column[i]) ? 0 : column[i];
    }

    /** The suspicion of where more tokens came from: an earlier stage, or the model call itself. */
    Suspicion followed(Shift tokens, double share, double p, List<Answer.Evidence> before) {
        List<Answer.Evidence> facts = new ArrayList<>(before);
        facts.add(0, Facts.shift(inquiry, tokens));
        Optional<Shift> source = new Upstream(inquiry)
                .of(
                        place,
                        Change.of(inquiry, tokens),
                        shift -> WhySlower.grew(shift)
                                && (!shift.isNumber() || shift.growth() >= PART_OF_GROWTH * tokens.growth()));
        if (source.isPresent()) {
            Shift shift = source.get();
            facts.add(0, Facts.shift(inquiry, shift));
            return new Suspicion(shift.place(), "tokens", share, p, outcome(shift), facts, place).by(shift);
        }
        return new Suspicion(place, "tokens", share, p, outcome(tokens), facts, place);
    }

    private Outcome outcome(Shift shift) {
        return byShift(inquiry, shift);
    }

    /** How requests went by the attribute that moved, at the calls of its place. */
    static Outcome byShift(Inquiry inquiry, Shift shift) {
        int[] rows = Arrays.stream(inquiry.rowsOf(shift.place()))
                .filter(row -> !Double.isNaN(shift.perRequest()[inquiry.requestOf(row)]))
                .toArray();
        boolean check = shift.field().startsWith("quality.");
        if (!shift.isNumber() || check) {
            return inquiry.outcome(
                    rows,
                    row -> shift.perRequest()[inquiry.requestOf(row)] > 0
                            ? inquiry.frame().count(row)
                            : 0,
                    true);
        }
        double sign = shift.growth() >= 0 ? 1 : -1;
        return inquiry.outcome(
                rows, row -> sign * Math.log(1 + Math.abs(shift.perRequest()[inquiry.requestOf(row)])), false);
    }

    /** Least squares of time on two token counts, centred within each period. */
    private static final class Regression {
        private final double[] n = new double[2];
        private final double[][] sum = new double[2][3];
        private final double[][][] products = new double[2][3][3];

        void add(int period, double in, double out, double seconds) {
            double[] v = {in, out, seconds};
            n[period]++;
            for (int a = 0; a < 3; a++) {
                sum[period][a] += v[a];
                for (int b = 0; b < 3; b++) {
                    products[period][a][b] += v[a] * v[b];
                }
            }
        }

        double added() {
            return mean(1, 2) - mean(0, 2);
        }

        /** Seconds of the added time which go with the input tokens and with the output tokens. */
        double[] explained() {
            double[][] s = new double[3][3];
            for (int period = 0; period < 2; period++) {
                for (int a = 0; a < 3; a++) {
                    for (int b = 0; b < 3; b++) {
                        s[a][b] += products[period][a][b] - sum[period][a] * sum[period][b] / Math.max(1, n[period]);
                    }
                }
            }
            double in = s[0][0] * s[1][1] - s[0][1] * s[0][1] > 1e-6 * s[0][0] * s[1][1]
                    ? (s[0][2] * s[1][1] - s[1][2] * s[0][1]) / (s[0][0] * s[1][1] - s[0][1] * s[0][1])
                    : s[0][0] > 0 ? s[0][2] / s[0][0] : 0;
            double out = s[1][1] > 0 ? (s[1][2] - in * s[0][1]) / s[1][1] : 0;
            return new double[] {
                Math.max(0, in) * Math.max(0, mean(1, 0) - mean(0, 0)),
                Math.max(0, out) * Math.max(0, mean(1, 1) - mean(0, 1))
            };
        }

        private double mean(int period, int of) {
            return sum[period][of] / Math.max(1, n[period]);
        }
    }
}
