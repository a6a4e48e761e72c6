package dev.whence.analyzer.frame;

import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.trace.SpanForest;

/**
 * What each place did for the requests of baseline and incident: calls, time on the critical path, failures. The first
 * index of the arrays is the period ({@link Requests#BASELINE}, {@link Requests#INCIDENT}), the second the place.
 */
public final class Profile {
    private static final int MOST_SAMPLES = 8000;

    private final int[] requests = new int[2];
    private final double[][] calls;
    private final double[][] touched;
    private final double[][] critical;
    private final double[][] failures;
    private final Doubles[][] selfSamples;
    private final Doubles[][] durationSamples;
    private final double[] endOffset;
    private final double[] depth;

    public Profile(Frame frame, Requests of) {
        int places = frame.places().size();
        calls = new double[2][places];
        touched = new double[2][places];
        critical = new double[2][places];
        failures = new double[2][places];
        endOffset = new double[places];
        depth = new double[places];
        selfSamples = lists(places);
        durationSamples = lists(places);
        int[] stride = strides(frame, of);
        int[] seen = new int[places];
        int[] lastRequest = new int[places];
        int[] rowDepth = new int[frame.rows()];
        SpanForest forest = frame.forest();
        for (int request = 0; request < of.size(); request++) {
            int period = of.period()[request];
            if (period < 0) {
                continue;
            }
            requests[period]++;
            int root = of.roots()[request];
            for (int i = of.memberStart()[request]; i < of.memberStart()[request + 1]; i++) {
                int row = of.members()[i];
                int place = frame.place()[row];
                double weight = frame.count(row);
                rowDepth[row] = row == root ? 0 : rowDepth[forest.parent(row)] + 1;
                calls[period][place] += weight;
                critical[period][place] += weight * forest.criticalSeconds(row);
                failures[period][place] += frame.errors(row);
                endOffset[place] += weight * (forest.endNanos(row) - forest.startNanos(root)) / 1e9;
                depth[place] += weight * rowDepth[row];
                if (lastRequest[place] != request + 1) {
                    lastRequest[place] = request + 1;
                    touched[period][place]++;
                }
                if (seen[place]++ % stride[place] == 0) {
                    selfSamples[period][place].add(forest.criticalSeconds(row));
                    durationSamples[period][place].add(forest.durationSeconds(row));
                }
            }
        }
        for (int place = 0; place < places; place++) {
            double all = Math.max(1, calls[0][place] + calls[1][place]);
            endOffset[place] /= all;
            depth[place] /= all;
        }
    }

    private static Doubles[][] lists(int places) {
        Doubles[][] lists = new Doubles[2][places];
        for (Doubles[] ofPeriod : lists) {
            for (int place = 0; place < places; place++) {
                ofPeriod[place] = new Doubles();
            }
        }
        return lists;
    }

    private static int[] strides(Frame frame, Requests of) {
        int[] rows = new int[frame.places().size()];
        for (int row : of.members()) {
            rows[frame.place()[row]]++;
        }
        for (int place = 0; place < rows.length; place++) {
            rows[place] = Math.max(1, rows[place] / MOST_SAMPLES);
        }
        return rows;
    }

    public int places() {
        return endOffset.length;
    }

    public int requests(int period) {
        return requests[period];
    }

    public double calls(int period, int place) {
        return calls[period][place];
    }

    public double callsPerRequest(int period, int place) {
        return calls[period][place] / Math.max(1, requests[period]);
    }

    /** Which share of the requests reached the place at all. */
    public double reach(int period, int place) {
        return touched[period][place] / Math.max(1, requests[period]);
    }

    /** Seconds of the critical path which the place itself took, per request. */
    public double criticalPerRequest(int period, int place) {
        return critical[period][place] / Math.max(1, requests[period]);
    }

    public double criticalPerCall(int period, int place) {
        return calls[period][place] == 0 ? 0 : critical[period][place] / calls[period][place];
    }

    public double failures(int period, int place) {
        return failures[period][place];
    }

    public double failureRate(int period, int place) {
        return calls[period][place] == 0 ? 0 : failures[period][place] / calls[period][place];
    }

    /** Seconds on the critical path of single calls, by time, at most some thousands. */
    public double[] selfSamples(int period, int place) {
        return selfSamples[period][place].toArray();
    }

    public double[] durationSamples(int period, int place) {
        return durationSamples[period][place].toArray();
    }

    /** When calls of the place end, in seconds after their request began, on average: causes end before effects. */
    public double endOffset(int place) {
        return endOffset[place];
    }

    /** How far below the request's root, on average. */
    public double depth(int place) {
        return depth[place];
    }
}
