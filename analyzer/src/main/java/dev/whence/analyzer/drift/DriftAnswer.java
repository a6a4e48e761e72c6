package dev.whence.analyzer.drift;

import dev.whence.analyzer.Window;
import java.util.List;
import java.util.Optional;

/**
 * What differs between two stretches of time.
 *
 * @param baseline empty when nothing is stored to compare with
 * @param window empty when nothing is stored at all
 * @param signals drifts first, the largest effect first
 */
public record DriftAnswer(
        Optional<Window> baseline, Optional<Window> window, List<DriftSignal> signals, Examined examined) {
    public DriftAnswer {
        signals = List.copyOf(signals);
    }

    /** Only the signals that drift. */
    public List<DriftSignal> drifts() {
        return signals.stream()
                .filter(signal -> signal.verdict() == DriftSignal.Verdict.DRIFT)
                .toList();
    }

    /**
     * How much was looked at.
     *
     * @param records spans, or log lines where there are no spans
     * @param texts inputs and outputs that were read
     * @param sampled whether there were more records than were looked at
     * @param tookSeconds how long it took
     */
    public record Examined(long records, long texts, boolean sampled, double tookSeconds) {}
}
