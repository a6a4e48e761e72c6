package dev.whence.server.api;

import dev.whence.anomaly.DetectorState;
import dev.whence.indexer.StoreStats;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Redactor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Counts what the server does, for Prometheus. Safe for any thread. */
final class Meters implements AutoCloseable {
    private static final String FLAGS = "whence.detector.flags";
    private static final String SKIPPED = "whence.detector.skipped";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TraceStore store;
    private final Supplier<List<DetectorState>> detectors;
    private final MultiGauge detectorStates;
    private final MultiGauge detectorsOff;
    private final MultiGauge detectorSeries;
    private final MultiGauge detectorsWarmingUp;
    private final Map<List<String>, AtomicLong> totals = new ConcurrentHashMap<>();
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private volatile StoreStats stats;

    Meters(TraceStore store, Supplier<List<DetectorState>> detectors, Redactor redactor) {
        this.store = store;
        this.detectors = detectors;
        this.stats = store.stats();
        gauge("whence.store.records", "Records that can be found", StoreStats::records);
        gauge("whence.store.index.bytes", "Size of the index on disk", StoreStats::indexBytes);
        gauge("whence.store.journal.bytes", "Size of the journal on disk", StoreStats::journalBytes);
        gauge("whence.store.queue.bytes", "Journalled, but not indexed yet", StoreStats::waitingBytes);
        FunctionCounter.builder("whence.redactions", redactor, Redactor::redactions)
                .description("Secrets and personal data taken out of records")
                .register(registry);
        this.detectorStates = gauges("whence.detector.state", "1 for the state each detector is in");
        this.detectorsOff = gauges("whence.detector.off", "1 for each detector that failed and was switched off");
        this.detectorSeries = gauges("whence.detector.series", "Series each detector keeps");
        this.detectorsWarmingUp =
                gauges("whence.detector.series.warming.up", "Series of each detector that are not judged yet");
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
    }

    private MultiGauge gauges(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<StoreStats> value) {
        Gauge.builder(name, this, self -> value.applyAsDouble(self.stats))
                .description(description)
                .register(registry);
    }

    /** Counts records of a protocol. */
    void taken(String protocol, int accepted, int rejected) {
        counter("whence.records.accepted", "Records made durable", protocol).increment(accepted);
        counter("whence.records.rejected", "Lines, spans and other parts that could not be taken", protocol)
                .increment(rejected);
    }

    private Counter counter(String name, String description, String protocol) {
        return Counter.builder(name)
                .description(description)
                .tag("protocol", protocol)
                .register(registry);
    }

    /** Times a request; the route, not the path, so that the number of series stays bounded. */
    void answered(String method, String route, int status, double millis) {
        Timer.builder("http.server.requests")
                .description("Requests answered")
                .tags("method", method, "route", route, "status", String.valueOf(status))
                .register(registry)
                .record(Duration.ofNanos((long) (millis * TimeUnit.MILLISECONDS.toNanos(1))));
    }

    /** All of it in Prometheus' text format, as it is now. */
    String scrape() {
        stats = store.stats();
        List<DetectorState> states = detectors.get();
        rows(detectorStates, states, state -> Tags.of("state", DetectorRoutes.phase(state)), state -> 1);
        rows(detectorsOff, states, state -> Tags.empty(), state -> state.phase() == DetectorState.Phase.OFF ? 1 : 0);
        rows(detectorSeries, states, state -> Tags.empty(), DetectorState::series);
        rows(detectorsWarmingUp, states, state -> Tags.empty(), DetectorState::warmingUp);
        for (DetectorState state : states) {
            for (String kind : state.about().kinds()) {
                total(FLAGS, "kind", kind, state, state.flags().getOrDefault(kind, 0L));
            }
            state.skipped().forEach((reason, count) -> total(SKIPPED, "reason", reason, state, count));
        }
        return registry.scrape();
    }

    private static void rows(
            MultiGauge gauge,
            List<DetectorState> states,
            Function<DetectorState, Tags> more,
            ToDoubleFunction<DetectorState> value) {
        gauge.register(
                states.stream()
                        .map(state -> MultiGauge.Row.of(
                                more.apply(state).and("detector", state.name()), value.applyAsDouble(state)))
                        .toList(),
                true);
    }

    /** Lets a counter stand at a number that is counted elsewhere. */
    private void total(String name, String tag, String value, DetectorState state, long count) {
        totals.computeIfAbsent(List.of(name, state.name(), value), key -> {
                    AtomicLong total = new AtomicLong();
                    FunctionCounter.builder(name, total, AtomicLong::get)
                            .description(
                                    name.equals(FLAGS)
                                            ? "Records that a detector flagged"
                                            : "Records that a detector had to leave out")
                            .tags("detector", state.name(), tag, value)
                            .register(registry);
                    return total;
                })
                .set(count);
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
