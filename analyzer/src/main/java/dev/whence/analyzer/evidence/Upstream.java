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
    private static final double MOSTLY = 0.5;

    private final Inquiry inquiry;

    Upstream(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /**
     * The shift that explains a change at a place.
     *
     * @param admissible which shifts could cause such a change
     */
    Optional<Shift> of(int place, Change change, Predicate<Shift> admissible) {
        return of(place, change, admissible, shift -> false);
    }

    /** As {@link #of(int, Change, Predicate)}, of a change in what a place gives back: what it called is a source too. */
    Optional<Shift> ofResult(int place, Change change, Predicate<Shift> admissible) {
        return of(place, change, admissible, admissible);
    }

    /**
     * As {@link #of(int, Change, Predicate)}.
     *
     * @param below which shifts of what the place called could cause such a change
     */
    Optional<Shift> of(int place, Change change, Predicate<Shift> admissible, Predicate<Shift> below) {
        Profile profile = inquiry.profile();
        List<Candidate> candidates = new ArrayList<>();
        double best = 0;
        for (int other = 0; other < profile.places(); other++) {
            boolean called = profile.calls(0, other) + profile.calls(1, other) > 0;
            if (other == place || !called || !change.isDated() && !endsBefore(other, place) || isCaller(other, place)) {
                continue;
            }
            Predicate<Shift> wanted = isAbove(place, other) ? below : admissible;
            List<Shift> shifts = new ArrayList<>(inquiry.shifts().numbers(other));
            shifts.addAll(inquiry.shifts().texts(other));
            for (Shift shift : shifts) {
                if (wanted.test(shift)) {
                    double association = inquiry.shifts().association(shift, change.perRequest());
                    best = Math.max(best, association);
                    candidates.add(new Candidate(shift, association));
                }
            }
        }
        double enough = Math.max(ASSOCIATED, CLOSE_TO_BEST * best);
        return candidates.stream()
                .filter(candidate -> candidate.association >= enough)
                .sorted(Comparator.comparingDouble((Candidate candidate) -> profile.endOffset(candidate.shift.place()))
                        .thenComparing(Comparator.comparingDouble((Candidate candidate) -> candidate.association)
                                .reversed()))
                .map(Candidate::shift)
                .filter(shift ->
                        Change.of(inquiry, shift).showsBefore(inquiry, change).orElse(endsBefore(shift.place(), place)))
                .findFirst();
    }

    /** On average; stages which take turns end before each other. */
    private boolean endsBefore(int other, int place) {
        return inquiry.profile().endOffset(other) < inquiry.profile().endOffset(place);
    }

    /** Log lines stand beside each other: the first of a trace is above the others only to hold them together. */
    private boolean isAbove(int upper, int lower) {
        return !inquiry.frame().fromLogs() && inquiry.isAbove(upper, lower);
    }

    /** Whether most calls of the one come from the other; a stage that made some of them may still decide about the rest. */
    private boolean isCaller(int upper, int lower) {
        return !inquiry.frame().fromLogs() && inquiry.shareBelow(upper, lower) > MOSTLY;
    }

    private record Candidate(Shift shift, double association) {}
}
