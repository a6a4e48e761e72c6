package dev.whence.benchmarks;

import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.model.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** All detectors over one record, on one thread. */
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EnrichBenchmark {
    /** An engine that learns from what it is given. */
    @State(Scope.Benchmark)
    public static class Engine {
        private final Path dir;
        private final AnomalyEngine engine;

        public Engine() {
            try {
                dir = Files.createTempDirectory("whence-enrich");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            engine = AnomalyEngine.open(dir, AnomalyOptions.defaults());
        }

        /** Lets the detectors warm up. */
        @Setup
        public void learn(RecordState state) {
            for (int i = 0; i < 50_000; i++) {
                engine.enrich(state.next());
            }
        }

        @TearDown
        public void close() throws IOException {
            engine.close();
            Folders.delete(dir);
        }
    }

    @Benchmark
    public Record enrich(Engine engine, RecordState state) {
        return engine.engine.enrich(state.next());
    }
}
