package dev.whence.anomaly.detector;

import java.io.DataInput;
import java.io.DataOutput;

/** A detector that learns nothing, and so is always ready; what remains to be written is its name, what it is
 * about, and {@link #inspect}. */
public interface StatelessDetector extends Detector {
    @Override
    default int seriesCount() {
        return 0;
    }

    @Override
    default int warmingUp() {
        return 0;
    }

    @Override
    default boolean ready() {
        return true;
    }

    @Override
    default void save(DataOutput out) {}

    @Override
    default void load(DataInput in) {}
}
