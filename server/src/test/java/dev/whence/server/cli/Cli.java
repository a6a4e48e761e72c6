package dev.whence.server.cli;

import dev.whence.server.Main;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Runs the command line in this process, as a script would: no terminal, nothing on standard input unless given. */
public final class Cli {
    private final Map<String, String> environment = new HashMap<>();
    private byte[] input = new byte[0];
    private Clock clock = Clock.systemUTC();

    /** What a command did. */
    public record Result(int status, String out, String err) {}

    public Cli input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    public Cli input(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    public Cli variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Cli clock(Clock now) {
        clock = now;
        return this;
    }

    public Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(
                new Terminal(
                        new ByteArrayInputStream(input),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false,
                        false,
                        clock,
                        environment),
                args);
        return new Result(status, out.toString(), err.toString());
    }
}
