package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what makes requests call a place more often: a callee that fails and is tried again, an earlier stage whose
 * answer changed (a cache that no longer hits), or the caller.
 */
final class WhyMoreCalls {
    private static final double MORE = 1.25;
    private static final double UNUSABLE = 0.1;
    private static final double AS_OFTEN = 0.95;

    private final Inquiry inquiry;
    private final Profile profile;
    private final Frame frame;
    private final int place;

    WhyMoreCalls(Inquiry inquiry, int place) {
        this.inquiry = inquiry;
        this.profile = inquiry.profile();
        this.frame = inquiry.frame();
        this.place = place;
    }

    Suspicion explain(double share, double p, List<Answer.Evidence> before) {
        List<Answer.Evidence> facts = new ArrayList<>(before);
        facts.add(callsFact(place));
        int failing = failingInLoop();
        if (failing >= 0) {
            facts.add(0, ErrorBlame.rates(inquiry, failing));
            Outcome outcome = inquiry.failing(failing, row -> frame.error()[row]);
            return ErrorBlame.handedOn(inquiry, new Suspicion(failing, "error", share, p, outcome, facts, place));
        }
        Optional<Shift> unusable = unusableAnswers();
        if (unusable.isPresent()) {
            Shift shift = unusable.get();
            facts.add(0, Facts.shift(inquiry, shift));
            return new Suspicion(shift.place(), "output", share, p, TokenFlow.byShift(inquiry, shift), facts, place);
        }
        Optional<Suspicion> rerouted = Rerouted.to(inquiry, place, share, p, facts);
        if (rerouted.isPresent()) {
            return rerouted.get();
        }
        double[] calls = callsByRequest();
        Optional<Shift> upstream = triggering(calls);
        if (upstream.isPresent()) {
            facts.add(0, Facts.shift(inquiry, upstream.get()));
            Outcome outcome = TokenFlow.byShift(inquiry, upstream.get());
            return new Suspicion(upstream.get().place(), "calls", share, p, outcome, facts, place).by(upstream.get());
        }
        int gone = missingBefore();
        if (gone >= 0) {
            facts.add(0, callsFact(gone));
            return new Suspicion(gone, "missing", share, p, TrafficBlame.reached(inquiry, gone), facts, place);
        }
        int caller = caller();
        Outcome outcome = inquiry.timed(caller, row -> callsBelow(row));
        if (caller != place) {
            facts.add(Facts.fact(
                    "caller",
                    profile.callsPerRequest(0, caller),
                    profile.callsPerRequest(1, caller),
                    1,
                    inquiry.place(caller).label() + " runs as often as before but makes more calls"));
        }
        return new Suspicion(caller, "calls", share, p, outcome, facts, place);
    }

    private Answer.Evidence callsFact(int of) {
        double n0 = profile.callsPerRequest(0, of);
        double n1 = profile.callsPerRequest(1, of);
        return Facts.fact(
                "calls_per_request",
                n0,
                n1,
                LatencyBlame.moreCalls(profile, of),
                inquiry.place(of).label() + " is called " + Facts.number(n1) + " times a request, before "
                        + Facts.number(n0));
    }

    /** Of the places called at least as often, the one whose failures grew most; -1 without. */
    private int failingInLoop() {
        int best = -1;
        double most = 0.02;
        for (int other = 0; other < profile.places(); other++) {
            boolean more = profile.callsPerRequest(1, other) > AS_OFTEN * profile.callsPerRequest(0, other);
            double rise = (profile.failures(1, other) / Math.max(1, profile.requests(1)))
                    - (profile.failures(0, other) / Math.max(1, profile.requests(0)));
            boolean deeper = best >= 0 && rise > 0.8 * most && profile.depth(other) > profile.depth(best);
            if (more && ErrorBlame.failsMore(inquiry, other) && (rise > most * (best < 0 ? 1 : 1.25) || deeper)) {
                best = other;
                most = rise;
            }
        }
        return best;
    }

    /** Answers that fail their checks more often, at a place that is asked more often: it is asked again for a better one. */
    private Optional<Shift> unusableAnswers() {
        Shift worst = null;
        for (int other = 0; other < profile.places(); other++) {
            if (profile.callsPerRequest(1, other) <= MORE * profile.callsPerRequest(0, other)) {
                continue;
            }
            for (Shift shift : inquiry.shifts().numbers(other)) {
                double rise = shift.after() - shift.before();
                if (shift.field().startsWith("quality.")
                        && rise > UNUSABLE
                        && (worst == null || rise > worst.after() - worst.before())) {
                    worst = shift;
                }
            }
        }
        return Optional.ofNullable(worst);
    }

    private double[] callsByRequest() {
        double[] calls = new double[inquiry.comparison().requests().size()];
        for (int row : inquiry.rowsOf(place)) {
            calls[inquiry.requestOf(row)]++;
        }
        return calls;
    }

    private double callsBelow(int row) {
        return Math.max(1, inquiry.frame().forest().childCount(row));
    }

    private Optional<Shift> triggering(double[] calls) {
        return new Upstream(inquiry).of(place, Change.undated(calls), shift -> true);
    }

    /** A stage that hardly runs any more where it did; -1 without. */
    private int missingBefore() {
        int best = -1;
        for (int other = 0; other < profile.places(); other++) {
            boolean gone = profile.reach(0, other) >= 0.2 && profile.reach(1, other) < 0.5 * profile.reach(0, other);
            if (gone && other != place && (best < 0 || profile.endOffset(other) < profile.endOffset(best))) {
                best = other;
            }
        }
        return best;
    }

    /** The nearest place above which is not itself called more often. */
    private int caller() {
        int[] rows = inquiry.rowsOf(place);
        if (rows.length == 0) {
            return place;
        }
        int up = frame.forest().parent(rows[rows.length - 1]);
        while (up >= 0) {
            int above = frame.place()[up];
            if (profile.callsPerRequest(1, above) <= MORE * profile.callsPerRequest(0, above)) {
                return above;
            }
            up = frame.forest().parent(up);
        }
        return place;
    }
}
