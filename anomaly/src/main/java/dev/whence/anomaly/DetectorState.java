package dev.whence.anomaly;

/**
 * How one detector is doing.
 *
 * @param name the detector's name
 * @param phase whether it judges already
 * @param series series it keeps
 * @param reason why it was switched off; empty otherwise
 */
public record DetectorState(String name, Phase phase, int series, String reason) {
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
