package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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
        Map<Place, Map<Integer, Calls>> calls = new HashMap<>();
        for (Slices.Part part : slices.parts()) {
            Frame frame = part.frame();
            for (int row = 0; row < frame.rows(); row++) {
                if (part.slice()[row] != Slices.NONE) {
                    Calls one = calls.computeIfAbsent(frame.placeOf(row), any -> new HashMap<>())
                            .computeIfAbsent(part.slice()[row], any -> new Calls());
                    one.self.add(frame.forest().selfSeconds(row));
                    one.whole.add(frame.forest().durationSeconds(row));
                    one.failures += frame.error()[row] ? 1 : 0;
                }
            }
        }
        Set<Place> unusual = new HashSet<>();
        calls.forEach((place, bySlice) -> {
            Calls incident = bySlice.remove(Slices.INCIDENT);
            if (incident != null && isUnusual(incident, bySlice)) {
                unusual.add(place);
            }
        });
        return unusual;
    }

    private static boolean isUnusual(Calls incident, Map<Integer, Calls> bySlice) {
        Calls[] others = bySlice.values().stream()
                .filter(one -> one.self.size() >= FEWEST)
                .toArray(Calls[]::new);
        double now = incident.failures / incident.self.size();
        double usual = second(Arrays.stream(others)
                .mapToDouble(one -> one.failures / one.self.size())
                .toArray());
        if (now > SLOWER * usual + MORE_FAILURES) {
            return true;
        }
        for (double quantile : QUANTILES) {
            boolean self = Samples.quantile(incident.self.toArray(), quantile)
                    > SLOWER
                            * second(Arrays.stream(others)
                                    .mapToDouble(one -> Samples.quantile(one.self.toArray(), quantile))
                                    .toArray());
            boolean whole = Samples.quantile(incident.whole.toArray(), quantile)
                    > SLOWER
                            * second(Arrays.stream(others)
                                    .mapToDouble(one -> Samples.quantile(one.whole.toArray(), quantile))
                                    .toArray());
            if (self || whole) {
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
