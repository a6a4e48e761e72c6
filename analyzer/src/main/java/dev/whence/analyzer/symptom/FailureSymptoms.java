package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Tests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tests whether more fails in the incident than in the baseline: whole requests, or the calls of a stage. */
final class FailureSymptoms {
    private static final int BLOCKS = 12;

    /** Ratios and differences below which a change is nobody's trouble. */
    private static final double MORE = 1.2;

    private static final double MORE_FAILURES = 0.01;

    private final Comparison comparison;
    private final List<Felt> tested;
    private Doubles @Nullable [] series;

    /** @param tested takes what was tested, whether it stands or not */
    FailureSymptoms(Comparison comparison, List<Felt> tested) {
        this.comparison = comparison;
        this.tested = tested;
    }

    /** @param told whether somebody said that failures were felt: then any rise beyond chance is believed */
    void atRoot(boolean told) {
        Frame frame = comparison.frame();
        Requests requests = comparison.requests();
        int place = SymptomFinder.rootPlace(comparison);
        double[] failed = new double[2];
        double[] all = new double[2];
        Doubles baseline = new Doubles();
        for (int i = 0; i < requests.size(); i++) {
            int period = requests.period()[i];
            if (period < 0) {
                continue;
            }
            int root = requests.roots()[i];
            failed[period] += frame.errors(root);
            all[period] += frame.count(root);
            if (period == Requests.BASELINE) {
                baseline.add(frame.errors(root) / frame.count(root));
            }
        }
        add(place, failed, all, baseline.toArray(), true);
        double before = failed[0] / Math.max(1, all[0]);
        double after = failed[1] / Math.max(1, all[1]);
        if (told && after > before && tested.get(tested.size() - 1).affected() == 0) {
            double p = Tests.rateRose(failed[0], all[0], failed[1], all[1]);
            tested.add(new Felt(
                    SymptomKind.ERROR, place, "error.rate", before, after, 0.5, false, p, after - before, true));
        }
    }

    /** The calls of a stage inside the requests. */
    void inside(int place) {
        Profile profile = comparison.profile();
        double[] failed = {profile.failures(0, place), profile.failures(1, place)};
        double[] all = {profile.calls(0, place), profile.calls(1, place)};
        add(place, failed, all, ofBaseline(place), false);
    }

    private void add(int place, double[] failed, double[] all, double[] baseline, boolean atRoot) {
        double before = failed[0] / Math.max(1, all[0]);
        double after = failed[1] / Math.max(1, all[1]);
        double p =
                Tests.widened(Tests.rateRose(failed[0], all[0], failed[1], all[1]), Tests.dispersion(baseline, BLOCKS));
        boolean matters = after - before >= MORE_FAILURES && after >= before * MORE && failed[1] >= 3;
        tested.add(new Felt(
                SymptomKind.ERROR,
                place,
                "error.rate",
                before,
                after,
                0.5,
                false,
                p,
                matters ? after - before : 0,
                atRoot));
    }

    /** Which calls of a stage failed in the baseline; nothing where none did, since what never varies has no spread. */
    private double[] ofBaseline(int place) {
        Doubles[] known = series;
        if (known == null) {
            known = failures();
            series = known;
        }
        return known[place] == null ? new double[0] : known[place].toArray();
    }

    private Doubles[] failures() {
        Frame frame = comparison.frame();
        Requests requests = comparison.requests();
        Doubles[] failures = new Doubles[frame.places().size()];
        boolean any = false;
        for (int place = 0; place < failures.length; place++) {
            if (comparison.profile().failures(Requests.BASELINE, place) > 0) {
                failures[place] = new Doubles();
                any = true;
            }
        }
        for (int i = 0; any && i < requests.size(); i++) {
            if (requests.period()[i] != Requests.BASELINE) {
                continue;
            }
            for (int m = requests.memberStart()[i]; m < requests.memberStart()[i + 1]; m++) {
                int row = requests.members()[m];
                Doubles ofPlace = failures[frame.place()[row]];
                if (ofPlace != null) {
                    ofPlace.add(frame.errors(row) / frame.count(row));
                }
            }
        }
        return failures;
    }
}
