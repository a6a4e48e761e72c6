package dev.whence.analyzer.symptom;

import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import java.util.Arrays;

/** Adds number fields up over the spans of each request. */
final class RequestTotals {
    private final Comparison comparison;
    private final int[] requestOfRow;

    RequestTotals(Comparison comparison) {
        this.comparison = comparison;
        this.requestOfRow = comparison.requestOfRow();
    }

    /**
     * What the requests cost of which anything has a cost, by time: of baseline and incident. Where spans and
     * those above them both have it (a workflow's total and its calls), only the innermost count.
     */
    double[][] ofCosts() {
        Requests requests = comparison.requests();
        double[] values = comparison.signals().costs(comparison.frame());
        double[] totals = new double[requests.size()];
        Arrays.fill(totals, Double.NaN);
        for (int row = 0; row < values.length; row++) {
            int request = requestOfRow[row];
            if (request >= 0 && !Double.isNaN(values[row])) {
                totals[request] = (Double.isNaN(totals[request]) ? 0 : totals[request]) + values[row];
            }
        }
        Doubles[] periods = {new Doubles(), new Doubles()};
        for (int i = 0; i < totals.length; i++) {
            if (requests.period()[i] >= 0 && !Double.isNaN(totals[i])) {
                periods[requests.period()[i]].add(totals[i]);
            }
        }
        return new double[][] {periods[0].toArray(), periods[1].toArray()};
    }
}
