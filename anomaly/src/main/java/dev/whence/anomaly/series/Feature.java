package dev.whence.anomaly.series;

import java.util.OptionalLong;

/** One way in which a value can be unlike those before it; mutable, constant memory. */
interface Feature {
    /**
     * Judges a value by those before it, then learns it.
     *
     * @return −ln of the probability of a value as odd as this one, a little less when it is high; 0 when it is usual
     */
    double surprise(OptionalLong timestampNanos, double value);

    /** What is odd about the value judged last, for a person; has a meaning only where that was surprising. */
    String reason();
}
