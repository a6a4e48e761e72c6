package dev.whence.analyzer.onset;

import java.util.Optional;

/**
 * Finds the stretch of a series of good and bad events in which the bad ones prevail, by maximum likelihood: each event
 * weighs as much as it speaks for the incident's rate of bad ones over the baseline's, and the stretch is the one with
 * the greatest sum (Kadane's scan; the offline form of Page's CUSUM). The incident's rate is refined from the stretch
 * found, so that a window which is too wide does no harm.
 */
public final class Onset {
    private static final int ROUNDS = 4;

    private Onset() {}

    /** A stretch of the series: indexes of its first and last event. */
    public record Stretch(int first, int last) {}

    /**
     * The stretch that reaches furthest in likelihood.
     *
     * @param bad by time
     * @param baselineRate the share of bad ones when all is well
     * @param incidentRate a first guess of their share in the incident
     * @return empty when no stretch has more bad events than the baseline would give
     */
    public static Optional<Stretch> of(boolean[] bad, double baselineRate, double incidentRate) {
        double low = Math.max(baselineRate, 0.5 / (bad.length + 1.0));
        double high = incidentRate;
        int from = -1;
        int to = -1;
        for (int round = 0; round < ROUNDS; round++) {
            high = Math.min(0.995, Math.max(high, Math.min(0.99, 1.5 * low + 0.02)));
            if (high <= low) {
                return Optional.empty();
            }
            double forBad = Math.log(high / low);
            double forGood = Math.log((1 - high) / (1 - low));
            double best = 0;
            double sum = 0;
            int start = 0;
            int bestFrom = -1;
            int bestTo = -1;
            for (int i = 0; i < bad.length; i++) {
                if (sum <= 0) {
                    sum = 0;
                    start = i;
                }
                sum += bad[i] ? forBad : forGood;
                if (sum > best) {
                    best = sum;
                    bestFrom = start;
                    bestTo = i;
                }
            }
            if (bestFrom < 0 || bestFrom == from && bestTo == to) {
                break;
            }
            from = bestFrom;
            to = bestTo;
            int count = 0;
            for (int i = from; i <= to; i++) {
                count += bad[i] ? 1 : 0;
            }
            high = (double) count / (to - from + 1);
        }
        return from < 0 ? Optional.empty() : Optional.of(new Stretch(from, to));
    }
}
