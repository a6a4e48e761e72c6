package dev.whence.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say whom to ask: a server at an address, or a data folder. Set by picocli. */
final class ServerChoice {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server to ask (default: $WHENCE_URL, or http://127.0.0.1:7070).")
    private @Nullable String url;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Ask a data folder that no server has open, instead of a server.")
    private @Nullable Path data;

    /**
     * Who answers. To be closed.
     *
     * @throws Failure when the folder cannot be opened
     */
    Respondent open(Terminal terminal) {
        if (url != null && data != null) {
            throw Failure.wrongUsage("--url and --data exclude each other; name one");
        }
        return data == null ? Respondent.at(address(url, terminal)) : Respondent.of(data);
    }

    private static String address(@Nullable String named, Terminal terminal) {
        return ServerAddress.of(named == null ? terminal.variable("WHENCE_URL") : named);
    }
}
