package dev.whence.analyzer.rank;

import dev.whence.analyzer.evidence.Outcome;

/**
 * How much likelihood is gained by letting calls go worse in the incident than in the baseline: of failures as a
 * binomial, of measures as a normal of their logarithms. Only changes for the worse gain.
 */
final class Likelihood {
    /** How many calls' worth of the whole place's baseline a part's own baseline is smoothed with. */
    private static final double PRIOR = 5;

    /** Below this share of the baseline a part is new, and the whole place's baseline is all there is to compare with. */
    private static final double UNKNOWN = 0.01;

    private static final double LEAST_VARIANCE = 0.01;

    /** Standard errors by which the baselines of a part and of the whole place must differ to be told apart. */
    private static final double DIFFERENT = 3;

    private final Outcome outcome;
    private final Sums all = new Sums();
    private final double usual;
    private final double variance;

    Likelihood(Outcome outcome) {
        this.outcome = outcome;
        for (int i = 0; i < outcome.size(); i++) {
            add(all, i);
        }
        double n = Math.max(1, all.weight[0]);
        this.usual = outcome.binary() ? (all.sum[0] + 0.5) / (all.weight[0] + 1) : all.sum[0] / n;
        this.variance = Math.max(LEAST_VARIANCE, all.squares[0] / n - (all.sum[0] / n) * (all.sum[0] / n));
    }

    /** Sums over some calls, by period; mutable, of one thread. */
    static final class Sums {
        private final double[] weight = new double[2];
        private final double[] sum = new double[2];
        private final double[] squares = new double[2];
        private final int[] rows = new int[2];

        double n(int period) {
            return weight[period];
        }

        int rows(int period) {
            return rows[period];
        }

        Sums minus(Sums part) {
            Sums rest = new Sums();
            for (int period = 0; period < 2; period++) {
                rest.weight[period] = weight[period] - part.weight[period];
                rest.sum[period] = sum[period] - part.sum[period];
                rest.squares[period] = squares[period] - part.squares[period];
                rest.rows[period] = rows[period] - part.rows[period];
            }
            return rest;
        }
    }

    Sums all() {
        return all;
    }

    void add(Sums sums, int i) {
        int period = outcome.incident()[i] ? 1 : 0;
        double value = outcome.value()[i];
        double weight = outcome.weight()[i];
        sums.rows[period]++;
        sums.weight[period] += weight;
        if (outcome.binary()) {
            sums.sum[period] += value;
        } else {
            sums.sum[period] += weight * value;
            sums.squares[period] += weight * value * value;
        }
    }

    /**
     * Whether a part's baseline is the whole place's but for chance. Then both are measured from the same level, and a
     * single stray failure does not make one part look less changed than the whole.
     */
    private boolean isUsual(Sums sums) {
        double n = sums.weight[0];
        double spread = outcome.binary() ? usual * (1 - usual) : variance;
        return Math.abs(sums.sum[0] / n - usual) < DIFFERENT * Math.sqrt(spread / n);
    }

    /**
     * What one common change of all calls gains where a part and the rest each start from a baseline of their own. A part
     * that always went worse than the rest, and which more calls come from now, makes the whole look more changed than it
     * is; in natural logarithms.
     *
     * @param part some of all calls
     */
    double gainOfAll(Sums part) {
        Sums rest = all.minus(part);
        double common = all.sum[1] / Math.max(1e-9, all.weight[1]);
        return towards(common, part) + towards(common, rest);
    }

    /** The likelihood gained, or lost, by giving the calls that level instead of their baseline's. */
    private double towards(double level, Sums sums) {
        double n1 = sums.weight[1];
        if (n1 < 1e-9) {
            return 0;
        }
        double before = before(sums);
        if (!outcome.binary()) {
            double known = isUnknown(sums) ? all.weight[0] : sums.weight[0] + PRIOR;
            double error = 2 * variance * (1 + n1 / known);
            double mean = sums.sum[1] / n1;
            return n1 * ((mean - before) * (mean - before) - (mean - level) * (mean - level)) / error;
        }
        return log(sums, level) - log(sums, before);
    }

    private double log(Sums sums, double rate) {
        double rarest = 0.5 / (all.weight[0] + 1);
        double inside = Math.min(Math.max(rate, rarest), 1 - 1e-6);
        return sums.sum[1] * Math.log(inside) + (sums.weight[1] - sums.sum[1]) * Math.log(1 - inside);
    }

    private boolean isUnknown(Sums sums) {
        return sums.weight[0] < UNKNOWN * all.weight[0];
    }

    private double before(Sums sums) {
        return isUnknown(sums) || isUsual(sums) ? usual : (sums.sum[0] + PRIOR * usual) / (sums.weight[0] + PRIOR);
    }

    /** In natural logarithms; 0 when the calls got no worse. */
    double gain(Sums sums) {
        double n1 = sums.weight[1];
        if (n1 < 1e-9) {
            return 0;
        }
        double known = isUnknown(sums) ? all.weight[0] : sums.weight[0] + PRIOR;
        double before = before(sums);
        double after = sums.sum[1] / n1;
        if (after <= before) {
            return 0;
        }
        if (!outcome.binary()) {
            double error = variance * (1 / n1 + 1 / known);
            return (after - before) * (after - before) / (2 * error);
        }
        double rarest = 0.5 / (all.weight[0] + 1);
        double low = Math.min(Math.max(before, rarest), 1 - 1e-6);
        double high = Math.min(Math.max(after, low), 1 - 1e-9);
        return sums.sum[1] * Math.log(high / low) + (n1 - sums.sum[1]) * Math.log((1 - high) / (1 - low));
    }
}
