package dev.whence.analyzer.onset;

import java.util.OptionalLong;

/**
 * Finds when requests began to come at another rate, by maximum likelihood over the times at which they came: each
 * arrival speaks for the higher of two Poisson rates and each pause for the lower, and the stretch with the greatest sum
 * is the incident.
 */
public final class Arrivals {
    private Arrivals() {}

    /**
     * The start of the stretch with the incident's rate.
     *
     * @param nanos times of arrival, in order
     * @param usual arrivals per second when all is well, above 0
     * @param since arrivals per second in the incident
     * @return nanoseconds since the epoch; empty when the rates are the same or no stretch speaks for the second
     */
    public static OptionalLong changed(long[] nanos, double usual, double since) {
        double least = usual / 100;
        double rate = Math.max(since, least);
        if (!(usual > 0) || rate == usual) {
            return OptionalLong.empty();
        }
        double forArrival = Math.log(rate / usual);
        double best = 0;
        double sum = 0;
        int start = 0;
        int found = -1;
        for (int i = 1; i < nanos.length; i++) {
            if (sum <= 0) {
                sum = 0;
                start = i - 1;
            }
            sum += forArrival - (rate - usual) * (nanos[i] - nanos[i - 1]) / 1e9;
            if (sum > best) {
                best = sum;
                found = start;
            }
        }
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(nanos[found]);
    }
}
