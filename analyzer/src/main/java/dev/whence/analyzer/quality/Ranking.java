package dev.whence.analyzer.quality;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How many relevant documents stand how far up among those that retrievals returned. Relevance is yes or no. Mutable, for
 * one thread.
 */
final class Ranking {
    private final List<Integer> cutoffs;
    private final double[] hits;
    private final double[] recall;
    private final double[] found;
    private final double[] gain;
    private long count;
    private double reciprocal;
    private long returned;
    private long relevantInAll;

    Ranking(List<Integer> cutoffs) {
        this.cutoffs = cutoffs;
        this.hits = new double[cutoffs.size()];
        this.recall = new double[cutoffs.size()];
        this.found = new double[cutoffs.size()];
        this.gain = new double[cutoffs.size()];
    }

    /**
     * Adds one retrieval.
     *
     * @param returnedIds the best first; one that comes again does not count again
     * @param relevant not empty
     */
    void add(List<String> returnedIds, Set<String> relevant) {
        List<String> ranked = new ArrayList<>(new LinkedHashSet<>(returnedIds));
        count++;
        returned += ranked.size();
        relevantInAll += relevant.size();
        int first = 0;
        while (first < ranked.size() && !relevant.contains(ranked.get(first))) {
            first++;
        }
        reciprocal += first < ranked.size() ? 1.0 / (first + 1) : 0;
        for (int i = 0; i < cutoffs.size(); i++) {
            add(i, ranked.subList(0, Math.min(ranked.size(), cutoffs.get(i))), relevant);
        }
    }

    private void add(int cutoff, List<String> shown, Set<String> relevant) {
        int right = 0;
        double gained = 0;
        for (int rank = 0; rank < shown.size(); rank++) {
            if (relevant.contains(shown.get(rank))) {
                right++;
                gained += worth(rank);
            }
        }
        double best = 0;
        for (int rank = 0; rank < Math.min(relevant.size(), cutoffs.get(cutoff)); rank++) {
            best += worth(rank);
        }
        hits[cutoff] += (double) right / cutoffs.get(cutoff);
        recall[cutoff] += (double) right / relevant.size();
        found[cutoff] += right > 0 ? 1 : 0;
        gain[cutoff] += gained / best;
    }

    /** Of a relevant document at that rank from 0 on (Järvelin and Kekäläinen, <i>ACM TOIS</i> 20, 2002). */
    private static double worth(int rank) {
        return Math.log(2) / Math.log(rank + 2.0);
    }

    long count() {
        return count;
    }

    /** The means over all retrievals; of at least one. */
    QualityGroup.Retrieval figures() {
        List<QualityGroup.AtCutoff> at = new ArrayList<>();
        for (int i = 0; i < cutoffs.size(); i++) {
            at.add(new QualityGroup.AtCutoff(
                    cutoffs.get(i), hits[i] / count, recall[i] / count, found[i] / count, gain[i] / count));
        }
        return new QualityGroup.Retrieval(
                count, (double) returned / count, (double) relevantInAll / count, reciprocal / count, List.copyOf(at));
    }
}
