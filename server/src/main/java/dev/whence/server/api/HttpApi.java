package dev.whence.server.api;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** Answers requests on one or two ports by a list of routes, and serves the pages at {@code /}. Safe for any thread. */
public final class HttpApi implements AutoCloseable {
    private static final int HEADER_BYTES = 32 << 10;
    private static final long STOP_MILLIS = 5_000;

    private final Javalin javalin;

    private HttpApi(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Where to listen.
     *
     * @param host a name or an address
     * @param port 0 for a free one
     * @param otlpPort a second port with the same routes
     */
    public record Address(String host, int port, OptionalInt otlpPort) {}

    /**
     * Starts to answer.
     *
     * @param ready whether what was taken before the last stop can be found again
     * @throws UncheckedIOException when it cannot listen there; the message says what to change
     */
    public static HttpApi start(Address address, BooleanSupplier ready, InstantSource clock) {
        return start(address, List.copyOf(new HealthRoutes(ready).routes()), clock);
    }

    /**
     * Starts to answer.
     *
     * @throws UncheckedIOException when it cannot listen there; the message says what to change
     */
    static HttpApi start(Address address, List<Route> routes, InstantSource clock) {
        Problems problems =
                new Problems(routes.stream().map(Route::path).distinct().toList());
        Guard guard = new Guard(address.host());
        Javalin javalin = Javalin.create(config -> {
            configure(config);
            listen(config, address);
            config.routes.before(exchange -> {
                Guard.addHeaders(exchange);
                guard.check(exchange);
            });
            for (Route route : routes) {
                config.routes.addHttpHandler(
                        HandlerType.findOrCreate(route.method()), route.path(), exchange -> route.action()
                                .answer(exchange, Parameters.of(exchange, route, clock)));
            }
            config.routes.exception(HttpResponseException.class, problems::answer);
            config.routes.exception(Exception.class, problems::answer);
        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            throw cannotListen(address, e);
        }
        return new HttpApi(javalin);
    }

    private static void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.GZIP;
        config.router.treatMultipleSlashesAsSingleSlash = true;
        config.staticFiles.add(files -> {
            files.directory = "/web";
            files.location = Location.CLASSPATH;
            files.headers = Map.of("Cache-Control", "no-cache");
        });
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_MILLIS);
            server.setStopAtShutdown(false);
            server.insertHandler(new GracefulHandler());
        });
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setSendServerVersion(false);
        });
    }

    private static void listen(JavalinConfig config, Address address) {
        config.jetty.addConnector((server, http) -> connector(server, http, address.host(), address.port()));
        address.otlpPort()
                .ifPresent(port ->
                        config.jetty.addConnector((server, http) -> connector(server, http, address.host(), port)));
    }

    private static Connector connector(Server server, HttpConfiguration http, String host, int port) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    private static UncheckedIOException cannotListen(Address address, RuntimeException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String advice = failure instanceof JavalinBindException
                ? "; is another server running there? Choose another port, or 0 for a free one"
                : "";
        return new UncheckedIOException(
                "cannot listen on " + address.host() + ":" + address.port() + ": " + cause.getMessage() + advice,
                asBindException(cause));
    }

    private static BindException asBindException(Throwable cause) {
        BindException wrapped = new BindException(cause.getMessage());
        wrapped.initCause(cause);
        return wrapped;
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Takes no further requests, and gives those under way some seconds to end. */
    @Override
    public void close() {
        javalin.stop();
    }
}
