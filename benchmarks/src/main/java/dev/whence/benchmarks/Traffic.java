package dev.whence.benchmarks;

import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.model.Record;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;

/** An hour of a healthy pipeline and ten minutes of a broken one, at the rate which gives about so many records. */
final class Traffic {
    private static final Duration HEALTHY = Duration.ofMinutes(60);
    private static final Duration BROKEN = Duration.ofMinutes(10);
    private static final long NANOS = 1_000_000_000L;

    private final Scenario scenario;

    /** @throws IllegalArgumentException when the fault or the pipeline has another name */
    Traffic(long about, String pipeline, String fault) {
        this(
                about,
                of(pipeline)
                        .withFault(Faults.named(fault)
                                .orElseThrow(() -> new IllegalArgumentException("no fault " + fault))));
    }

    /** Traffic in which nothing breaks. */
    Traffic(long about, String pipeline) {
        this(about, of(pipeline));
    }

    private Traffic(long about, Scenario kind) {
        Scenario pilot = kind.lasting(HEALTHY.dividedBy(60), BROKEN.dividedBy(60));
        double perSecond = pilot.stream().count() / pilot.requestsPerSecond();
        this.scenario = pilot.lasting(HEALTHY, BROKEN).withRate(about / 60.0 / perSecond);
    }

    private static Scenario of(String pipeline) {
        return Scenario.healthy(
                Pipelines.named(pipeline).orElseThrow(() -> new IllegalArgumentException("no pipeline " + pipeline)));
    }

    Iterator<Record> records() {
        return scenario.records();
    }

    long incidentFromNanos() {
        return nanos(scenario.onset());
    }

    long toNanos() {
        return nanos(scenario.end());
    }

    Truth injected() {
        return scenario.truth().orElseThrow();
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS + time.getNano();
    }
}
