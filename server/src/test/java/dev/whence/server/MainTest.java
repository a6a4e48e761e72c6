package dev.whence.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.cli.Cli;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    private final Cli cli = new Cli();

    @Test
    void helpListsTheCommands() {
        Cli.Result result = cli.run("--help");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains(
                        "demo",
                        "serve",
                        "import",
                        "search",
                        "rca",
                        "detect",
                        "templates",
                        "0 done, 1 failed, 2 wrong usage");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of("demo", "serve", "import", "search", "rca", "detect", "templates")) {
            Cli.Result result = cli.run(command, "--help");
            assertThat(result.status()).isZero();
            assertThat(result.out()).startsWith("Usage: whence " + command);
        }
    }

    @Test
    void noCommandIsWrongUsageAndShowsWhatThereIs() {
        Cli.Result result = cli.run();
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("Usage: whence");
    }

    @Test
    void unknownCommandGetsTheNearestOne() {
        Cli.Result result = cli.run("serch", "stage:chat");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().lines())
                .containsExactly(
                        "whence: there is no command serch", "Did you mean search or serve?", "Try whence --help");
    }

    @Test
    void unknownOptionGetsTheNearestOne() {
        Cli.Result result = cli.run("detect", "--colums");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().lines())
                .containsExactly(
                        "whence detect: unknown option: '--colums'",
                        "Did you mean --columns?",
                        "Try whence detect --help");
    }

    @Test
    void versionNamesTheJavaToo() {
        assertThat(cli.run("--version").out()).startsWith("whence ").contains("Java " + Runtime.version());
    }
}
