package dev.whence.anomaly.latency;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;

/** Which records the latency detectors look at. */
final class Spans {
    private static final double SHORTEST = 1e-6;

    private Spans() {}

    /** One request's span with a duration; a record that stands for many has another spread and is left alone. */
    static boolean isTimed(Record record) {
        return record.kind() == Kind.SPAN && record.durationSeconds() >= 0 && !record.has(Names.AGGREGATE_COUNT);
    }

    /** Whether the span says how many tokens it read or wrote. */
    static boolean isSized(Record record) {
        return tokens(record, Names.INPUT_TOKENS) + tokens(record, Names.OUTPUT_TOKENS) > 0;
    }

    static double tokens(Record record, String name) {
        double tokens = record.number(name);
        return tokens > 0 ? tokens : 0;
    }

    static double log(double seconds) {
        return Math.log(Math.max(seconds, SHORTEST));
    }

    /** The size of a call in words: {@code 812 input and 95 output tokens}. */
    static String size(double inputTokens, double outputTokens) {
        return Math.round(inputTokens) + " input and " + Math.round(outputTokens) + " output tokens";
    }
}
