package dev.whence.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the benchmarks: {@code java -jar benchmarks/target/benchmarks.jar COMMAND}. */
@Command(
        name = "benchmarks",
        description = "Measures Whence; each command prints a Markdown table.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ServerBenchmark.class,
            StoreBenchmark.class,
            DetectionBenchmark.class,
            MemoryBenchmark.class,
            RootCauseTable.class,
            MicroBenchmarks.class,
            DriftBenchmark.class
        })
public final class Benchmarks implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    Benchmarks() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a benchmark");
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }
}
