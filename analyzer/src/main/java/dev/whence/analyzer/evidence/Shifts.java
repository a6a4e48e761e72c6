package dev.whence.analyzer.evidence;

import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tails;
import dev.whence.analyzer.stats.Tests;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Attributes of places whose values moved from baseline to incident; found when asked for, remembered. */
public final class Shifts {
    private static final double CERTAIN = 1e-6;

    /** A check says what is good and bad: less is needed to believe that it moved. */
    private static final double CERTAIN_CHECK = 1e-4;

    private static final double MOVED = 1.3;
    private static final double MOVED_SHARE = 0.15;
    private static final double UNKNOWN = 0.01;
    private static final int FEWEST = 8;
    private static final int MOST_PAIRS = 2500;

    private final Inquiry inquiry;
    private final Map<Integer, List<Shift>> numbers = new HashMap<>();
    private final Map<Integer, List<Shift>> texts = new HashMap<>();

    Shifts(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /**
     * An attribute of a place that moved.
     *
     * @param value of a text attribute the value that became more frequent; empty of a number
     * @param before median in the baseline (the mean where only a part moved), or the share of the value
     * @param isNew whether the baseline hardly knows the value
     * @param perRequest by request: the attribute's mean or the share of the value; NaN where the request lacks it
     */
    public record Shift(
            int place,
            String field,
            String value,
            double before,
            double after,
            double pValue,
            boolean isNew,
            double[] perRequest) {
        public boolean isNumber() {
            return value.isEmpty();
        }

        /** The natural logarithm of how many times the number grew; 0 of texts. */
        public double growth() {
            return isNumber()
                    ? Math.log((after + 1e-9 + 0.05 * Math.abs(before)) / (before + 1e-9 + 0.05 * Math.abs(before)))
                    : 0;
        }
    }

    /** Numbers of a place that moved, the checks of its outputs among them. */
    public List<Shift> numbers(int place) {
        return numbers.computeIfAbsent(place, this::findNumbers);
    }

    /** Texts of a place that moved; what tells how its calls went is not among them. */
    public List<Shift> texts(int place) {
        return texts.computeIfAbsent(place, this::findTexts);
    }

    private List<Shift> findNumbers(int place) {
        Signals signals = inquiry.comparison().signals();
        Frame frame = inquiry.frame();
        List<Shift> found = new ArrayList<>();
        signals.numbers().forEach((field, column) -> {
            boolean check = field.startsWith("quality.");
            Doubles[] values = {new Doubles(), new Doubles()};
            for (int i = 0; i < column.length; i++) {
                int row = signals.rows()[i];
                if (row >= 0 && frame.place()[row] == place && inquiry.periodOf(row) >= 0) {
                    if (!Double.isNaN(column[i]) || check) {
                        values[inquiry.periodOf(row)].add(Double.isNaN(column[i]) ? 0 : column[i]);
                    }
                }
            }
            if (values[0].size() < FEWEST || values[1].size() < FEWEST) {
                return;
            }
            double[] before = values[0].toArray();
            double[] after = values[1].toArray();
            double p = Math.min(Tests.differ(before, after), check ? 1 : 2 * Tails.greater(before, after));
            double middleBefore = check ? Samples.mean(before) : Samples.median(before);
            double middleAfter = check ? Samples.mean(after) : Samples.median(after);
            if (!check && !moved(middleBefore, middleAfter)) {
                middleBefore = Samples.mean(before);
                middleAfter = Samples.mean(after);
            }
            boolean moved = check ? middleAfter - middleBefore > 0.03 : moved(middleBefore, middleAfter);
            if (p < (check ? CERTAIN_CHECK : CERTAIN) && moved) {
                found.add(new Shift(
                        place, field, "", middleBefore, middleAfter, p, false, means(signals, column, place, check)));
            }
        });
        return found;
    }

    private static boolean moved(double before, double after) {
        double ratio = (Math.abs(after) + 1e-9) / (Math.abs(before) + 1e-9);
        return ratio > MOVED || ratio < 1 / MOVED;
    }

    private double[] means(Signals signals, double[] column, int place, boolean check) {
        double[] sum = new double[inquiry.comparison().requests().size()];
        double[] count = new double[sum.length];
        for (int i = 0; i < column.length; i++) {
            int row = signals.rows()[i];
            if (row < 0 || inquiry.frame().place()[row] != place || inquiry.requestOf(row) < 0) {
                continue;
            }
            if (!Double.isNaN(column[i]) || check) {
                sum[inquiry.requestOf(row)] += Double.isNaN(column[i]) ? 0 : column[i];
                count[inquiry.requestOf(row)]++;
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = count[i] == 0 ? Double.NaN : sum[i] / count[i];
        }
        return sum;
    }

    private List<Shift> findTexts(int place) {
        Signals attributes = inquiry.comparison().attributes(inquiry.place(place));
        List<Shift> found = new ArrayList<>();
        attributes.texts().forEach((field, column) -> {
            if (Signals.isOutcome(field) && !field.equals(Names.FINISH_REASONS)) {
                return;
            }
            double[][] counts = new double[2][column.dictionary().size()];
            double[] all = new double[2];
            for (int i = 0; i < attributes.rows().length; i++) {
                int row = attributes.rows()[i];
                if (row >= 0 && inquiry.periodOf(row) >= 0) {
                    all[inquiry.periodOf(row)]++;
                    if (column.codes()[i] >= 0) {
                        counts[inquiry.periodOf(row)][column.codes()[i]]++;
                    }
                }
            }
            if (all[0] < FEWEST || all[1] < FEWEST) {
                return;
            }
            for (int value = 0; value < counts[0].length; value++) {
                double before = counts[0][value] / all[0];
                double after = counts[1][value] / all[1];
                boolean isNew = before < UNKNOWN && after > 5 * before && counts[1][value] >= 5;
                if (after - before < MOVED_SHARE && !(isNew && after > 0.03)) {
                    continue;
                }
                double p = Tests.rateRose(counts[0][value], all[0], counts[1][value], all[1]);
                if (p < CERTAIN || isNew && p < 1e-3) {
                    String text = column.dictionary().get(value);
                    double[] shares = shares(attributes, column, value);
                    if (isNew || !isRepetition(place, shares)) {
                        found.add(new Shift(place, field, text, before, after, p, isNew, shares));
                    }
                }
            }
        });
        return found;
    }

    /** Whether as many requests as ever had the value, which grew among the calls since requests came to need more of them. */
    private boolean isRepetition(int place, double[] shares) {
        Profile profile = inquiry.profile();
        double more = profile.calls(1, place)
                / Math.max(1, profile.requests(1))
                / Math.max(1e-9, profile.calls(0, place) / Math.max(1, profile.requests(0)));
        if (more < MOVED) {
            return false;
        }
        double[] having = new double[2];
        double[] requests = new double[2];
        for (int request = 0; request < shares.length; request++) {
            int period = inquiry.comparison().requests().period()[request];
            if (period >= 0 && !Double.isNaN(shares[request])) {
                requests[period]++;
                having[period] += shares[request] > 0 ? 1 : 0;
            }
        }
        return Tests.rateRose(having[0], requests[0], having[1], requests[1]) > CERTAIN;
    }

    private double[] shares(Signals attributes, Table.Texts column, int value) {
        double[] sum = new double[inquiry.comparison().requests().size()];
        double[] count = new double[sum.length];
        for (int i = 0; i < attributes.rows().length; i++) {
            int row = attributes.rows()[i];
            if (row >= 0 && inquiry.requestOf(row) >= 0) {
                count[inquiry.requestOf(row)]++;
                sum[inquiry.requestOf(row)] += column.codes()[i] == value ? 1 : 0;
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = count[i] == 0 ? Double.NaN : sum[i] / count[i];
        }
        return sum;
    }

    /**
     * How closely a shift went along with a measure, request by request, in [0, 1] (the size of Spearman's
     * correlation). As many requests of the baseline as of the incident count, so that a long baseline does not hide
     * what they do together; requests which lack one of the two are left out.
     */
    public double association(Shift shift, double[] perRequest) {
        int[][] pairs = new int[2][perRequest.length];
        int[] n = new int[2];
        for (int i = 0; i < perRequest.length; i++) {
            int period = inquiry.comparison().requests().period()[i];
            if (period >= 0 && !Double.isNaN(perRequest[i]) && !Double.isNaN(shift.perRequest()[i])) {
                pairs[period][n[period]++] = i;
            }
        }
        int each = Math.min(MOST_PAIRS, Math.max(FEWEST, Math.min(n[0], n[1])));
        Doubles x = new Doubles();
        Doubles y = new Doubles();
        for (int period = 0; period < 2; period++) {
            int taken = Math.min(each, n[period]);
            for (int i = 0; i < taken; i++) {
                int request = pairs[period][(int) ((long) i * n[period] / taken)];
                x.add(shift.perRequest()[request]);
                y.add(perRequest[request]);
            }
        }
        return Math.abs(Samples.rankCorrelation(x.toArray(), y.toArray()));
    }
}
