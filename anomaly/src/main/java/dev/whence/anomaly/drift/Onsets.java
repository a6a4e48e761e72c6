package dev.whence.anomaly.drift;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Finds since when values look as they do in the window, by {@link Adwin} over both stretches. */
final class Onsets {
    private static final double DELTA = 0.002;

    private Onsets() {}

    /**
     * The time of the change.
     *
     * @param windowlike for each value of the reference and then of the window, how typical it is of the window, in
     *     [0, 1]
     */
    static OptionalLong of(long[] reference, long[] window, double[] windowlike) {
        long[] nanos = Arrays.copyOf(reference, reference.length + window.length);
        System.arraycopy(window, 0, nanos, reference.length, window.length);
        Integer[] byTime = new Integer[nanos.length];
        Arrays.setAll(byTime, i -> i);
        Arrays.sort(byTime, Comparator.comparingLong(i -> nanos[i]));
        double[] ordered = new double[nanos.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = windowlike[byTime[i]];
        }
        OptionalInt change = Adwin.change(ordered, DELTA);
        return change.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nanos[byTime[change.getAsInt()]]);
    }
}
