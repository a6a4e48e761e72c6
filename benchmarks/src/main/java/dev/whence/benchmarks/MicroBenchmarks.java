package dev.whence.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs JMH over what happens once a record. */
@Command(
        name = "micro",
        description = "What happens once a record, by JMH: the codec, the detectors, the appender's call.",
        mixinStandardHelpOptions = true)
final class MicroBenchmarks implements Callable<Integer> {
    @Parameters(description = "arguments for JMH")
    private List<String> arguments = new ArrayList<>();

    MicroBenchmarks() {}

    @Override
    public Integer call() throws IOException {
        org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
        return 0;
    }
}
