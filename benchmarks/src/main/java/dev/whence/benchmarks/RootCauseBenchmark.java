package dev.whence.benchmarks;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Question;
import dev.whence.analyzer.RootCauseAnalyzer;
import dev.whence.indexer.TraceStore;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A whole answer about an incident of ten minutes with the hour before it, from a Lucene folder. */
@Fork(1)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 2, time = 10)
@Measurement(iterations = 3, time = 10)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RootCauseBenchmark {
    /** A filled store and what is asked about it. */
    @State(Scope.Benchmark)
    public static class Incident {
        @Param({"10000", "100000", "1000000"})
        private int spans;

        @Param({"slow-region", Incidents.HEALTHY})
        private String fault = "";

        @Param("rag")
        private String pipeline = "";

        /** Where stores are kept, to be filled once. */
        @Param("target/incidents")
        private String folder = "";

        private @Nullable TraceStore store;
        private @Nullable Question question;

        public Incident() {}

        @Setup
        public void open() {
            Incidents incidents = new Incidents(Path.of(folder), pipeline, fault, spans);
            store = incidents.open();
            question = incidents.question();
        }

        @TearDown
        public void close() {
            Objects.requireNonNull(store).close();
        }
    }

    @Benchmark
    public Answer answer(Incident incident) {
        return new RootCauseAnalyzer(Objects.requireNonNull(incident.store))
                .analyze(Objects.requireNonNull(incident.question));
    }
}
