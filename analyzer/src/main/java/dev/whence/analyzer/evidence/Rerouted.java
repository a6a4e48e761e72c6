package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells when a stage is called more because another beside it is called less: requests took another way. */
final class Rerouted {
    private static final double GAINED = 0.03;
    private static final double MOVED = 0.5;
    private static final double SURELY = 1e-4;

    private Rerouted() {}

    /** The suspicion of the stage which took calls over, narrowed by what the requests have in common; empty if none did. */
    static Optional<Suspicion> to(
            Inquiry inquiry, int place, double share, double pValue, List<Answer.Evidence> before) {
        Profile profile = inquiry.profile();
        double gained = profile.callsPerRequest(1, place) - profile.callsPerRequest(0, place);
        double failed = profile.failures(1, place) / Math.max(1, profile.requests(1))
                - profile.failures(0, place) / Math.max(1, profile.requests(0));
        if (gained < GAINED || failed >= MOVED * gained) {
            return Optional.empty();
        }
        Outcome outcome = calledMore(inquiry, place);
        double[][] more = Inquiry.periods(outcome);
        double surely = Math.min(
                LatencyBlame.moreCalls(profile, place),
                Tests.rateRose(
                        Samples.mean(more[0]) * more[0].length,
                        more[0].length,
                        Samples.mean(more[1]) * more[1].length,
                        more[1].length));
        if (!(surely <= SURELY)) {
            return Optional.empty();
        }
        int loser = -1;
        double most = MOVED * gained;
        for (int other = 0; other < profile.places(); other++) {
            double lost = profile.callsPerRequest(0, other) - profile.callsPerRequest(1, other);
            if (other != place
                    && lost >= most
                    && callerThatChose(inquiry, other, -1) == callerThatChose(inquiry, place, 1)) {
                loser = other;
                most = lost;
            }
        }
        if (loser < 0) {
            return Optional.empty();
        }
        List<Answer.Evidence> facts = new ArrayList<>(before);
        facts.add(0, callsFact(inquiry, loser));
        facts.add(0, callsFact(inquiry, place));
        double p = Math.min(pValue, surely);
        return Optional.of(new Suspicion(place, "routing", share, p, outcome, facts, place));
    }

    /** Which requests call a place more often than half of those of the baseline do. */
    static Outcome calledMore(Inquiry inquiry, int place) {
        double[] calls = new double[inquiry.comparison().requests().size()];
        for (int row : inquiry.rowsOf(place)) {
            calls[inquiry.requestOf(row)]++;
        }
        double usual = usual(inquiry, calls);
        return inquiry.being(inquiry.rootPlace(), row -> calls[inquiry.requestOf(row)] > usual);
    }

    private static double usual(Inquiry inquiry, double[] calls) {
        Doubles before = new Doubles();
        for (int request = 0; request < calls.length; request++) {
            if (inquiry.comparison().requests().period()[request] == Requests.BASELINE) {
                before.add(calls[request]);
            }
        }
        return before.size() == 0 ? 0 : Samples.median(before.toArray());
    }

    /** The nearest place above which is itself called about as often as before; -1 at the top. */
    private static int callerThatChose(Inquiry inquiry, int place, int sign) {
        Profile profile = inquiry.profile();
        double changed = profile.callsPerRequest(1, place) - profile.callsPerRequest(0, place);
        int up = parentOf(inquiry, place);
        while (up >= 0
                && sign * (profile.callsPerRequest(1, up) - profile.callsPerRequest(0, up)) >= MOVED * sign * changed) {
            up = parentOf(inquiry, up);
        }
        return up;
    }

    private static Answer.Evidence callsFact(Inquiry inquiry, int place) {
        Profile profile = inquiry.profile();
        double before = profile.callsPerRequest(0, place);
        double after = profile.callsPerRequest(1, place);
        return Facts.fact(
                "calls_per_request",
                before,
                after,
                after > before ? LatencyBlame.moreCalls(profile, place) : 1,
                inquiry.place(place).label() + " is called " + Facts.number(after) + " times a request, before "
                        + Facts.number(before));
    }

    /** The place above most of a place's calls; -1 at the top. */
    private static int parentOf(Inquiry inquiry, int place) {
        int[] rows = inquiry.rowsOf(place);
        int[] times = new int[inquiry.frame().places().size() + 1];
        int step = Math.max(1, rows.length / 200);
        for (int i = 0; i < rows.length; i += step) {
            int up = inquiry.frame().forest().parent(rows[i]);
            boolean known = up >= 0 && inquiry.periodOf(up) != Requests.NEITHER;
            times[known ? inquiry.frame().place()[up] + 1 : 0]++;
        }
        int most = 0;
        for (int above = 1; above < times.length; above++) {
            most = times[above] > times[most] ? above : most;
        }
        return most - 1;
    }
}
