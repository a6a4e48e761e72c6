package dev.whence.server.ingest;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a histogram's point tells of the values behind it. Percentiles are interpolated within the bucket they fall into,
 * linearly, and never lie outside of the smallest and largest value where these came along.
 *
 * @param count of values
 * @param sum NaN when it was not sent
 * @param min NaN when it was not sent
 * @param max NaN when it was not sent
 * @param buckets in rising order
 */
record Distribution(double count, double sum, double min, double max, List<Bucket> buckets) {
    /** Values above {@code from} up to {@code to}; either may be infinite. */
    record Bucket(double from, double to, double count) {}

    static Distribution of(HistogramDataPoint point) {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < point.getBucketCountsCount(); i++) {
            buckets.add(new Bucket(
                    i == 0 ? Double.NEGATIVE_INFINITY : point.getExplicitBounds(i - 1),
                    i == point.getExplicitBoundsCount() ? Double.POSITIVE_INFINITY : point.getExplicitBounds(i),
                    point.getBucketCounts(i)));
        }
        return new Distribution(
                point.getCount(),
                point.hasSum() ? point.getSum() : Double.NaN,
                point.hasMin() ? point.getMin() : Double.NaN,
                point.hasMax() ? point.getMax() : Double.NaN,
                buckets);
    }

    static Distribution of(ExponentialHistogramDataPoint point) {
        double base = Math.pow(2, Math.pow(2, -point.getScale()));
        List<Bucket> buckets = new ArrayList<>();
        ExponentialHistogramDataPoint.Buckets negative = point.getNegative();
        for (int i = negative.getBucketCountsCount() - 1; i >= 0; i--) {
            int exponent = negative.getOffset() + i;
            buckets.add(new Bucket(
                    -Math.pow(base, exponent + 1.0), -Math.pow(base, exponent), negative.getBucketCounts(i)));
        }
        buckets.add(new Bucket(-point.getZeroThreshold(), point.getZeroThreshold(), point.getZeroCount()));
        ExponentialHistogramDataPoint.Buckets positive = point.getPositive();
        for (int i = 0; i < positive.getBucketCountsCount(); i++) {
            int exponent = positive.getOffset() + i;
            buckets.add(
                    new Bucket(Math.pow(base, exponent), Math.pow(base, exponent + 1.0), positive.getBucketCounts(i)));
        }
        return new Distribution(
                point.getCount(),
                point.hasSum() ? point.getSum() : Double.NaN,
                point.hasMin() ? point.getMin() : Double.NaN,
                point.hasMax() ? point.getMax() : Double.NaN,
                buckets);
    }

    /** The statistics by their names; NaN where the point does not tell one. */
    Map<String, Double> statistics() {
        Map<String, Double> statistics = new LinkedHashMap<>();
        statistics.put("count", count);
        if (count > 0) {
            statistics.put("sum", sum);
            statistics.put("mean", sum / count);
            statistics.put("min", min);
            statistics.put("max", max);
            for (double quantile : new double[] {0.5, 0.9, 0.99}) {
                statistics.put(name(quantile), quantile(quantile));
            }
        }
        return statistics;
    }

    /** The statistic's name for a quantile in [0, 1]: {@code min}, {@code p50}, {@code p99.9}, {@code max}. */
    static String name(double quantile) {
        if (quantile <= 0) {
            return "min";
        }
        if (quantile >= 1) {
            return "max";
        }
        double percent = Math.round(quantile * 1e6) / 1e4;
        return "p" + (percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent));
    }

    /** NaN when the values lie in buckets without bounds, or there are no buckets. */
    private double quantile(double q) {
        double total = 0;
        for (Bucket bucket : buckets) {
            total += bucket.count();
        }
        if (buckets.size() < 2 || !(total > 0)) {
            return Double.NaN;
        }
        double before = 0;
        for (Bucket bucket : buckets) {
            if (bucket.count() > 0 && before + bucket.count() >= q * total) {
                return within(bucket, (q * total - before) / bucket.count());
            }
            before += bucket.count();
        }
        return Double.NaN;
    }

    /** A first bucket starts at 0 unless all of it is negative; a last one without end has only its start. */
    private double within(Bucket bucket, double share) {
        double from = bucket.from() == Double.NEGATIVE_INFINITY ? Math.min(0, bucket.to()) : bucket.from();
        double to = bucket.to() == Double.POSITIVE_INFINITY ? bucket.from() : bucket.to();
        if (min > from) { // false for NaN
            from = Math.min(min, to);
        }
        if (max < to || bucket.to() == Double.POSITIVE_INFINITY && max > to) {
            to = Math.max(max, from);
        }
        return from + share * (to - from);
    }
}
