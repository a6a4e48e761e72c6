package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.frame.Frame;
import dev.whence.indexer.TraceStore;
import java.util.List;

/**
 * The spans around an incident by stretches of time of about its length: slice {@value #INCIDENT} is the incident, every
 * other one tells how things were when all was well, or at least otherwise. Comparing with many stretches shows how much
 * a quantity varies anyway.
 *
 * @param query only records that match it
 * @param parts frames with the slice of each of their rows, or {@value #NONE}
 * @param count how many slices there are
 * @param baseline which of them belong to the baseline that was asked for
 */
record Slices(
        TraceStore store,
        String query,
        Window incident,
        Window around,
        List<Part> parts,
        int count,
        boolean[] baseline) {
    static final int INCIDENT = 0;
    static final int NONE = -1;

    private static final int FEWEST_ROOTS = 10;
    private static final double USUAL = 1.25;

    /** Spans which were read together. */
    record Part(Frame frame, int[] slice) {}

    /** Whether there are enough requests in the incident, and outside of it, to compare. */
    boolean areEnough() {
        int incidents = 0;
        int references = 0;
        for (Part part : parts) {
            for (int row = 0; row < part.slice.length; row++) {
                if (part.slice[row] != NONE && part.frame.forest().parent(row) < 0) {
                    incidents += part.slice[row] == INCIDENT ? 1 : 0;
                    references += part.slice[row] == INCIDENT ? 0 : 1;
                }
            }
        }
        return incidents >= FEWEST_ROOTS && references >= FEWEST_ROOTS;
    }

    /** Seconds of all requests of the incident. */
    double incidentSeconds() {
        double sum = 0;
        for (Part part : parts) {
            for (int row = 0; row < part.slice.length; row++) {
                if (part.slice[row] == INCIDENT && part.frame.forest().parent(row) < 0) {
                    sum += part.frame.forest().durationSeconds(row);
                }
            }
        }
        return sum;
    }

    /** How many slices beside incident and baseline have any rows. */
    int others() {
        boolean[] seen = new boolean[count];
        for (Part part : parts) {
            for (int slice : part.slice) {
                if (slice > INCIDENT) {
                    seen[slice] = true;
                }
            }
        }
        int n = 0;
        for (int slice = 1; slice < count; slice++) {
            n += seen[slice] && !baseline[slice] ? 1 : 0;
        }
        return n;
    }

    /** Whether requests come at other times as often, and as seldom, as they do in the incident. */
    boolean rateIsUsual() {
        double[] roots = new double[count];
        long[] first = new long[count];
        long[] last = new long[count];
        for (Part part : parts) {
            double weight = 1 / Math.max(1e-9, part.frame.sampledFraction());
            for (int row = 0; row < part.slice.length; row++) {
                int slice = part.slice[row];
                if (slice != NONE && part.frame.forest().parent(row) < 0) {
                    long at = part.frame.startNanos()[row];
                    first[slice] = roots[slice] == 0 ? at : Math.min(first[slice], at);
                    last[slice] = Math.max(last[slice], at);
                    roots[slice] += weight;
                }
            }
        }
        double now = roots[INCIDENT] / incident.seconds();
        int higher = 0;
        int lower = 0;
        int all = 0;
        for (int slice = 1; slice < count; slice++) {
            if (!baseline[slice] && roots[slice] >= FEWEST_ROOTS && last[slice] > first[slice]) {
                double rate = roots[slice] / ((last[slice] - first[slice]) / 1e9);
                higher += rate > USUAL * now ? 1 : 0;
                lower += rate < now / USUAL ? 1 : 0;
                all++;
            }
        }
        int alike = all - higher - lower;
        return alike + Math.min(higher, lower) >= Math.max(2, all / 5);
    }
}
