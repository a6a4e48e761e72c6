package dev.whence.analyzer.quality;

import dev.whence.anomaly.drift.Significance;
import java.util.HashMap;
import java.util.Map;

/**
 * Values by the session they come from. Requests of one session are no independent draws: whoever asked once what is
 * refused asks again. Mutable, for one thread.
 */
final class Clusters {
    private final Map<Long, double[]> sessions = new HashMap<>();
    private long count;
    private double sum;
    private double squares;

    void add(long session, double value) {
        double[] one = sessions.computeIfAbsent(session, first -> new double[2]);
        one[0] += value;
        one[1]++;
        count++;
        sum += value;
        squares += value * value;
    }

    /** All values but those of a part of them. */
    Clusters without(Clusters part) {
        Clusters rest = new Clusters();
        sessions.forEach((session, one) -> {
            double[] gone = part.sessions.getOrDefault(session, new double[2]);
            if (one[1] > gone[1]) {
                rest.sessions.put(session, new double[] {one[0] - gone[0], one[1] - gone[1]});
            }
        });
        rest.count = count - part.count;
        rest.sum = sum - part.sum;
        rest.squares = squares - part.squares;
        return rest;
    }

    long count() {
        return count;
    }

    double sum() {
        return sum;
    }

    int sessions() {
        return sessions.size();
    }

    private boolean isIndependent() {
        return sessions.size() == count;
    }

    /**
     * How many values count as one, at least 1: the variance of the mean as seen between sessions, divided by that of as many
     * independent values (Kish, <i>Survey Sampling</i>, 1965). NaN where all values are the same, so that it cannot be told.
     */
    private double designEffect() {
        double mean = sum / count;
        double spread = squares - sum * mean;
        if (isIndependent()) {
            return 1;
        }
        if (sessions.size() < 2 || spread <= 1e-9 * Math.max(1, squares)) {
            return Double.NaN;
        }
        double between = 0;
        for (double[] one : sessions.values()) {
            double excess = one[0] - mean * one[1];
            between += excess * excess;
        }
        double seen = between * sessions.size() / (sessions.size() - 1.0) / ((double) count * count);
        return Math.max(1, seen / (spread / (count - 1.0) / count));
    }

    /**
     * The dependence within two samples whose means are compared.
     *
     * @param designEffect how many values count as one, at least 1
     * @param degrees degrees of freedom it was estimated with (Welch and Satterthwaite); 0 where every session has one value
     */
    record Dependence(double designEffect, int degrees) {
        /** A p-value of independent values, allowing for the dependence: as Rao and Scott do (<i>Annals of Statistics</i> 12, 1984). */
        double allowedFor(double pValue) {
            return degrees == 0 ? pValue : Significance.clustered(pValue, designEffect, degrees);
        }
    }

    static Dependence between(Clusters one, Clusters other) {
        if (one.isIndependent() && other.isIndependent()) {
            return new Dependence(1, 0);
        }
        double first = one.designEffect();
        double second = other.designEffect();
        first = Double.isNaN(first) ? second : first;
        second = Double.isNaN(second) ? first : second;
        if (Double.isNaN(first)) {
            return new Dependence(1, Math.max(1, Math.min(one.sessions(), other.sessions()) - 1));
        }
        double ofOne = first / one.count;
        double ofOther = second / other.count;
        double all = ofOne + ofOther;
        double degrees = all
                * all
                / (ofOne * ofOne / Math.max(1, one.sessions() - 1)
                        + ofOther * ofOther / Math.max(1, other.sessions() - 1));
        return new Dependence(all / (1.0 / one.count + 1.0 / other.count), (int) Math.max(1, degrees));
    }
}
