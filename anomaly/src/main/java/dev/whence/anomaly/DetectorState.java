package dev.whence.anomaly;

import dev.whence.anomaly.detector.About;
import java.util.Map;

/**
 * How one detector is doing. Immutable.
 *
 * @param name the detector's name
 * @param about what it flags, and of what it learns the usual
 * @param phase whether it judges already
 * @param reason why it was switched off; empty otherwise
 * @param series series it keeps
 * @param warmingUp those of them that are not judged yet
 * @param records records it was shown since the start
 * @param flags records it flagged since the start, by kind; only kinds it flagged
 * @param skipped records it had to leave out, by reason
 */
public record DetectorState(
        String name,
        About about,
        Phase phase,
        String reason,
        int series,
        int warmingUp,
        long records,
        Map<String, Long> flags,
        Map<String, Long> skipped) {
    public DetectorState {
        flags = Map.copyOf(flags);
        skipped = Map.copyOf(skipped);
    }

    /** Where a detector stands. */
    public enum Phase {
        /** No series has seen enough records yet: nothing is flagged. */
        WARMING_UP,
        /** At least one series is judged. */
        READY,
        /** It failed and stays off until the next start. */
        OFF
    }
}
