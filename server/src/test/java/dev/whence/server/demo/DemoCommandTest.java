package dev.whence.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.cli.Cli;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    private final Cli cli = new Cli();

    @Test
    void injectedFaultIsTheFirstCause() {
        Cli.Result result = cli.run("demo", "--once", "--fault", "slow-dependency", "--minutes", "16");
        assertThat(result.out())
                .contains(
                        "Whence demo",
                        "fault injected: slow-dependency",
                        "Injected: ",
                        "Whence says:",
                        "✔ The first cause is the injected fault.",
                        "/#/incident?explain=1&from=");
        assertThat(result.err().lines()).allMatch(line -> line.startsWith("simulating: "));
        assertThat(result.status()).isZero();
    }

    @Test
    void healthyTrafficHasNoCause() {
        Cli.Result result = cli.run("demo", "--once", "--fault", "none", "--minutes", "8");
        assertThat(result.out()).contains("Injected: nothing.", "Nothing changed beyond chance.");
        assertThat(result.status()).isZero();
    }

    @Test
    void faultsAreListed() {
        Cli.Result result = cli.run("demo", "--list-faults");
        assertThat(result.out()).contains("Pipelines", "rag", "Faults", "slow-region");
        assertThat(result.status()).isZero();
    }

    @Test
    void unknownNamesSayWhichThereAre() {
        assertThat(cli.run("demo", "--once", "--fault", "gremlins").err()).contains("slow-region");
        assertThat(cli.run("demo", "--once", "--pipeline", "gas").err()).contains("there are rag");
        assertThat(cli.run("demo", "--once", "--fault", "gremlins").status()).isEqualTo(2);
        assertThat(cli.run("demo", "--once", "--minutes", "1").status()).isEqualTo(2);
    }
}
