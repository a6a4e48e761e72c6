package dev.whence.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {
    @Test
    void percentilesAreInterpolatedWithinTheirBucket() {
        Map<String, Double> statistics = Distribution.of(HistogramDataPoint.newBuilder()
                        .setCount(100)
                        .setSum(1000)
                        .addExplicitBounds(10)
                        .addExplicitBounds(20)
                        .addBucketCounts(80)
                        .addBucketCounts(20)
                        .addBucketCounts(0)
                        .build())
                .statistics();
        assertThat(statistics)
                .containsEntry("count", 100.0)
                .containsEntry("mean", 10.0)
                .containsEntry("p50", 6.25)
                .containsEntry("p90", 15.0);
    }

    @Test
    void percentilesStayWithinTheSmallestAndLargestValue() {
        Map<String, Double> statistics = Distribution.of(HistogramDataPoint.newBuilder()
                        .setCount(3)
                        .setSum(33)
                        .setMin(10.5)
                        .setMax(11.5)
                        .addExplicitBounds(10)
                        .addExplicitBounds(100)
                        .addBucketCounts(0)
                        .addBucketCounts(3)
                        .addBucketCounts(0)
                        .build())
                .statistics();
        assertThat(statistics.get("p50")).isEqualTo(11.0);
        assertThat(statistics.get("p99")).isBetween(11.0, 11.5);
    }

    @Test
    void exponentialBucketsAreRead() {
        // scale 0: the buckets are (1, 2], (2, 4], (4, 8]
        Map<String, Double> statistics = Distribution.of(ExponentialHistogramDataPoint.newBuilder()
                        .setCount(10)
                        .setSum(50)
                        .setScale(0)
                        .setZeroCount(0)
                        .setPositive(ExponentialHistogramDataPoint.Buckets.newBuilder()
                                .setOffset(0)
                                .addBucketCounts(0)
                                .addBucketCounts(5)
                                .addBucketCounts(5))
                        .build())
                .statistics();
        assertThat(statistics.get("p50")).isCloseTo(4, within(1e-9));
        assertThat(statistics.get("p90")).isCloseTo(7.2, within(1e-9));
        assertThat(statistics.get("mean")).isEqualTo(5);
    }

    @Test
    void aPointWithoutBucketsTellsNoPercentiles() {
        Map<String, Double> statistics = Distribution.of(
                        HistogramDataPoint.newBuilder().setCount(2).setSum(24).build())
                .statistics();
        assertThat(statistics).containsEntry("mean", 12.0);
        assertThat(statistics.get("p50")).isNaN();
    }

    @Test
    void aPointWithoutValuesTellsOnlyThat() {
        assertThat(Distribution.of(HistogramDataPoint.getDefaultInstance()).statistics())
                .containsOnly(Map.entry("count", 0.0));
    }

    @ParameterizedTest
    @CsvSource({"0, min", "0.5, p50", "0.95, p95", "0.999, p99.9", "1, max"})
    void quantilesAreNamed(double quantile, String name) {
        assertThat(Distribution.name(quantile)).isEqualTo(name);
    }
}
