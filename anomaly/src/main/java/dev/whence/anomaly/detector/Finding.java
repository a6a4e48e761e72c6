package dev.whence.anomaly.detector;

/**
 * One thing wrong with a record.
 *
 * @param kind what is wrong: {@code latency}, {@code refusal}, …
 * @param score in [0, 1], higher is more surprising
 * @param reason a sentence for a person, without a full stop
 * @param expected the usual value, in the unit of {@code observed}
 * @param observed the record's value
 */
public record Finding(String kind, double score, String reason, double expected, double observed) {}
