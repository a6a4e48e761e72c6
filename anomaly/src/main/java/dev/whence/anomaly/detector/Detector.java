package dev.whence.anomaly.detector;

import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * Judges records one after the other and learns from them. Mutable, called by one thread at a time; what it says must
 * follow from the records alone, so that the same stream gives the same findings. A detector that throws is switched off
 * by the engine.
 */
public interface Detector {
    /** A short stable name, by which its state is found again: {@code latency_for_size}. */
    String name();

    /** What it flags, and of what it learns the usual. */
    About about();

    /** Says what it found of a record, then learns from it. */
    void inspect(Record record, Findings findings);

    /** Series it keeps; 0 when it keeps none. */
    int seriesCount();

    /** Those of them that have not seen enough to be judged. */
    int warmingUp();

    /** Records it had to leave out, by reason, as far back as what it learned; unmodifiable. */
    default Map<String, Long> skipped() {
        return Map.of();
    }

    /** Whether any series, or the detector itself when it needs none, has seen enough to judge. */
    boolean ready();

    /** Writes all it learned. */
    void save(DataOutput out) throws IOException;

    /**
     * Replaces what it learned with what {@link #save} wrote.
     *
     * @throws IOException when that cannot be read; the detector then must be thrown away
     */
    void load(DataInput in) throws IOException;
}
