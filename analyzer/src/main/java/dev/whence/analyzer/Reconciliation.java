package dev.whence.analyzer;

import dev.whence.analyzer.contrast.Contrast;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

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

    /** By how much a cause must outweigh the next to be certain. */
    private static final double MARGIN = 0.25;

    private static final Comparator<Answer.Cause> BEST_FIRST =
            Comparator.comparingDouble(Answer.Cause::score).reversed();

    private Reconciliation() {}

    /**
     * The causes, best first. What stands out because of what was felt is no cause beside it, but evidence of it.
     *
     * @param broughtAbout tells of a cause that stands out whether those that were felt bring it about
     */
    static List<Answer.Cause> of(
            List<Answer.Cause> felt, Contrast.Found found, Predicate<Answer.Cause> broughtAbout, int limit) {
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
        boolean believed = !isContradicted(felt.get(0), found);
        List<Answer.Evidence> aftermath = new ArrayList<>();
        Map<String, Answer.Cause> measured = new HashMap<>();
        for (Answer.Cause cause : found.causes()) {
            if (named.contains(cause.service())) {
                continue;
            }
            if (believed && broughtAbout.test(cause)) {
                aftermath.addAll(cause.evidence().subList(0, 1));
            } else {
                measured.put(cause.service(), cause);
                all.add(weighing(cause, STANDS_OUT * cause.score() / most, cause.confidence()));
            }
        }
        all.sort(BEST_FIRST);
        if (measured.containsKey(all.get(0).service())) {
            all.set(0, clearOf(all));
        } else {
            all.replaceAll(
                    cause -> measured.containsKey(cause.service()) ? asMeasured(measured.get(cause.service())) : cause);
            all.sort(BEST_FIRST);
            all.set(0, withFacts(all.get(0), aftermath));
        }
        List<Answer.Cause> ranked = new ArrayList<>();
        for (Answer.Cause cause : all) {
            if (ranked.size() < limit
                    && cause.score() >= LEAST_OF_BEST * all.get(0).score()) {
                ranked.add(ranked(cause, ranked.size() + 1));
            }
        }
        return ranked;
    }

    /** Beside something that was felt, what stands out weighs as much as was measured, and is no more than likely. */
    private static Answer.Cause asMeasured(Answer.Cause cause) {
        return weighing(cause, cause.score(), cause.score() >= CLEAR ? "medium" : "low");
    }

    /** The first cause, not called certain where the next one weighs nearly as much. */
    private static Answer.Cause clearOf(List<Answer.Cause> all) {
        Answer.Cause first = all.get(0);
        boolean clear = all.size() < 2 || first.score() - all.get(1).score() >= MARGIN;
        return clear || !first.confidence().equals("high") ? first : weighing(first, first.score(), "medium");
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

    private static Answer.Cause withFacts(Answer.Cause cause, List<Answer.Evidence> more) {
        List<Answer.Evidence> facts = new ArrayList<>(cause.evidence());
        facts.addAll(more);
        return with(cause, cause.rank(), cause.score(), cause.confidence(), facts);
    }

    private static Answer.Cause with(Answer.Cause cause, int rank, double score, String confidence) {
        return with(cause, rank, score, confidence, cause.evidence());
    }

    private static Answer.Cause with(
            Answer.Cause cause, int rank, double score, String confidence, List<Answer.Evidence> evidence) {
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
                evidence,
                cause.traces(),
                cause.next(),
                cause.spanId());
    }
}
