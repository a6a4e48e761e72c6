package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Profile;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import java.util.List;

/**
 * Feels calls that move to a dearer or slower stage, such as another model's. The requests concerned then cost far more
 * or take far longer, though the mean over all requests may hardly show it. What a call costs decides where that is
 * known, how long it takes where not.
 */
final class MovedCalls {
    private static final double WORSE = 1.25;
    private static final double MORE_IN_ALL = 1.05;
    private static final double GAINED = 0.05;
    private static final double MOVED = 0.5;
    private static final double SURELY = 1e-6;
    private static final int FEWEST = 30;
    private static final int BLOCKS = 12;

    private final Comparison comparison;
    private final Profile profile;

    MovedCalls(Comparison comparison) {
        this.comparison = comparison;
        this.profile = comparison.profile();
    }

    /** @param costs of requests, by period; empty where they are not known */
    void addTo(List<Felt> tested, double[][] costs) {
        boolean known = costs[0].length > 0 && costs[1].length > 0;
        double before = known ? Samples.mean(costs[0]) : 0;
        double after = known ? Samples.mean(costs[1]) : 0;
        if (known && after < MORE_IN_ALL * before) {
            return;
        }
        double[] perCall = known ? costPerCall() : secondsPerCall();
        int gainer = -1;
        double most = 0;
        for (int place = 0; place < perCall.length; place++) {
            double moved = movedTo(place, perCall);
            if (moved > most) {
                most = moved;
                gainer = place;
            }
        }
        if (gainer < 0) {
            return;
        }
        double p = moreOften(gainer);
        double affected = p < SURELY ? Math.min(1, most) : 0;
        double threshold = known ? Samples.quantile(costs[0], 0.95) : 0;
        tested.add(
                known
                        ? new Felt(
                                SymptomKind.COST,
                                SymptomFinder.rootPlace(comparison),
                                "cost.mean",
                                before,
                                after,
                                threshold,
                                false,
                                p,
                                affected,
                                true)
                        : new Felt(
                                SymptomKind.THROUGHPUT,
                                gainer,
                                Felt.CALLS,
                                profile.callsPerRequest(0, gainer),
                                profile.callsPerRequest(1, gainer),
                                threshold,
                                false,
                                p,
                                affected,
                                false));
    }

    /** How many calls of a request the stage took over from a cheaper or faster one. */
    private double movedTo(int place, double[] perCall) {
        double gained = profile.callsPerRequest(1, place) - profile.callsPerRequest(0, place);
        if (gained < GAINED || profile.calls(1, place) < FEWEST) {
            return 0;
        }
        for (int other = 0; other < perCall.length; other++) {
            double lost = profile.callsPerRequest(0, other) - profile.callsPerRequest(1, other);
            boolean asMany = lost >= MOVED * gained && gained >= MOVED * lost;
            if (asMany && perCall[place] >= WORSE * perCall[other] && profile.calls(0, other) >= FEWEST) {
                return gained;
            }
        }
        return 0;
    }

    /** That more requests than chance has it call the stage more often than half of them did. */
    private double moreOften(int place) {
        Requests requests = comparison.requests();
        Doubles[] calls = {new Doubles(), new Doubles()};
        for (int i = 0; i < requests.size(); i++) {
            int period = requests.period()[i];
            if (period >= 0) {
                int count = 0;
                for (int m = requests.memberStart()[i]; m < requests.memberStart()[i + 1]; m++) {
                    count += comparison.frame().place()[requests.members()[m]] == place ? 1 : 0;
                }
                calls[period].add(count);
            }
        }
        double[] before = calls[0].toArray();
        double[] after = calls[1].toArray();
        double usual = Samples.median(before);
        double more = Samples.shareAbove(before, usual);
        double p = Tests.rateRose(
                more * before.length, before.length, Samples.shareAbove(after, usual) * after.length, after.length);
        return Tests.widened(p, Tests.dispersion(before, BLOCKS));
    }

    /** By place; NaN where calls have no cost. */
    private double[] costPerCall() {
        double[] cost = comparison.signals().costs(comparison.frame());
        double[] sum = new double[profile.places()];
        double[] count = new double[sum.length];
        for (int row = 0; row < cost.length; row++) {
            if (!Double.isNaN(cost[row])) {
                sum[comparison.frame().place()[row]] += cost[row];
                count[comparison.frame().place()[row]]++;
            }
        }
        for (int place = 0; place < sum.length; place++) {
            sum[place] /= count[place];
        }
        return sum;
    }

    private double[] secondsPerCall() {
        double[] seconds = new double[profile.places()];
        for (int place = 0; place < seconds.length; place++) {
            double[] known = profile.durationSamples(profile.calls(0, place) > 0 ? 0 : 1, place);
            seconds[place] = known.length == 0 ? Double.NaN : Samples.mean(known);
        }
        return seconds;
    }
}
