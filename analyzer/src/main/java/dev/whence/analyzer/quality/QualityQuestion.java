package dev.whence.analyzer.quality;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which scores to count, and by what.
 *
 * @param fromNanos when the first score was given, inclusive, in nanoseconds since the epoch; their traces may be older
 * @param toNanos exclusive
 * @param query only scores that match it themselves, or of whose trace a span does; the empty text for all
 * @param name only scores of that name; empty for all
 * @param by one to three fields of spans or of the scores themselves
 * @param intervalNanos also count in stretches of time so long; empty for none
 * @param cutoffs how many of the documents that a retrieval returned are looked at, each from 1 on
 */
public record QualityQuestion(
        long fromNanos,
        long toNanos,
        String query,
        Optional<String> name,
        List<String> by,
        OptionalLong intervalNanos,
        List<Integer> cutoffs) {
    public QualityQuestion {
        by = List.copyOf(by);
        cutoffs = cutoffs.stream().distinct().sorted().toList();
    }
}
