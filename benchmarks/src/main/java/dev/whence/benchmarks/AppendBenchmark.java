package dev.whence.benchmarks;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.whence.appender.WhenceAppender;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a log call costs the thread that makes it, with nobody listening at the other end: the queue fills, and from then
 * on each event is counted as dropped. This is the worst that can happen to an application.
 */
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AppendBenchmark {
    /** A logger with the appender and nothing else. */
    @State(Scope.Benchmark)
    public static class Logging {
        private final LoggerContext context = new LoggerContext();
        private final Logger logger = context.getLogger("app");

        public Logging() {
            context.setMDCAdapter(new LogbackMDCAdapter());
            WhenceAppender appender = new WhenceAppender();
            appender.setContext(context);
            appender.setUrl("http://127.0.0.1:9");
            appender.setService("assistant");
            appender.start();
            logger.addAppender(appender);
        }

        @TearDown
        public void stop() {
            context.stop();
        }
    }

    @Benchmark
    public void line(Logging logging) {
        logging.logger.info("answered in {} tokens for {}", 512, "acme");
    }

    @Benchmark
    public void lineWithKeyValues(Logging logging) {
        logging.logger
                .atInfo()
                .addKeyValue("gen_ai.request.model", "gpt-4o")
                .addKeyValue("gen_ai.usage.output_tokens", 512)
                .log("answered");
    }
}
