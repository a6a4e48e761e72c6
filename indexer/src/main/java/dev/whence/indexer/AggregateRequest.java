package dev.whence.indexer;

import java.util.List;
import java.util.OptionalLong;

/**
 * What to count and measure of the matching records.
 *
 * @param by up to three fields; a bucket for each combination of their values
 * @param intervalNanos the width of the buckets of time; empty for none
 * @param metricField the number field to measure, such as {@code duration}; empty text to count only
 * @param limit how many combinations of values at most, those with the most records first
 */
public record AggregateRequest(
        Selection selection, List<String> by, OptionalLong intervalNanos, String metricField, int limit) {
    public AggregateRequest {
        by = List.copyOf(by);
        if (by.size() > 3) {
            throw new QueryException("an aggregation goes by three fields at most; leave out some of " + by, -1);
        }
    }
}
