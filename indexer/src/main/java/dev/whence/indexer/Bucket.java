package dev.whence.indexer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One bucket of an aggregation. Buckets come by time, then by count.
 *
 * @param startNanos the start of its span of time, a multiple of the interval since the epoch; empty without interval
 * @param values a text for each field of {@code by}, in that order; empty text where the records lack the field
 * @param count the records in it; one that stands for many ({@code aggregate.count}) counts as that many
 * @param errors how many of them have the status error
 * @param metric statistics of the metric field; empty when none was asked for or no record has it
 */
public record Bucket(
        OptionalLong startNanos, List<String> values, double count, double errors, Optional<Metric> metric) {
    /** Statistics of a number field; the percentiles are estimates with an error of rank under 1 %. */
    public record Metric(
            long count, double sum, double min, double max, double p50, double p90, double p95, double p99) {
        public double mean() {
            return sum / count;
        }
    }
}
