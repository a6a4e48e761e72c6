package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.symptom.Felt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** What all kinds of evidence work from: the requests compared, what was felt, and helpers over both. One thread. */
public final class Inquiry {
    private static final int MOST_OUTCOMES = 60_000;

    private final Comparison comparison;
    private final List<Felt> felt;
    private final int[] requestOfRow;
    private final int[][] rowsOfPlace;
    private final Shifts shifts;

    /** @param felt what was felt, the worst first */
    public Inquiry(Comparison comparison, List<Felt> felt) {
        this.comparison = comparison;
        this.felt = List.copyOf(felt);
        this.requestOfRow = comparison.requestOfRow();
        this.rowsOfPlace = new int[comparison.frame().places().size()][];
        this.shifts = new Shifts(this);
    }

    public Comparison comparison() {
        return comparison;
    }

    public Frame frame() {
        return comparison.frame();
    }

    public Profile profile() {
        return comparison.profile();
    }

    public Shifts shifts() {
        return shifts;
    }

    public List<Felt> felt() {
        return felt;
    }

    /** What was felt of that kind, the worst first. */
    public List<Felt> felt(SymptomKind kind) {
        return felt.stream().filter(one -> one.kind() == kind).toList();
    }

    public Place place(int place) {
        return frame().places().get(place);
    }

    public int rootPlace() {
        return frame().place()[comparison.requests().roots()[0]];
    }

    /** The request that a row belongs to; -1 for none. */
    public int requestOf(int row) {
        return requestOfRow[row];
    }

    /** The period of a row's request; -1 for neither. */
    public int periodOf(int row) {
        int request = requestOfRow[row];
        return request < 0 ? Requests.NEITHER : comparison.requests().period()[request];
    }

    /** The rows of a place which belong to requests of baseline or incident, by time. */
    public synchronized int[] rowsOf(int place) {
        if (rowsOfPlace[place] == null) {
            int[] rows = new int[64];
            int n = 0;
            for (int row = 0; row < requestOfRow.length; row++) {
                if (frame().place()[row] == place && periodOf(row) >= 0) {
                    if (n == rows.length) {
                        rows = Arrays.copyOf(rows, n * 2);
                    }
                    rows[n++] = row;
                }
            }
            rowsOfPlace[place] = Arrays.copyOf(rows, n);
        }
        return rowsOfPlace[place];
    }

    /** How the calls of a place went by some measure of time; rows with NaN are left out. */
    public Outcome timed(int place, IntToDoubleFunction seconds) {
        return outcome(rowsOf(place), row -> Math.log(Math.max(seconds.applyAsDouble(row), 1e-5)), false);
    }

    /** How the calls of a place went by some test of failure; of a row that stands for many, its failures count. */
    public Outcome failing(int place, IntPredicate failed) {
        return outcome(rowsOf(place), row -> failed.test(row) ? failures(row) : 0, true);
    }

    private double failures(int row) {
        return frame().count(row) == 1 ? 1 : frame().errors(row);
    }

    /** For which calls of a place something is so. */
    public Outcome being(int place, IntPredicate so) {
        return outcome(rowsOf(place), row -> so.test(row) ? frame().count(row) : 0, true);
    }

    public Outcome outcome(int[] rows, IntToDoubleFunction value, boolean binary) {
        int step = Math.max(1, rows.length / MOST_OUTCOMES);
        int most = (rows.length + step - 1) / step;
        int[] kept = new int[most];
        boolean[] incident = new boolean[most];
        double[] values = new double[most];
        double[] weights = new double[most];
        int n = 0;
        for (int i = 0; i < rows.length; i += step) {
            double v = value.applyAsDouble(rows[i]);
            if (!Double.isNaN(v)) {
                kept[n] = rows[i];
                incident[n] = periodOf(rows[i]) == Requests.INCIDENT;
                values[n] = v;
                weights[n++] = frame().count(rows[i]);
            }
        }
        return new Outcome(
                Arrays.copyOf(kept, n),
                Arrays.copyOf(incident, n),
                Arrays.copyOf(values, n),
                Arrays.copyOf(weights, n),
                binary);
    }

    /** The values of baseline and incident apart. */
    public static double[][] periods(Outcome outcome) {
        Doubles[] lists = {new Doubles(), new Doubles()};
        for (int i = 0; i < outcome.size(); i++) {
            lists[outcome.incident()[i] ? 1 : 0].add(outcome.value()[i]);
        }
        return new double[][] {lists[0].toArray(), lists[1].toArray()};
    }

    /** Whether the one place stands above the other in some request's tree. */
    public boolean isAbove(int upper, int lower) {
        return shareBelow(upper, lower) > 0;
    }

    /** Which share of the calls of the one place stand below the other. */
    double shareBelow(int upper, int lower) {
        int[] rows = rowsOf(lower);
        int step = Math.max(1, rows.length / 200);
        int below = 0;
        int asked = 0;
        for (int i = 0; i < rows.length; i += step) {
            asked++;
            int up = frame().forest().parent(rows[i]);
            while (up >= 0 && frame().place()[up] != upper) {
                up = frame().forest().parent(up);
            }
            below += up >= 0 ? 1 : 0;
        }
        return asked == 0 ? 0 : (double) below / asked;
    }

    /** The places directly below a place, by how often they are called from there in the period, the most first. */
    public List<Integer> childPlaces(int place) {
        double[] calls = new double[frame().places().size()];
        int[] rows = rowsOf(place);
        int step = Math.max(1, rows.length / 5000);
        for (int i = 0; i < rows.length; i += step) {
            for (int c = 0; c < frame().forest().childCount(rows[i]); c++) {
                calls[frame().place()[frame().forest().child(rows[i], c)]]++;
            }
        }
        List<Integer> children = new ArrayList<>();
        for (int child = 0; child < calls.length; child++) {
            if (calls[child] > 0 && child != place) {
                children.add(child);
            }
        }
        children.sort((a, b) -> Double.compare(calls[b], calls[a]));
        return children;
    }
}
