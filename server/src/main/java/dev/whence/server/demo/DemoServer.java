package dev.whence.server.demo;

import dev.whence.server.ServerConfig;
import dev.whence.server.WhenceServer;
import java.io.IOException;

/** A server on a temporary folder; both are gone when it is closed, or the process is asked to end. */
final class DemoServer implements AutoCloseable {
    private final TemporaryFolder folder;
    private final WhenceServer server;
    private boolean closed;

    private DemoServer(TemporaryFolder folder, WhenceServer server) {
        this.folder = folder;
        this.server = server;
    }

    /** @param port 0 for a free one */
    static DemoServer start(int port) throws IOException {
        TemporaryFolder folder = TemporaryFolder.make("whence-demo-");
        boolean started = false;
        try {
            WhenceServer server = WhenceServer.start(
                    ServerConfig.of(folder.path()).withHost("127.0.0.1").withPort(port));
            DemoServer demo = new DemoServer(folder, server);
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
            started = true;
            return demo;
        } finally {
            if (!started) {
                folder.close();
            }
        }
    }

    String url() {
        return server.url();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.close();
            folder.close();
        }
    }
}
