package dev.whence.benchmarks;

import static dev.whence.benchmarks.MarkdownTable.megabytes;
import static dev.whence.benchmarks.MarkdownTable.number;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Question;
import dev.whence.analyzer.RootCauseAnalyzer;
import dev.whence.indexer.TraceStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures answers about incidents: how long they take, warm and as the first of a new process, and what memory. */
@Command(
        name = "rca",
        description = "Time and heap of an answer about an incident, by how many spans there are.",
        mixinStandardHelpOptions = true)
final class RootCauseTable implements Callable<Integer> {
    private static final String COLD = "--cold";
    private static final long BETWEEN_COLLECTIONS_NANOS = 2_000_000;

    @Option(names = "--spans", split = ",", defaultValue = "10000,100000,1000000", description = "sizes")
    private List<Integer> sizes = List.of();

    @Option(names = "--faults", split = ",", defaultValue = "slow-region,healthy", description = "what breaks")
    private List<String> faults = List.of();

    @Option(names = "--pipeline", defaultValue = "rag", description = "which to simulate (default ${DEFAULT-VALUE})")
    private String pipeline = "rag";

    @Option(names = "--folder", defaultValue = "target/incidents", description = "where filled stores are kept")
    private Path folder = Path.of("");

    @Option(names = "--rounds", defaultValue = "9", description = "answers, after as many to warm up")
    private int rounds;

    @Option(names = COLD, hidden = true, description = "one answer, and print how many seconds it took")
    private boolean cold;

    RootCauseTable() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        MarkdownTable table = new MarkdownTable(
                "spans",
                "what breaks",
                "answer, median",
                "processor time",
                "first of a process",
                "allocated",
                "heap at most",
                "first cause");
        for (int spans : sizes) {
            for (String fault : faults) {
                Incidents incidents = new Incidents(folder, pipeline, fault, spans);
                if (cold) {
                    try (TraceStore store = incidents.open()) {
                        System.out.println(seconds(() -> answer(store, incidents.question())));
                    }
                } else {
                    measure(incidents, table);
                }
            }
        }
        if (!cold) {
            System.out.println(table);
        }
        return 0;
    }

    private void measure(Incidents incidents, MarkdownTable table) throws IOException, InterruptedException {
        incidents.open().close();
        double first = firstOfProcess(incidents);
        try (TraceStore store = incidents.open()) {
            Question question = incidents.question();
            Answer answer = answer(store, question);
            for (int i = 1; i < rounds; i++) {
                answer(store, question);
            }
            double[] seconds = new double[rounds];
            long before = allocated();
            long processorNanos = processorNanos();
            for (int i = 0; i < rounds; i++) {
                seconds[i] = seconds(() -> answer(store, question));
            }
            double busy = (processorNanos() - processorNanos) / 1e9 / rounds;
            long each = (allocated() - before) / rounds;
            Arrays.sort(seconds);
            table.row(
                    number(answer.examined().spans()) + (answer.examined().sampled() ? ", sampled" : ""),
                    incidents.fault(),
                    number(seconds[rounds / 2]) + " s",
                    number(busy) + " s",
                    number(first) + " s",
                    megabytes(each),
                    megabytes(mostHeld(() -> answer(store, question))),
                    answer.causes().isEmpty()
                            ? "none"
                            : answer.causes().get(0).stage() + " "
                                    + answer.causes().get(0).attributes());
        }
    }

    private static Answer answer(TraceStore store, Question question) {
        return new RootCauseAnalyzer(store).analyze(question);
    }

    private static double seconds(Runnable question) {
        long start = System.nanoTime();
        question.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** In a process of its own, whose code was not compiled yet. */
    private double firstOfProcess(Incidents incidents) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(ProcessHandle.current().info().command().orElse("java"));
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path", ""), Benchmarks.class.getName(), "rca", COLD));
        line.addAll(List.of("--spans", String.valueOf(incidents.spans()), "--faults", incidents.fault()));
        line.addAll(List.of("--pipeline", incidents.pipeline(), "--folder", folder.toString()));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        if (process.waitFor() != 0 || said.isEmpty()) {
            throw new IllegalStateException("the process for the first answer failed: " + String.join(" ", line));
        }
        return Double.parseDouble(said.get(said.size() - 1));
    }

    /** Of all threads: unlike the time an answer took it does not depend on what else runs on the machine. */
    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    /** The most bytes that were reachable while the question was answered, beyond those reachable before. */
    private static long mostHeld(Runnable question) throws InterruptedException {
        long before = held();
        AtomicBoolean done = new AtomicBoolean();
        long[] most = new long[1];
        Thread watcher = new Thread(() -> {
            while (!done.get()) {
                most[0] = Math.max(most[0], held());
                LockSupport.parkNanos(BETWEEN_COLLECTIONS_NANOS);
            }
        });
        watcher.start();
        question.run();
        done.set(true);
        watcher.join();
        return Math.max(0, most[0] - before);
    }

    private static long held() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
