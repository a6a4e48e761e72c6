package dev.whence.analyzer.evidence;

import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Follows a change up the flow of data: what a stage was given came from stages that had ended before it did. The
 * earliest of those whose attributes moved along with the change, request by request, is where it came from.
 */
final class Upstream {
    private static final double ASSOCIATED = 0.3;
    private static final double CLOSE_TO_BEST = 0.6;

    private final Inquiry inquiry;

    Upstream(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /**
     * The shift that explains a change at a place.
     *
     * @param perRequest the change's measure by request; NaN where it has none
     * @param admissible which shifts could cause such a change
     */
    Optional<Shift> of(int place, double[] perRequest, Predicate<Shift> admissible) {
        return of(place, false, perRequest, admissible);
    }

    /**
     * As {@link #of(int, double[], Predicate)}, of a change in what a place gives back: what it called is a source too.
     */
    Optional<Shift> ofResult(int place, double[] perRequest, Predicate<Shift> admissible) {
        return of(place, true, perRequest, admissible);
    }

    private Optional<Shift> of(int place, boolean below, double[] perRequest, Predicate<Shift> admissible) {
        Profile profile = inquiry.profile();
        List<Candidate> candidates = new ArrayList<>();
        double best = 0;
        for (int other = 0; other < profile.places(); other++) {
            boolean called = profile.calls(0, other) + profile.calls(1, other) > 0;
            if (other == place
                    || !called
                    || profile.endOffset(other) >= profile.endOffset(place)
                    || !below && isAbove(place, other)
                    || isAbove(other, place)) {
                continue;
            }
            List<Shift> shifts = new ArrayList<>(inquiry.shifts().numbers(other));
            shifts.addAll(inquiry.shifts().texts(other));
            for (Shift shift : shifts) {
                if (admissible.test(shift)) {
                    double association = inquiry.shifts().association(shift, perRequest);
                    best = Math.max(best, association);
                    candidates.add(new Candidate(shift, association));
                }
            }
        }
        double enough = Math.max(ASSOCIATED, CLOSE_TO_BEST * best);
        return candidates.stream()
                .filter(candidate -> candidate.association >= enough)
                .min(Comparator.comparingDouble((Candidate candidate) -> profile.endOffset(candidate.shift.place()))
                        .thenComparing(Comparator.comparingDouble((Candidate candidate) -> candidate.association)
                                .reversed()))
                .map(Candidate::shift);
    }

    /** Log lines stand beside each other: the first of a trace is above the others only to hold them together. */
    private boolean isAbove(int upper, int lower) {
        return !inquiry.frame().fromLogs() && inquiry.isAbove(upper, lower);
    }

    private record Candidate(Shift shift, double association) {}
}
