package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.trace.SpanForest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds why one place takes more time per request: more calls, more tokens, failed attempts, the network, or itself. */
final class WhySlower {
    private static final double MORE_CALLS = 1.25;
    private static final double A_FEW_MORE_CALLS = 1.04;
    private static final double AS_LONG = 1.04;
    private static final double UNKNOWN = 0.02;
    private static final double NETWORK_SHARE = 0.5;

    private final Inquiry inquiry;
    private final Profile profile;
    private final Frame frame;
    private final SpanForest forest;
    private final int place;
    private final List<Answer.Evidence> facts = new ArrayList<>();

    WhySlower(Inquiry inquiry, int place) {
        this.inquiry = inquiry;
        this.profile = inquiry.profile();
        this.frame = inquiry.frame();
        this.forest = frame.forest();
        this.place = place;
    }

    /**
     * @param share of all the time that was added to a request
     * @param total all the seconds that were added to a request
     */
    Suspicion explain(double share, double total, double p) {
        noteOwnTime(total, p);
        Optional<Suspicion> failing = failedAttempts(share, p);
        if (failing.isPresent()) {
            return failing.get();
        }
        Optional<Suspicion> queued = new SideBySide(inquiry, place).explain(share, p, facts);
        if (queued.isPresent()) {
            return queued.get();
        }
        if (mainlyMoreCalls()) {
            return new WhyMoreCalls(inquiry, place).explain(share, p, facts);
        }
        return longerCalls(share, p);
    }

    /** As {@link #explain}, of a place whose single calls are known to take longer. */
    Suspicion explainCalls(double share, double total, double p) {
        noteOwnTime(total, p);
        return longerCalls(share, p);
    }

    private void noteOwnTime(double total, double p) {
        String label = inquiry.place(place).label();
        double before = profile.criticalPerRequest(0, place);
        double after = profile.criticalPerRequest(1, place);
        facts.add(Facts.fact(
                "self_time",
                before,
                after,
                p,
                "own time of " + label + " on the critical path: " + Facts.seconds(before) + " a request before, "
                        + Facts.seconds(after) + " since; all stages that got slower added "
                        + Facts.seconds(total)));
    }

    private Suspicion longerCalls(double share, double p) {
        Optional<Suspicion> tokens = new TokenFlow(inquiry, place).explain(share, p, facts);
        if (tokens.isPresent()) {
            return tokens.get();
        }
        Optional<Suspicion> size = new SizeFlow(inquiry, place).explain(share, p, facts);
        if (size.isPresent()) {
            return size.get();
        }
        Outcome outcome = inquiry.timed(place, forest::selfSeconds);
        Optional<Integer> far = farSide();
        if (far.isPresent()) {
            String other = inquiry.place(far.get()).service();
            facts.add(Facts.fact(
                    "network",
                    profile.criticalPerRequest(0, place),
                    profile.criticalPerRequest(1, place),
                    p,
                    "between " + inquiry.place(place).service() + " and " + other
                            + ": the caller waits longer, the callee is no slower"));
            return new Suspicion(place, "network", share, p, outcome, facts, place);
        }
        return new Suspicion(place, "latency", share, p, outcome, facts, place);
    }

    /** Whether there are more calls of about the same length, rather than longer ones. */
    private boolean mainlyMoreCalls() {
        double calls = profile.callsPerRequest(1, place) / Math.max(1e-9, profile.callsPerRequest(0, place));
        double length = Samples.mean(profile.durationSamples(1, place))
                / Math.max(1e-9, Samples.mean(profile.durationSamples(0, place)));
        boolean unknown = profile.calls(0, place) < UNKNOWN * profile.calls(1, place);
        boolean clearly = calls > (length < AS_LONG ? A_FEW_MORE_CALLS : MORE_CALLS);
        return !unknown && clearly && Math.log(calls) > Math.log(Math.max(1, length));
    }

    /** The callee's place, when the place does little but wait for another service; log lines don't tell who called. */
    private Optional<Integer> farSide() {
        if (frame.fromLogs()) {
            return Optional.empty();
        }
        for (int child : inquiry.childPlaces(place)) {
            boolean elsewhere =
                    !inquiry.place(child).service().equals(inquiry.place(place).service());
            double waiting = Samples.median(profile.durationSamples(0, child));
            double whole = Samples.median(profile.durationSamples(0, place));
            if (elsewhere && waiting >= NETWORK_SHARE * whole) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    /** The deepest failing callee, when it is in calls with failed attempts below that the time is lost. */
    private Optional<Suspicion> failedAttempts(double share, double p) {
        double usual = profile.criticalPerCall(0, place);
        double excess = 0;
        double withFailure = 0;
        int calls = 0;
        int failing = 0;
        double[] failures = new double[frame.places().size()];
        double[] waits = new double[frame.places().size()];
        BitSet keptWaiting = new BitSet();
        ErrorOrigins origins = new ErrorOrigins(inquiry);
        for (int row : inquiry.rowsOf(place)) {
            if (inquiry.periodOf(row) != 1) {
                continue;
            }
            double over = forest.criticalSeconds(row) - usual;
            int failed = failedBelow(row);
            calls++;
            excess += over;
            if (failed >= 0) {
                failing++;
                withFailure += over;
                failures[frame.place()[failed]]++;
                int waitedFor = origins.waitedFor(failed);
                if (waitedFor != failed) {
                    waits[frame.place()[waitedFor]]++;
                    keptWaiting.set(waitedFor);
                }
            }
        }
        boolean usualInAll = failing > 0.95 * calls && profile.failures(0, place) > 0;
        if (excess <= 0 || failing == 0 || withFailure < 0.6 * excess || usualInAll) {
            return Optional.empty();
        }
        int origin = most(failures);
        double rateBefore = profile.failureRate(0, origin);
        double rateAfter = profile.failureRate(1, origin);
        if (rateAfter < 1.5 * rateBefore + 0.01 || origin == place || !ErrorBlame.failsMore(inquiry, origin)) {
            return Optional.empty();
        }
        facts.add(0, ErrorBlame.rates(inquiry, origin));
        facts.add(Facts.fact(
                "attempts",
                profile.callsPerRequest(0, origin),
                profile.callsPerRequest(1, origin),
                LatencyBlame.moreCalls(profile, origin),
                Facts.percent(withFailure / excess) + " of the added time of "
                        + inquiry.place(place).label() + " is in calls with failed attempts of "
                        + inquiry.place(origin).label()));
        int slow = most(waits);
        if (waits[slow] > 0.5 * failing) {
            return Optional.of(
                    new Suspicion(slow, "timeout", share, p, inquiry.failing(slow, keptWaiting::get), facts, place));
        }
        Outcome outcome = inquiry.failing(origin, row -> frame.error()[row]);
        return Optional.of(
                ErrorBlame.handedOn(inquiry, new Suspicion(origin, "error", share, p, outcome, facts, place)));
    }

    private static int most(double[] counts) {
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return most;
    }

    /** A failed span below the row: the deepest along failed ones; -1 without. */
    private int failedBelow(int row) {
        int found = -1;
        int at = row;
        boolean deeper = true;
        while (deeper) {
            deeper = false;
            for (int i = 0; i < forest.childCount(at); i++) {
                int child = forest.child(at, i);
                if (frame.error()[child]) {
                    found = child;
                    at = child;
                    deeper = true;
                    break;
                }
            }
        }
        return found;
    }

    static String times(double before, double after) {
        double ratio = after / Math.max(before, 1e-9);
        return ratio > 1000
                ? "many times"
                : String.format(Locale.ROOT, ratio >= 10 ? "%.0f times" : "%.1f times", ratio);
    }

    /** Whether the shift could be why there is more of something downstream. */
    static boolean grew(Shift shift) {
        return shift.isNumber() ? shift.growth() > 0.15 && !shift.field().startsWith("quality.") : shift.isNew();
    }
}
