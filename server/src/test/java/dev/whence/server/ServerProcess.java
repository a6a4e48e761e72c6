package dev.whence.server;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A server in a process of its own, to be killed. */
final class ServerProcess {
    private ServerProcess() {}

    /** Serves from the folder named first until the process ends. */
    public static void main(String[] arguments) throws InterruptedException {
        WhenceServer server = WhenceServer.start(TestServer.config(Path.of(arguments[0])));
        System.out.println(server.url());
        new CountDownLatch(1).await();
    }
}
