package dev.whence.analyzer.onset;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.stats.Samples;
import java.util.Optional;

/**
 * Finds the longest stretch before an incident in which requests were as quick and as sound as they usually were; an
 * earlier incident is no baseline.
 */
public final class HealthyStretch {
    private static final int BINS_PER_WINDOW = 12;
    private static final int FEWEST = 5;
    /** How far a bin may lie above the usual: in natural logarithms of the median duration, and in share of failures. */
    private static final double SLOWER = Math.log(1.4);

    private static final double MORE_FAILURES = 0.08;
    private static final double SPREADS = 5;
    /** The part of the bins taken as certainly healthy: incidents are the smaller part of what is stored. */
    private static final double USUAL = 0.35;

    private HealthyStretch() {}

    /**
     * The longest healthy stretch of the span of time, to the width of a bin.
     *
     * @param roots rows of the requests' roots, by time
     * @param before where to look
     * @param windowNanos length of the incident window
     * @return empty when there are no requests
     */
    public static Optional<Window> of(Frame frame, int[] roots, Window before, long windowNanos) {
        int bins = (int) Math.max(1, Math.min(96, before.lengthNanos() * BINS_PER_WINDOW / Math.max(1, windowNanos)));
        Bins filled = new Bins(frame, roots, before, bins);
        if (filled.first < 0) {
            return Optional.empty();
        }
        boolean[] bad = filled.bad();
        int bestFrom = filled.first;
        int bestTo = filled.first;
        int from = filled.first;
        for (int i = filled.first; i <= filled.last + 1; i++) {
            if (i > filled.last || bad[i]) {
                if (i - from > bestTo - bestFrom) {
                    bestFrom = from;
                    bestTo = i;
                }
                from = i + 1;
            }
        }
        if (bestTo == bestFrom) {
            bestTo = filled.last + 1;
        }
        double width = before.lengthNanos() / (double) bins;
        long start = before.fromNanos() + Math.round(bestFrom * width);
        long end = bestTo >= bins ? before.toNanos() : before.fromNanos() + Math.round(bestTo * width);
        return Optional.of(new Window(start, Math.max(end, start + 1)));
    }

    /** Requests by stretches of time: how many, their median duration and their failures. */
    private static final class Bins {
        final int first;
        final int last;
        private final double[] count;
        private final double[] middle;
        private final double[] failed;

        Bins(Frame frame, int[] roots, Window window, int bins) {
            count = new double[bins];
            middle = new double[bins];
            failed = new double[bins];
            int firstFilled = -1;
            int lastFilled = -1;
            int at = 0;
            while (at < roots.length && frame.startNanos()[roots[at]] < window.fromNanos()) {
                at++;
            }
            while (at < roots.length && frame.startNanos()[roots[at]] < window.toNanos()) {
                int bin = bin(frame, roots[at], window, bins);
                int end = at;
                double failures = 0;
                double requests = 0;
                while (end < roots.length
                        && frame.startNanos()[roots[end]] < window.toNanos()
                        && bin(frame, roots[end], window, bins) == bin) {
                    failures += frame.errors(roots[end]);
                    requests += frame.count(roots[end]);
                    end++;
                }
                double[] durations = new double[end - at];
                for (int i = at; i < end; i++) {
                    durations[i - at] = Math.max(1e-6, frame.forest().durationSeconds(roots[i]));
                }
                count[bin] = durations.length;
                middle[bin] = Math.log(Samples.median(durations));
                failed[bin] = failures / Math.max(1, requests);
                firstFilled = firstFilled < 0 ? bin : firstFilled;
                lastFilled = bin;
                at = end;
            }
            first = firstFilled;
            last = lastFilled;
        }

        private static int bin(Frame frame, int row, Window window, int bins) {
            double share = (frame.startNanos()[row] - window.fromNanos()) / (double) window.lengthNanos();
            return Math.min(bins - 1, (int) (share * bins));
        }

        boolean[] bad() {
            double[] middles = known(middle);
            double[] failures = known(failed);
            boolean[] bad = new boolean[count.length];
            if (middles.length < 6) {
                return bad;
            }
            double usual = Samples.quantile(middles, USUAL);
            double spread = Math.max(0.02, usual - Samples.quantile(middles, USUAL / 3));
            double usualFailures = Samples.quantile(failures, USUAL);
            for (int i = 0; i < bad.length; i++) {
                double noise = Math.sqrt(Math.max(usualFailures, 0.01) / Math.max(1, count[i]));
                bad[i] = count[i] >= FEWEST
                        && (middle[i] > usual + Math.max(SLOWER, SPREADS * spread)
                                || failed[i] > usualFailures + Math.max(MORE_FAILURES, SPREADS * noise));
            }
            return lasting(bad);
        }

        /** One bad bin between good ones is chance, not an incident. */
        private static boolean[] lasting(boolean[] bad) {
            boolean[] lasting = new boolean[bad.length];
            for (int i = 0; i < bad.length; i++) {
                lasting[i] = bad[i] && (i > 0 && bad[i - 1] || i + 1 < bad.length && bad[i + 1]);
            }
            return lasting;
        }

        private double[] known(double[] values) {
            int n = 0;
            double[] known = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                if (count[i] >= FEWEST) {
                    known[n++] = values[i];
                }
            }
            return java.util.Arrays.copyOf(known, n);
        }
    }
}
