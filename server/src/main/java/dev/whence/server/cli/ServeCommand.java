package dev.whence.server.cli;

import dev.whence.server.ServerConfig;
import dev.whence.server.WhenceServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the server until the process is stopped. */
@Command(
        name = "serve",
        description = "Runs the server until it is stopped (Ctrl-C).",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Prints “listening on http://HOST:PORT” when it is ready. Options go before the file's settings.",
            "",
            "Example:",
            "  whence serve --port 7070 --data /var/lib/whence"
        })
public final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--port", paramLabel = "PORT", description = "Default: 7070; 0 picks a free one.")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The address to listen on (default: 127.0.0.1, reached from this machine alone).")
    private @Nullable String host;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (default: $WHENCE_DATA, or whence-data in the current folder).")
    private @Nullable Path data;

    @Option(names = "--config", paramLabel = "FILE", description = "A file of settings, one NAME = VALUE a line.")
    private @Nullable Path config;

    /** Runs on behalf of that terminal. */
    public ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Quiet.withoutAdvice();
        WhenceServer server = WhenceServer.start(settings());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        terminal.out().println("listening on " + server.url());
        terminal.out().flush();
        new CountDownLatch(1).await(); // the process ends it
        return 0;
    }

    private ServerConfig settings() {
        ServerConfig settings = ServerConfig.of(DataFolder.of(data, terminal));
        try {
            if (config != null) {
                settings = ConfigFile.read(config, settings);
            }
            if (data != null) {
                settings = settings.withDataDir(data);
            }
            if (port != null) {
                settings = settings.withPort(port);
            }
            return host == null ? settings : settings.withHost(host);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage(String.valueOf(e.getMessage()));
        }
    }
}
