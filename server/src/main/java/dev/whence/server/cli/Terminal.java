package dev.whence.server.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * Where a command reads and writes, what time it is, and which environment it runs in: all of the outside world that
 * the commands know.
 *
 * @param outIsTerminal whether a person looks at {@code out}: colours make sense there
 * @param errIsTerminal whether a person looks at {@code err}: a moving progress bar makes sense there
 * @param environment the process's variables
 */
public record Terminal(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Clock clock,
        Map<String, String> environment) {
    public Terminal {
        environment = Map.copyOf(environment);
    }

    /**
     * The process's own streams, always in UTF-8: what is written is JSON and text for terminals that have long been
     * UTF-8, whatever an empty locale says.
     */
    public static Terminal ofProcess() {
        String seen = System.getProperty("whence.terminal", "");
        return new Terminal(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                seen.contains("out"),
                seen.contains("err"),
                Clock.systemUTC(),
                System.getenv());
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    /** How wide standard output's lines may be; 0 when nobody knows, and when it is no terminal. */
    int columns() {
        return outIsTerminal ? Integer.getInteger("whence.columns", 0) : 0;
    }

    /** A variable's value; empty when unset. */
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Whether standard output takes colours: a terminal, and nobody said no. See no-color.org. */
    public boolean colours() {
        return outIsTerminal
                && variable("NO_COLOR").isEmpty()
                && !variable("TERM").equals("dumb");
    }

    /** Whether failures are to be shown with their stack traces: {@code WHENCE_DEBUG} is set. */
    boolean debug() {
        return !variable("WHENCE_DEBUG").isEmpty();
    }
}
