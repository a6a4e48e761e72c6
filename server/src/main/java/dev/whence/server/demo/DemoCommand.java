package dev.whence.server.demo;

import dev.whence.fixtures.Fault;
import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.server.cli.ApiClient;
import dev.whence.server.cli.Failure;
import dev.whence.server.cli.Quiet;
import dev.whence.server.cli.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole way once: a simulated pipeline logs, breaks, and Whence says why. */
@Command(
        name = "demo",
        description = "Shows the whole way once: a simulated pipeline logs, breaks, and Whence says why.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status with --once: 0 when the first cause is the injected fault, 1 when not.",
            "",
            "Examples:",
            "  whence demo",
            "  whence demo --once --fault slow-region --seed 7",
        })
public final class DemoCommand implements Callable<Integer> {
    private static final String NO_FAULT = "none";
    private static final double SECONDS_A_MINUTE = 60;

    private final Terminal terminal;

    @Option(names = "--once", description = "End after the answer, instead of leaving the server up.")
    private boolean once;

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            defaultValue = "slow-region",
            description = "What goes wrong; none for nothing (default: ${DEFAULT-VALUE}).")
    private String fault = "slow-region";

    @Option(names = "--list-faults", description = "List what can go wrong, and end.")
    private boolean listFaults;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            defaultValue = "rag",
            description = "Which pipeline is simulated (default: ${DEFAULT-VALUE}).")
    private String pipeline = "rag";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same number simulates the same traffic and the same fault (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "32",
            description = "Simulated minutes, of which the last quarter is faulty (default: ${DEFAULT-VALUE}).")
    private double minutes = 32;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2",
            description = "Simulated requests per second (default: ${DEFAULT-VALUE}).")
    private double rate = 2;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The server's port; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    /** Shows it on that terminal. */
    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (listFaults) {
            new FaultList(terminal).print();
            return 0;
        }
        Scenario scenario = scenario();
        Quiet.warningsOnly();
        try (DemoServer server = DemoServer.start(port);
                ApiClient client = new ApiClient(server.url())) {
            boolean right = new Demonstration(terminal, scenario, server.url(), client).run();
            if (once) {
                return right ? 0 : 1;
            }
            terminal.out().println("The server stays up until you press Ctrl-C.");
            terminal.out().flush();
            new CountDownLatch(1).await(); // the process ends it
            return 0;
        }
    }

    private Scenario scenario() {
        Pipeline chosen = Pipelines.named(pipeline)
                .orElseThrow(() -> Failure.wrongUsage("there is no pipeline " + pipeline + "; there are "
                        + names(Pipelines.all().stream().map(Pipeline::name).toList())));
        if (!(minutes >= 4) || !(minutes <= 600) || !(rate > 0) || !(rate <= 100)) {
            throw Failure.wrongUsage("--minutes lies between 4 and 600, --rate above 0 and up to 100");
        }
        long faulty = Math.round(minutes / 4 * SECONDS_A_MINUTE);
        long healthy = Math.round(minutes * SECONDS_A_MINUTE) - faulty;
        Scenario scenario = Scenario.healthy(chosen)
                .withSeed(seed)
                .withRate(rate)
                .lasting(Duration.ofSeconds(healthy), Duration.ofSeconds(faulty))
                .withStart(terminal.clock()
                        .instant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .minusSeconds(healthy + faulty));
        return fault.equals(NO_FAULT) ? scenario : scenario.withFault(fault(chosen));
    }

    private Fault fault(Pipeline chosen) {
        Optional<Fault> named = Faults.of(chosen).stream()
                .filter(each -> each.name().equals(fault))
                .findFirst();
        return named.orElseThrow(
                () -> Failure.wrongUsage("the pipeline " + chosen.name() + " has no fault " + fault + "; it has "
                        + names(Faults.of(chosen).stream().map(Fault::name).toList()) + ", and none"));
    }

    private static String names(List<String> names) {
        return names.stream().collect(Collectors.joining(", "));
    }
}
