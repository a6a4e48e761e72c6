package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Tests;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Blames failures on the places where they begin, request by request. A stage that fails because of what an earlier
 * stage gave it hands the blame on to that one.
 */
public final class ErrorBlame implements EvidenceSource {
    private static final double LEAST_SHARE = 0.08;
    private static final double SIGNIFICANT = 1e-3;
    private static final double HANDED_ON = 0.4;

    @Override
    public SymptomKind about() {
        return SymptomKind.ERROR;
    }

    @Override
    public List<Suspicion> suspects(Inquiry inquiry) {
        List<Felt> felt = inquiry.felt(SymptomKind.ERROR);
        if (felt.isEmpty()) {
            return List.of();
        }
        boolean atRoot = felt.get(0).atRoot();
        Tally tally = new Tally(inquiry, atRoot);
        double total = 0;
        int places = inquiry.profile().places();
        double[] rise = new double[places];
        double[] p = new double[places];
        for (int place = 0; place < places; place++) {
            rise[place] = tally.rate(1, place) - tally.rate(0, place);
            p[place] = rise[place] <= 0
                    ? 1
                    : Tests.rateRose(
                            tally.count[0][place], tally.requests[0], tally.count[1][place], tally.requests[1]);
            if (p[place] < SIGNIFICANT) {
                total += rise[place];
            }
        }
        List<Suspicion> suspects = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            if (p[place] < SIGNIFICANT && rise[place] >= LEAST_SHARE * total) {
                suspects.add(suspicion(inquiry, tally, place, rise[place] / total, p[place]));
            }
        }
        return suspects;
    }

    private static Suspicion suspicion(Inquiry inquiry, Tally tally, int place, double share, double p) {
        List<Answer.Evidence> facts = new ArrayList<>();
        String label = inquiry.place(place).label();
        double before = tally.rate(0, place);
        double after = tally.rate(1, place);
        boolean waits = tally.gaveUp[place] > 0.5 * tally.count[1][place];
        facts.add(Facts.fact(
                "error_origin",
                before,
                after,
                p,
                waits
                        ? Facts.percent(after) + " of requests fail waiting for " + label + ", before "
                                + Facts.percent(before)
                        : Facts.percent(after) + " of requests have a failure that begins in " + label + ", before "
                                + Facts.percent(before)));
        BitSet origins = tally.origins;
        if (waits) {
            return new Suspicion(place, "timeout", share, p, inquiry.failing(place, origins::get), facts, place);
        }
        Outcome outcome = inquiry.failing(place, row -> origins.get(row) || begins(inquiry.frame(), row));
        if (inquiry.frame().errorTypes().isEmpty()) {
            return handedOn(inquiry, new Suspicion(place, "error", share, p, outcome, facts, place));
        }
        facts.addAll(types(inquiry, place, origins));
        return handedOn(inquiry, new Suspicion(place, "error", share, p, outcome, facts, place));
    }

    /** Whether a failure begins in the row, be it tried again and made good or not. */
    static boolean begins(Frame frame, int row) {
        if (!frame.error()[row]) {
            return false;
        }
        for (int i = 0; i < frame.forest().childCount(row); i++) {
            if (frame.error()[frame.forest().child(row, i)]) {
                return false;
            }
        }
        return true;
    }

    /** To an earlier stage whose output or attributes changed with the failures, if the failing one's own did not. */
    static Suspicion handedOn(Inquiry inquiry, Suspicion failing) {
        if (inquiry.shifts().texts(failing.place()).stream().anyMatch(Shift::isNew)) {
            return failing;
        }
        Change failed = Change.of(inquiry, failing.outcome());
        Optional<Shift> source = new Upstream(inquiry)
                .of(failing.place(), failed, ErrorBlame::couldBreakOthers, ErrorBlame::couldBreakCaller);
        if (source.isEmpty() || inquiry.shifts().association(source.get(), failed.perRequest()) < HANDED_ON) {
            return failing;
        }
        List<Answer.Evidence> facts = new ArrayList<>(failing.evidence());
        facts.add(0, Facts.shift(inquiry, source.get()));
        return new Suspicion(
                        source.get().place(),
                        "output",
                        failing.explains(),
                        failing.pValue(),
                        TokenFlow.byShift(inquiry, source.get()),
                        facts,
                        failing.place())
                .by(source.get());
    }

    /** What a stage used up follows from how often it was asked; it breaks nobody else. */
    private static boolean couldBreakOthers(Shift shift) {
        if (shift.field().startsWith("gen_ai.usage.")) {
            return false;
        }
        boolean check = shift.field().startsWith("quality.");
        return check ? shift.after() > shift.before() : !shift.isNumber() || Math.abs(shift.growth()) > 0.4;
    }

    /** A caller fails by itself over an answer that fails its checks. */
    private static boolean couldBreakCaller(Shift shift) {
        return (shift.field().startsWith("quality.") || shift.field().equals(Names.FINISH_REASONS))
                && couldBreakOthers(shift);
    }

    /** Which error types the failures that begin at the place have more of. */
    private static List<Answer.Evidence> types(Inquiry inquiry, int place, BitSet origins) {
        Frame frame = inquiry.frame();
        double[][] counts = new double[2][frame.errorTypes().size()];
        double[] calls = new double[2];
        for (int row : inquiry.rowsOf(place)) {
            calls[inquiry.periodOf(row)]++;
            if (origins.get(row) && frame.errorType()[row] >= 0) {
                counts[inquiry.periodOf(row)][frame.errorType()[row]]++;
            }
        }
        List<Answer.Evidence> facts = new ArrayList<>();
        for (int type = 0; type < counts[0].length; type++) {
            double p = Tests.rateRose(counts[0][type], calls[0], counts[1][type], calls[1]);
            if (p < SIGNIFICANT) {
                facts.add(Facts.fact(
                        "error_type",
                        counts[0][type] / Math.max(1, calls[0]),
                        counts[1][type] / Math.max(1, calls[1]),
                        p,
                        "error.type " + frame.errorTypes().get(type) + ": " + Facts.number(counts[1][type]) + " times, "
                                + (counts[0][type] == 0
                                        ? "never in the baseline"
                                        : Facts.number(counts[0][type]) + " in the baseline")));
            }
        }
        return facts;
    }

    /** Whether more of a place's calls fail, beyond chance: more failures because of more calls break nothing. */
    static boolean failsMore(Inquiry inquiry, int place) {
        return risen(inquiry.profile(), place) < SIGNIFICANT;
    }

    private static double risen(Profile profile, int place) {
        return Tests.rateRose(
                profile.failures(0, place),
                profile.calls(0, place),
                profile.failures(1, place),
                profile.calls(1, place));
    }

    /** The failure rate of a place's calls as a fact. */
    static Answer.Evidence rates(Inquiry inquiry, int place) {
        Profile profile = inquiry.profile();
        double p = risen(profile, place);
        return Facts.fact(
                "error_rate",
                profile.failureRate(0, place),
                profile.failureRate(1, place),
                p,
                Facts.percent(profile.failureRate(1, place)) + " of the calls of "
                        + inquiry.place(place).label() + " fail, before "
                        + Facts.percent(profile.failureRate(0, place)));
    }

    /** Counts requests by the place where their failure began. */
    private static final class Tally {
        final double[][] count;
        final double[] requests = new double[2];
        final double[] gaveUp;
        final BitSet origins = new BitSet();

        Tally(Inquiry inquiry, boolean atRoot) {
            Frame frame = inquiry.frame();
            Requests all = inquiry.comparison().requests();
            ErrorOrigins finder = new ErrorOrigins(inquiry);
            count = new double[2][frame.places().size()];
            gaveUp = new double[frame.places().size()];
            for (int request = 0; request < all.size(); request++) {
                int period = all.period()[request];
                if (period < 0) {
                    continue;
                }
                int root = all.roots()[request];
                requests[period] += frame.count(root);
                if (frame.count(root) != 1) {
                    count[period][frame.place()[root]] += frame.errors(root);
                    origins.set(root, frame.error()[root] || frame.errors(root) > 0);
                    continue;
                }
                ErrorOrigins.Origin origin = finder.of(request);
                if (origin.row() >= 0 && (origin.reachedRoot() || !atRoot)) {
                    count[period][frame.place()[origin.row()]]++;
                    origins.set(origin.row());
                    if (origin.gaveUp() && period == Requests.INCIDENT) {
                        gaveUp[frame.place()[origin.row()]]++;
                    }
                }
            }
        }

        double rate(int period, int place) {
            return count[period][place] / Math.max(1, requests[period]);
        }
    }
}
