package dev.whence.anomaly.drift;

import java.util.List;

/**
 * The values of one signal in a stretch of time. Values of one session or trace say nearly the same; so there is one of
 * each here, and what is left depends on one another by their time only.
 *
 * @param nanos when each value was seen, in order of time
 * @param values numbers, names or texts, one for each time
 */
public record Sample<T>(Stretch stretch, long[] nanos, List<T> values) {
    public Sample {
        values = List.copyOf(values);
        if (nanos.length != values.size()) {
            throw new IllegalArgumentException("a sample needs a time for each value");
        }
    }

    public int size() {
        return nanos.length;
    }

    /** The values of a sample of numbers, none of them NaN. */
    static double[] numbers(Sample<Double> sample) {
        return sample.values().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
