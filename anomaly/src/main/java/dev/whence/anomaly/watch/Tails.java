package dev.whence.anomaly.watch;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.statistics.distribution.TDistribution;

/** Probabilities of counts and means at least as far out as those seen. */
final class Tails {
    private static final double NEGLIGIBLE = 1e-9;

    private Tails() {}

    /**
     * That a count is this high or higher, where its mean itself varies (negative binomial).
     *
     * @param mean above 0
     * @param relativeVariance of the mean, above 0
     */
    static double countAtLeast(long count, double mean, double relativeVariance) {
        if (count <= 0) {
            return 1;
        }
        return RegularizedBeta.value(mean / (mean + 1 / relativeVariance), (double) count, 1 / relativeVariance);
    }

    /** That a count is this low or lower; as {@link #countAtLeast}. */
    static double countAtMost(long count, double mean, double relativeVariance) {
        return RegularizedBeta.value(
                1 / relativeVariance / (mean + 1 / relativeVariance), 1 / relativeVariance, count + 1.0);
    }

    /**
     * That this many of so many or more have a property whose probability itself varies (beta-binomial).
     *
     * @param a the probability's first parameter, above 0: its mean is a / (a + b)
     * @param b its second
     */
    static double shareAtLeast(long having, long of, double a, double b) {
        if (having <= 0) {
            return 1;
        }
        double term = Math.exp(choose(of, having) + logBeta(having + a, of - having + b) - logBeta(a, b));
        double sum = 0;
        for (long k = having; k <= of && term > 0; k++) {
            sum += term;
            double ratio = (of - k) * (k + a) / ((k + 1) * (of - k - 1 + b));
            term *= ratio;
            if (ratio < 1 && term < sum * NEGLIGIBLE) {
                break;
            }
        }
        return Math.min(1, sum);
    }

    /** That a mean lies this many standard errors above what is expected, or further (Student's t). */
    static double meanAtLeast(double errors, double degreesOfFreedom) {
        return TDistribution.of(degreesOfFreedom).survivalProbability(errors);
    }

    private static double choose(long n, long k) {
        return LogGamma.value(n + 1.0) - LogGamma.value(k + 1.0) - LogGamma.value(n - k + 1.0);
    }

    private static double logBeta(double a, double b) {
        return LogGamma.value(a) + LogGamma.value(b) - LogGamma.value(a + b);
    }
}
