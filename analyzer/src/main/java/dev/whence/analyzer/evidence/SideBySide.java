package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.analyzer.trace.SpanForest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells when requests wait longer for a place only because its calls no longer run side by side: each takes as long as ever
 * and there are as many, but more of them lie on the critical path. What runs them one after the other is the stage above
 * that starts them.
 */
final class SideBySide {
    /** At most this part of the growth, in logarithms, comes with more calls. */
    private static final double MAINLY = 0.5;

    /** Where calls take longer than this many times as before on average, those that do keep the others company no more. */
    private static final double AS_LONG = 1.15;

    private static final double OVERLAPS = 1.2;
    private static final double LESS = 0.8;
    private static final double SURELY = 1e-6;

    private final Inquiry inquiry;
    private final SpanForest forest;
    private final int place;

    SideBySide(Inquiry inquiry, int place) {
        this.inquiry = inquiry;
        this.forest = inquiry.frame().forest();
        this.place = place;
    }

    /** The suspicion of the stage that starts the calls; empty where they run side by side as before. */
    Optional<Suspicion> explain(double share, double p, List<Answer.Evidence> before) {
        if (!waitsMoreForTheSame()) {
            return Optional.empty();
        }
        for (int up : placesAbove()) {
            Outcome outcome = inquiry.outcome(
                    inquiry.rowsOf(up),
                    row -> forest.childCount(row) < 2 ? Double.NaN : -Math.log(overlap(row)),
                    false);
            double[][] periods = Inquiry.periods(outcome);
            double usual = Math.exp(-Samples.mean(periods[0]));
            double since = Math.exp(-Samples.mean(periods[1]));
            double surely = Tests.greater(periods[0], periods[1]);
            if (usual >= OVERLAPS && since <= LESS * usual && surely < SURELY) {
                List<Answer.Evidence> facts = new ArrayList<>(before);
                String label = inquiry.place(up).label();
                facts.add(
                        0,
                        Facts.fact(
                                "parallel",
                                usual,
                                since,
                                surely,
                                "of what " + label + " calls, " + Facts.number(since)
                                        + " run at once on average, before " + Facts.number(usual)));
                setting(up).ifPresent(shift -> facts.add(1, Facts.shift(inquiry, shift)));
                return Optional.of(new Suspicion(up, "parallel", share, Math.max(p, surely), outcome, facts, place));
            }
        }
        return Optional.empty();
    }

    /** Whether more of the place's time is waited for, though its calls take as long as ever and are hardly more. */
    private boolean waitsMoreForTheSame() {
        Profile profile = inquiry.profile();
        double waited = ratio(profile.criticalPerRequest(0, place), profile.criticalPerRequest(1, place));
        double calls = ratio(profile.callsPerRequest(0, place), profile.callsPerRequest(1, place));
        double[][] own = Inquiry.periods(inquiry.timed(place, forest::selfSeconds));
        if (own[0].length == 0 || own[1].length == 0) {
            return false;
        }
        double longer = ratio(Samples.mean(Samples.exp(own[0])), Samples.mean(Samples.exp(own[1])));
        return longer < AS_LONG && Math.log(Math.max(1, calls)) < MAINLY * Math.log(waited);
    }

    private static double ratio(double before, double after) {
        return Math.max(after, 1e-9) / Math.max(before, 1e-9);
    }

    /** The places above the calls, the nearest first. */
    private List<Integer> placesAbove() {
        List<Integer> above = new ArrayList<>();
        int[] rows = inquiry.rowsOf(place);
        int up = rows.length == 0 ? -1 : forest.parent(rows[rows.length - 1]);
        while (up >= 0) {
            if (!above.contains(inquiry.frame().place()[up])) {
                above.add(inquiry.frame().place()[up]);
            }
            up = forest.parent(up);
        }
        return above;
    }

    /** How many of a span's callees run at once, on average over the time in which any does. */
    private double overlap(int row) {
        long sum = 0;
        long covered = 0;
        long reached = Long.MIN_VALUE;
        for (int i = 0; i < forest.childCount(row); i++) {
            int child = forest.child(row, i);
            long from = forest.startNanos(child);
            long to = forest.endNanos(child);
            sum += to - from;
            covered += Math.max(0, to - Math.max(from, reached));
            reached = Math.max(reached, to);
        }
        return covered <= 0 ? 1 : Math.max(1, (double) sum / covered);
    }

    /** What was set lower, or higher, at the stage itself: of the numbers that moved, the one that moved most. */
    private Optional<Shift> setting(int at) {
        return inquiry.shifts().numbers(at).stream()
                .filter(shift -> !shift.field().startsWith("quality."))
                .max(Comparator.comparingDouble(shift -> Math.abs(shift.growth())));
    }
}
