package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Samples;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Follows each cause up to where it was felt: which callers had the trouble too, and how often. */
public final class Spread {
    private static final int MOST_ROWS = 2000;
    private static final double LEAST = 0.05;

    private Spread() {}

    /** The steps by which the causes reached the roots of their requests, each once. */
    public static List<Answer.Propagation> of(Inquiry inquiry, List<Ranker.Ranked> causes) {
        Map<List<Integer>, Answer.Propagation> steps = new LinkedHashMap<>();
        for (Ranker.Ranked ranked : causes) {
            int from = ranked.suspicion().place();
            int feltAt = ranked.suspicion().feltAt();
            if (from != feltAt && !inquiry.isAbove(feltAt, from)) {
                steps.putIfAbsent(
                        List.of(from, feltAt),
                        new Answer.Propagation(
                                inquiry.place(from),
                                inquiry.place(feltAt),
                                ranked.suspicion().explains()));
                upwards(inquiry, sample(inquiry.rowsOf(feltAt), inquiry), steps);
            } else {
                upwards(inquiry, badRows(ranked.suspicion().outcome(), ranked.bad()), steps);
            }
        }
        return List.copyOf(steps.values());
    }

    private static int[] badRows(Outcome outcome, boolean[] bad) {
        int[] rows = new int[Math.min(MOST_ROWS, bad.length)];
        int n = 0;
        for (int i = 0; i < bad.length && n < rows.length; i++) {
            if (bad[i]) {
                rows[n++] = outcome.rows()[i];
            }
        }
        return Arrays.copyOf(rows, n);
    }

    private static int[] sample(int[] rows, Inquiry inquiry) {
        return Arrays.stream(rows)
                .filter(row -> inquiry.periodOf(row) == Requests.INCIDENT)
                .limit(MOST_ROWS)
                .toArray();
    }

    private static void upwards(Inquiry inquiry, int[] from, Map<List<Integer>, Answer.Propagation> steps) {
        Frame frame = inquiry.frame();
        Map<List<Integer>, double[]> counted = new LinkedHashMap<>();
        Map<Integer, Double> usual = new LinkedHashMap<>();
        for (int row : from) {
            int at = row;
            int up = frame.forest().parent(at);
            while (up >= 0) {
                int lower = frame.place()[at];
                int upper = frame.place()[up];
                double high = usual.computeIfAbsent(
                        upper, place -> Samples.quantile(inquiry.profile().durationSamples(0, place), 0.9));
                boolean troubled = frame.error()[up] || frame.forest().durationSeconds(up) > high;
                if (lower != upper) {
                    double[] counts = counted.computeIfAbsent(List.of(lower, upper), any -> new double[2]);
                    counts[0] += troubled ? 1 : 0;
                    counts[1]++;
                }
                at = up;
                up = frame.forest().parent(at);
            }
        }
        counted.forEach((edge, counts) -> {
            double share = counts[0] / counts[1];
            if (share >= LEAST) {
                steps.putIfAbsent(
                        edge,
                        new Answer.Propagation(
                                inquiry.place(edge.get(0)),
                                inquiry.place(edge.get(1)),
                                Math.round(share * 1000) / 1000.0));
            }
        });
    }
}
