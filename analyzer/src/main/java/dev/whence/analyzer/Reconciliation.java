package dev.whence.analyzer;

import dev.whence.analyzer.contrast.Contrast;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings together the causes of what one group of requests felt and the services that stand out over all requests and
 * times. A cause that looks new against the baseline alone, but not against other times, is a drift and no cause.
 */
final class Reconciliation {
    private static final double CONTRADICTED = 0.3;
    private static final double STANDS_OUT = 0.9;
    /** What stands out less than this weighs less in proportion. */
    private static final double CLEAR = 0.3;

    private static final double LEAST = 0.1;
    private static final double LEAST_OF_BEST = 0.12;

    /** Kinds of causes which show in what is compared over all times; of others it cannot be said. */
    private static final Set<String> COMPARABLE = Set.of("latency", "network", "error", "timeout", "calls");

    private Reconciliation() {}

    /** The causes, best first. */
    static List<Answer.Cause> of(List<Answer.Cause> felt, Contrast.Found found, int limit) {
        if (felt.isEmpty()) {
            return found.causes().isEmpty() || found.causes().get(0).score() < LEAST ? List.of() : found.causes();
        }
        if (found.others() < Contrast.FEWEST_OTHERS) {
            return felt;
        }
        double most = Math.max(
                CLEAR, found.causes().isEmpty() ? 1 : found.causes().get(0).score());
        List<Answer.Cause> all = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Answer.Cause cause : felt) {
            boolean contradicted = isContradicted(cause, found);
            double standing = found.causes().stream()
                    .filter(other -> other.service().equals(cause.service()))
                    .mapToDouble(other -> STANDS_OUT * other.score() / most)
                    .findFirst()
                    .orElse(0);
            double score = Math.max(contradicted ? CONTRADICTED * cause.score() : cause.score(), standing);
            all.add(weighing(cause, score, contradicted ? "low" : cause.confidence()));
            named.add(cause.service());
        }
        for (Answer.Cause cause : found.causes()) {
            if (!named.contains(cause.service())) {
                all.add(weighing(cause, STANDS_OUT * cause.score() / most, cause.confidence()));
            }
        }
        all.sort(Comparator.comparingDouble(Answer.Cause::score).reversed());
        List<Answer.Cause> ranked = new ArrayList<>();
        for (Answer.Cause cause : all) {
            if (ranked.size() < limit
                    && cause.score() >= LEAST_OF_BEST * all.get(0).score()) {
                ranked.add(ranked(cause, ranked.size() + 1));
            }
        }
        return ranked;
    }

    private static boolean isContradicted(Answer.Cause cause, Contrast.Found found) {
        if (cause.kind().equals("throughput")) {
            return found.rateIsUsual();
        }
        Place place = new Place(cause.service(), cause.stage());
        boolean usual = !found.unusual().contains(place) && !found.suspected().contains(cause.service());
        return COMPARABLE.contains(cause.kind()) && (usual || found.elsewhere().contains(place));
    }

    private static Answer.Cause weighing(Answer.Cause cause, double score, String confidence) {
        return with(cause, cause.rank(), Math.round(1000 * score) / 1000.0, confidence);
    }

    private static Answer.Cause ranked(Answer.Cause cause, int rank) {
        return with(cause, rank, cause.score(), cause.confidence());
    }

    private static Answer.Cause with(Answer.Cause cause, int rank, double score, String confidence) {
        return new Answer.Cause(
                rank,
                score,
                confidence,
                cause.kind(),
                cause.service(),
                cause.stage(),
                cause.attributes(),
                cause.startedAt(),
                cause.explains(),
                cause.statement(),
                cause.evidence(),
                cause.traces(),
                cause.next(),
                cause.spanId());
    }
}
