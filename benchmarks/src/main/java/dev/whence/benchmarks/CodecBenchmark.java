package dev.whence.benchmarks;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.model.RecordFormatException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A record to JSON, and there and back. */
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CodecBenchmark {
    @Benchmark
    public byte[] write(RecordState state) {
        return RecordCodec.write(state.next());
    }

    @Benchmark
    public Record writeAndRead(RecordState state) throws RecordFormatException {
        return RecordCodec.read(RecordCodec.write(state.next()), 0);
    }
}
