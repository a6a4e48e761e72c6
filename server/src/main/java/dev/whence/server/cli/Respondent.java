package dev.whence.server.cli;

import dev.whence.server.ServerConfig;
import dev.whence.server.WhenceServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who answers a command's questions: a server elsewhere, or one that runs for as long as the command, on a data folder
 * and a free port of the loopback interface. So every command goes one way, and gives the same answers both ways.
 */
final class Respondent implements AutoCloseable {
    private final Optional<WhenceServer> own;
    private final ApiClient client;

    private Respondent(Optional<WhenceServer> own, ApiClient client) {
        this.own = own;
        this.client = client;
    }

    /** The server at that address. */
    static Respondent at(String url) {
        return new Respondent(Optional.empty(), new ApiClient(url));
    }

    /**
     * A data folder that is there already.
     *
     * @throws Failure when it is not, or cannot be opened
     */
    static Respondent of(Path data) {
        if (!Files.isDirectory(data)) {
            throw new Failure("there is no data folder " + data + "; whence import and whence serve make one");
        }
        return making(data);
    }

    /** As {@link #of}, and makes the folder when it is missing. */
    static Respondent making(Path data) {
        Quiet.warningsOnly();
        WhenceServer server =
                WhenceServer.start(ServerConfig.of(data).withHost("127.0.0.1").withPort(0));
        return new Respondent(Optional.of(server), new ApiClient(server.url()));
    }

    ApiClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        own.ifPresent(WhenceServer::close);
    }
}
