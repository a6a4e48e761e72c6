package dev.whence.server.ingest;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.RecordBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/**
 * Reads OTLP metric requests: a point of a sum or gauge becomes one record with {@code name} and {@code value}, a
 * histogram's or summary's point one for each {@code statistic} it tells ({@code count}, {@code sum}, {@code mean},
 * {@code min}, {@code max}, and percentiles estimated from the buckets). Values keep the unit they came in, under
 * {@code unit}, and their temporality under {@code metric.temporality}; exemplars are left out.
 */
public final class OtlpMetrics implements Decoder {
    private final OtlpEncoding encoding;

    private OtlpMetrics(OtlpEncoding encoding) {
        this.encoding = encoding;
    }

    public static OtlpMetrics protobuf() {
        return new OtlpMetrics(OtlpEncoding.PROTOBUF);
    }

    public static OtlpMetrics json() {
        return new OtlpMetrics(OtlpEncoding.json(ExportMetricsServiceRequest.getDefaultInstance()));
    }

    @Override
    public Decoded decode(InputStream body, long arrivalNanos) throws UnreadableBodyException, IOException {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        OtlpItems items = new OtlpItems(encoding.read(body, request));
        for (ResourceMetrics ofResource : request.getResourceMetricsList()) {
            for (ScopeMetrics ofScope : ofResource.getScopeMetricsList()) {
                RecordBuilder origin = OtlpValues.origin(ofResource.getResource(), ofScope.getScope());
                for (Metric metric : ofScope.getMetricsList()) {
                    new Points(metric, origin, arrivalNanos, items).convert();
                }
            }
        }
        return items.decoded();
    }

    /** The points of one metric. */
    private record Points(Metric metric, RecordBuilder origin, long arrivalNanos, OtlpItems items) {
        void convert() {
            switch (metric.getDataCase()) {
                case GAUGE -> metric.getGauge().getDataPointsList().forEach(point -> number(point, ""));
                case SUM -> {
                    String temporality = name(metric.getSum().getAggregationTemporality());
                    metric.getSum().getDataPointsList().forEach(point -> number(point, temporality));
                }
                case HISTOGRAM -> {
                    String temporality = name(metric.getHistogram().getAggregationTemporality());
                    metric.getHistogram().getDataPointsList().forEach(point -> histogram(point, temporality));
                }
                case EXPONENTIAL_HISTOGRAM -> {
                    String temporality = name(metric.getExponentialHistogram().getAggregationTemporality());
                    metric.getExponentialHistogram()
                            .getDataPointsList()
                            .forEach(point -> exponential(point, temporality));
                }
                case SUMMARY -> metric.getSummary().getDataPointsList().forEach(this::summary);
                default -> {}
            }
        }

        private void number(NumberDataPoint point, String temporality) {
            if (usable(point.getTimeUnixNano(), point.getFlags())) {
                double value = point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
                add(point.getTimeUnixNano(), point.getAttributesList(), temporality, "", value);
            }
        }

        private void histogram(HistogramDataPoint point, String temporality) {
            if (!usable(point.getTimeUnixNano(), point.getFlags())) {
                return;
            }
            if (point.getBucketCountsCount() > 0
                    && point.getBucketCountsCount() != point.getExplicitBoundsCount() + 1) {
                items.reject(metric.getName() + ": a histogram has one bucket more than bounds, this one has "
                        + point.getBucketCountsCount() + " and " + point.getExplicitBoundsCount());
                return;
            }
            Distribution distribution = Distribution.of(point);
            distribution
                    .statistics()
                    .forEach((statistic, value) ->
                            add(point.getTimeUnixNano(), point.getAttributesList(), temporality, statistic, value));
        }

        private void exponential(ExponentialHistogramDataPoint point, String temporality) {
            if (usable(point.getTimeUnixNano(), point.getFlags())) {
                Distribution.of(point)
                        .statistics()
                        .forEach((statistic, value) ->
                                add(point.getTimeUnixNano(), point.getAttributesList(), temporality, statistic, value));
            }
        }

        private void summary(SummaryDataPoint point) {
            if (!usable(point.getTimeUnixNano(), point.getFlags())) {
                return;
            }
            long time = point.getTimeUnixNano();
            List<KeyValue> attributes = point.getAttributesList();
            add(time, attributes, "cumulative", "count", (double) point.getCount());
            if (point.getCount() != 0) {
                add(time, attributes, "cumulative", "sum", point.getSum());
                add(time, attributes, "cumulative", "mean", point.getSum() / point.getCount());
            }
            for (SummaryDataPoint.ValueAtQuantile quantile : point.getQuantileValuesList()) {
                add(time, attributes, "cumulative", Distribution.name(quantile.getQuantile()), quantile.getValue());
            }
        }

        /** Moves on to the next point; one which says that it has no value is passed over in silence, as is asked for. */
        private boolean usable(long timeNanos, int flags) {
            if (!items.next() || (flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0) {
                return false;
            }
            if (metric.getName().isEmpty()) {
                items.reject("a metric needs a name");
                return false;
            }
            if (timeNanos < 0) {
                items.reject(metric.getName() + ": time_unix_nano lies between the years 1970 and 2262");
                return false;
            }
            return true;
        }

        private void add(
                long timeNanos, List<KeyValue> attributes, String temporality, String statistic, double value) {
            if (!Double.isFinite(value)) {
                if (statistic.isEmpty()) {
                    items.reject(metric.getName() + ": the value is " + value + ", not a finite number");
                }
                return;
            }
            RecordBuilder record = OtlpValues.startFrom(origin)
                    .kind(Kind.METRIC)
                    .timestampNanos(timeNanos > 0 ? timeNanos : arrivalNanos)
                    .put(Names.METRIC_NAME, metric.getName())
                    .put(Names.METRIC_VALUE, value)
                    .put(Names.METRIC_STATISTIC, statistic)
                    .put("unit", metric.getUnit())
                    .put("metric.temporality", temporality);
            OtlpValues.putAttributes(record, attributes);
            items.add(record);
        }
    }

    private static String name(AggregationTemporality temporality) {
        return switch (temporality) {
            case AGGREGATION_TEMPORALITY_DELTA, AGGREGATION_TEMPORALITY_CUMULATIVE ->
                temporality
                        .name()
                        .substring("AGGREGATION_TEMPORALITY_".length())
                        .toLowerCase(Locale.ROOT);
            default -> "";
        };
    }
}
