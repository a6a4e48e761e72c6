package dev.whence.analyzer.drift;

import dev.whence.analyzer.Window;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which stretches of time to compare.
 *
 * @param fromNanos start of the window; empty for an hour before its end, or a quarter of what is stored until then if
 *     that is shorter
 * @param toNanos end of the window, exclusive; empty for the latest record
 * @param baselineFromNanos start of the baseline; empty for six times the window before the baseline's end
 * @param baselineToNanos end of the baseline, exclusive; empty for the start of the window
 * @param query only records that match it; the empty text for all
 * @param service only this service; empty for all
 */
public record DriftQuestion(
        OptionalLong fromNanos,
        OptionalLong toNanos,
        OptionalLong baselineFromNanos,
        OptionalLong baselineToNanos,
        String query,
        Optional<String> service) {
    /** Is there drift by the latest records? */
    public static DriftQuestion latest() {
        return new DriftQuestion(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                Optional.empty());
    }

    /** Does the window differ from the baseline? */
    public static DriftQuestion between(Window baseline, Window window) {
        return new DriftQuestion(
                OptionalLong.of(window.fromNanos()),
                OptionalLong.of(window.toNanos()),
                OptionalLong.of(baseline.fromNanos()),
                OptionalLong.of(baseline.toNanos()),
                "",
                Optional.empty());
    }
}
