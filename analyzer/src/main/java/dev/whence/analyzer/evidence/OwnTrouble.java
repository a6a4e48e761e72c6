package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tails;
import dev.whence.analyzer.stats.Tests;
import dev.whence.analyzer.symptom.Felt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Suspects stages by what is wrong with themselves, however little of it the requests' roots show: where two things
 * break at once, the greater of them hides the other. Each stage is asked about its own time, the failures that begin in
 * it and its outputs.
 */
public final class OwnTrouble {
    private static final double SIGNIFICANT = 1e-6;
    private static final double OWN_PART = 0.3;

    private final Inquiry inquiry;
    private final Profile profile;

    public OwnTrouble(Inquiry inquiry) {
        this.inquiry = inquiry;
        this.profile = inquiry.profile();
    }

    /**
     * The suspected stages with trouble of their own.
     *
     * @param known places that are suspected already, or were followed up to one that is
     */
    public List<Suspicion> suspects(Set<Integer> known) {
        List<Suspicion> suspects = new ArrayList<>();
        Set<Integer> asked = new HashSet<>(known);
        for (Felt felt : inquiry.felt()) {
            if (!felt.atRoot() && felt.pValue() < SIGNIFICANT && !asked.contains(felt.place())) {
                Optional<Suspicion> found = of(felt).filter(one -> !known.contains(one.place()));
                if (found.isPresent()) {
                    asked.add(felt.place());
                    asked.add(found.get().place());
                    suspects.add(found.get());
                }
            }
        }
        return suspects;
    }

    private Optional<Suspicion> of(Felt felt) {
        return switch (felt.kind()) {
            case LATENCY -> slower(felt);
            case ERROR -> failing(felt);
            case OUTPUT -> Optional.of(OutputBlame.suspicion(inquiry, felt));
            case COST, THROUGHPUT, AUTO -> Optional.empty();
        };
    }

    private Optional<Suspicion> slower(Felt felt) {
        int place = felt.place();
        double[][] own = Inquiry.periods(inquiry.timed(place, inquiry.frame().forest()::selfSeconds));
        double p = 2 * Math.min(Tests.greater(own[0], own[1]), Tails.greater(Samples.exp(own[0]), Samples.exp(own[1])));
        double quantile = felt.signal().endsWith("p50") ? 0.5 : felt.signal().endsWith("p95") ? 0.95 : 0.99;
        double grown = Math.exp(Samples.quantile(own[1], quantile)) - Math.exp(Samples.quantile(own[0], quantile));
        if (p >= SIGNIFICANT || grown < OWN_PART * (felt.after() - felt.before())) {
            return Optional.empty();
        }
        return Optional.of(new WhySlower(inquiry, place).explainCalls(felt.affected(), addedSeconds(), p));
    }

    private double addedSeconds() {
        double total = 0;
        for (int place = 0; place < profile.places(); place++) {
            total += Math.max(0, profile.criticalPerRequest(1, place) - profile.criticalPerRequest(0, place));
        }
        return total;
    }

    private Optional<Suspicion> failing(Felt felt) {
        int place = felt.place();
        Outcome begun = inquiry.failing(place, row -> ErrorBlame.begins(inquiry.frame(), row));
        double[][] failed = Inquiry.periods(begun);
        if (failed[0].length == 0 || failed[1].length == 0) {
            return Optional.empty();
        }
        double before = Samples.mean(failed[0]);
        double after = Samples.mean(failed[1]);
        double p =
                Tests.rateRose(before * failed[0].length, failed[0].length, after * failed[1].length, failed[1].length);
        if (p >= SIGNIFICANT || after - before < OWN_PART * (felt.after() - felt.before())) {
            return Optional.empty();
        }
        List<Answer.Evidence> facts = List.of(ErrorBlame.rates(inquiry, place));
        return Optional.of(new Suspicion(place, SymptomKind.ERROR.wireName(), felt.affected(), p, begun, facts, place));
    }

    /** To an earlier stage that makes the suspected one fail; this reads much, so it is for what is left in the end. */
    public Suspicion handedOn(Suspicion suspicion) {
        return suspicion.kind().equals(SymptomKind.ERROR.wireName())
                ? ErrorBlame.handedOn(inquiry, suspicion)
                : suspicion;
    }
}
