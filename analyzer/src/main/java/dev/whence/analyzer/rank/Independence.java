package dev.whence.analyzer.rank;

import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.evidence.Suspicion;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tails;
import dev.whence.analyzer.stats.Tests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Tells causes in their own right from consequences of causes that are known already: a suspicion that holds just as
 * well among the requests which the known causes spared is none of their doing. Where they spared too few to tell, it
 * must be something that none of them brings about. For one thread.
 */
final class Independence {
    private static final int FEWEST = 12;
    private static final double SIGNIFICANT = 0.05;
    private static final double MOST_OF_IT = 0.5;

    /** What a stage suffers by itself; more tokens, more calls or silence come from elsewhere. */
    private static final Set<String> OWN = Set.of("latency", "network", "error", "timeout");

    /** What a stage that is done earlier cannot have from a later one. */
    private static final Set<String> EARLIER = Set.of("output", "path");

    private final Inquiry inquiry;
    private final List<Suspicion> known = new ArrayList<>();
    private final BitSet hit = new BitSet();

    Independence(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /** Takes note of a cause. */
    void explain(Suspicion cause) {
        known.add(cause);
        Outcome outcome = cause.outcome();
        boolean[] all = new boolean[outcome.size()];
        Arrays.fill(all, true);
        boolean[] bad = Timing.bad(outcome, all);
        for (int i = 0; i < bad.length; i++) {
            if (bad[i]) {
                hit.set(inquiry.requestOf(outcome.rows()[i]));
            }
        }
    }

    /** Whether the suspicion is none of the known causes' doing. */
    boolean of(Suspicion suspicion) {
        Outcome outcome = suspicion.outcome();
        Doubles before = new Doubles();
        Doubles after = new Doubles();
        Doubles spared = new Doubles();
        for (int i = 0; i < outcome.size(); i++) {
            double value = outcome.binary() ? outcome.value()[i] / outcome.weight()[i] : outcome.value()[i];
            if (!outcome.incident()[i]) {
                before.add(value);
            } else {
                after.add(value);
                if (!hit.get(inquiry.requestOf(outcome.rows()[i]))) {
                    spared.add(value);
                }
            }
        }
        return spared.size() >= FEWEST && before.size() >= FEWEST
                ? holds(outcome.binary(), before.toArray(), after.toArray(), spared.toArray())
                : known.stream().noneMatch(cause -> mayBringAbout(cause, suspicion));
    }

    private static boolean holds(boolean binary, double[] before, double[] after, double[] spared) {
        double usual = Samples.mean(before);
        double p = binary
                ? Tests.rateRose(
                        usual * before.length, before.length, Samples.mean(spared) * spared.length, spared.length)
                : Math.min(Tests.greater(before, spared), Tails.greater(Samples.exp(before), Samples.exp(spared)));
        return p < SIGNIFICANT && Samples.mean(spared) - usual >= MOST_OF_IT * (Samples.mean(after) - usual);
    }

    private boolean mayBringAbout(Suspicion cause, Suspicion suspicion) {
        boolean later = inquiry.profile().endOffset(suspicion.place())
                >= inquiry.profile().endOffset(cause.place());
        boolean own = OWN.contains(suspicion.kind()) || EARLIER.contains(suspicion.kind()) && !later;
        return !own
                || suspicion.place() == cause.place()
                || cause.kind().equals("throughput")
                || inquiry.isAbove(suspicion.place(), cause.place());
    }
}
