package dev.whence.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TemplatesCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void eachLineGetsTheTemplateOfItsGroup() {
        assertThat(run("request 1 took 2 ms\ncache \"warm\"\nrequest 7 took 9 ms\n"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"template_id\":1,\"template\":\"request <*> took <*>\"}",
                        "{\"template_id\":2,\"template\":\"cache \\\"warm\\\"\"}",
                        "{\"template_id\":1,\"template\":\"request <*> took <*>\"}");
    }

    @Test
    void earlyLinesGetWhatLaterOnesMadeClear() {
        assertThat(run("user a in\nuser b in\nuser c in\nuser d in\nuser e in\nuser f in\nuser g in\n"))
                .isZero();
        assertThat(out.toString().lines().distinct())
                .containsExactly("{\"template_id\":1,\"template\":\"user <*> in\"}");
    }

    @Test
    void missingFileFailsAndWrongUsageIsTold() {
        assertThat(run("", "/no/such/file")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file /no/such/file");
        assertThat(run("", "--max-templates", "0")).isEqualTo(2);
        assertThat(run("", "--nonsense")).isEqualTo(2);
    }

    private int run(String input, String... args) {
        TemplatesCommand command =
                new TemplatesCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
