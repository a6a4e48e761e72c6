package dev.whence.benchmarks;

import org.HdrHistogram.Histogram;

/** How long the calls of one kind took. For one thread. */
final class Latencies {
    private final Histogram nanos = new Histogram(3);

    /** Runs the call and adds what it took. */
    void time(Runnable call) {
        long start = System.nanoTime();
        call.run();
        nanos.recordValue(System.nanoTime() - start);
    }

    double p50Millis() {
        return nanos.getValueAtPercentile(50) / 1e6;
    }

    double p99Millis() {
        return nanos.getValueAtPercentile(99) / 1e6;
    }
}
