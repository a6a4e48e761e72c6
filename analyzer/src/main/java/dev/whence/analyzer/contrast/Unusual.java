package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Sorted;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells which places are as slow or as faulty in an incident as hardly at any other time, by any of several quantiles: a
 * change for some calls only counts too. What is new against a baseline alone may be a drift.
 */
final class Unusual {
    private static final int FEWEST = 5;
    private static final double SLOWER = 1.15;
    private static final double MORE_FAILURES = 0.01;
    private static final double[] QUANTILES = {0.5, 0.9, 0.98};

    private Unusual() {}

    private static final class Calls {
        final Doubles self = new Doubles();
        final Doubles whole = new Doubles();
        double failures;
    }

    /** The places whose calls in the incident are unlike all but one of the other slices. */
    static Set<Place> places(Slices slices) {
        Map<Place, Calls[]> calls = new HashMap<>();
        for (Slices.Part part : slices.parts()) {
            Frame frame = part.frame();
            Calls[][] byPlace = new Calls[frame.places().size()][];
            for (int row = 0; row < frame.rows(); row++) {
                int slice = part.slice()[row];
                if (slice != Slices.NONE) {
                    int place = frame.place()[row];
                    if (byPlace[place] == null) {
                        byPlace[place] = calls.computeIfAbsent(frame.placeOf(row), any -> new Calls[slices.count()]);
                    }
                    Calls one = byPlace[place][slice];
                    if (one == null) {
                        one = new Calls();
                        byPlace[place][slice] = one;
                    }
                    one.self.add(frame.forest().selfSeconds(row));
                    one.whole.add(frame.forest().durationSeconds(row));
                    one.failures += frame.error()[row] ? 1 : 0;
                }
            }
        }
        Set<Place> unusual = new HashSet<>();
        calls.forEach((place, bySlice) -> {
            if (bySlice[Slices.INCIDENT] != null && isUnusual(bySlice)) {
                unusual.add(place);
            }
        });
        return unusual;
    }

    private static boolean isUnusual(Calls[] bySlice) {
        Calls incident = bySlice[Slices.INCIDENT];
        Calls[] others = Arrays.stream(bySlice, Slices.INCIDENT + 1, bySlice.length)
                .filter(one -> one != null && one.self.size() >= FEWEST)
                .toArray(Calls[]::new);
        double now = incident.failures / incident.self.size();
        double usual = second(Arrays.stream(others)
                .mapToDouble(one -> one.failures / one.self.size())
                .toArray());
        return now > SLOWER * usual + MORE_FAILURES
                || isSlower(incident, others, calls -> calls.self)
                || isSlower(incident, others, calls -> calls.whole);
    }

    private static boolean isSlower(Calls incident, Calls[] others, Function<Calls, Doubles> times) {
        Sorted now = Sorted.of(times.apply(incident).toArray());
        Sorted[] usual = Arrays.stream(others)
                .map(one -> Sorted.of(times.apply(one).toArray()))
                .toArray(Sorted[]::new);
        for (double quantile : QUANTILES) {
            double[] each = Arrays.stream(usual)
                    .mapToDouble(one -> one.quantile(quantile))
                    .toArray();
            if (now.quantile(quantile) > SLOWER * second(each)) {
                return true;
            }
        }
        return false;
    }

    /** The second highest: one other time may have been an incident as well. */
    private static double second(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? 0 : values[Math.max(0, values.length - 2)];
    }
}
