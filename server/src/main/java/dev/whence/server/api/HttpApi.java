package dev.whence.server.api;

import dev.whence.analyzer.RootCauseAnalyzer;
import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.anomaly.DetectorState;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Redactor;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** Answers requests on one or two ports by a list of routes, and serves the pages at {@code /}. Safe for any thread. */
public final class HttpApi implements AutoCloseable {
    /** Of the request line and the headers together. */
    static final int HEADER_BYTES = 32 << 10;

    private static final long STOP_MILLIS = 5_000;

    private static final String ROUTE = "whence.route";

    private final Javalin javalin;
    private final Meters meters;
    private final TailRoutes tail;

    private HttpApi(Javalin javalin, Meters meters, TailRoutes tail) {
        this.javalin = javalin;
        this.meters = meters;
        this.tail = tail;
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
     * What the routes ask.
     *
     * @param redactor what every record passes before it is stored
     * @param bodyLimitBytes of one request, inflated
     * @param biasGroups attributes between whose values outcomes are compared when none is named
     * @param detectors how they are doing
     * @param ready whether what was taken before the last stop can be found again
     * @param clock the time of records that bring none, and of {@code now}
     */
    public record Parts(
            TraceStore store,
            RootCauseAnalyzer analyzer,
            DriftAnalyzer drift,
            Redactor redactor,
            long bodyLimitBytes,
            List<String> biasGroups,
            Supplier<List<DetectorState>> detectors,
            BooleanSupplier ready,
            InstantSource clock) {}

    /**
     * Starts to answer.
     *
     * @throws UncheckedIOException when it cannot listen there; the message says what to change
     */
    public static HttpApi start(Address address, Parts parts) {
        Meters meters = new Meters(parts.store(), parts.detectors(), parts.redactor());
        TailRoutes tail = new TailRoutes(parts.store());
        List<Route> routes = routes(parts, meters, tail);
        try {
            return new HttpApi(start(address, routes, meters, parts.clock()), meters, tail);
        } catch (RuntimeException e) {
            meters.close();
            throw e;
        }
    }

    /** The list of routes: a further group is one class and one line here. */
    private static List<Route> routes(Parts parts, Meters meters, TailRoutes tail) {
        TraceStore store = parts.store();
        Bodies bodies = new Bodies(parts.bodyLimitBytes());
        Intake intake = new Intake(store, parts.redactor(), bodies, meters, parts.clock());
        List<Route> routes = new ArrayList<>();
        routes.addAll(new RecordRoutes(intake, parts.bodyLimitBytes()).routes());
        routes.addAll(new OtlpRoutes(intake, new Problems(List.of())).routes());
        routes.addAll(new SearchRoutes(store).routes());
        routes.addAll(new AggregateRoutes(store).routes());
        routes.addAll(new TraceRoutes(store).routes());
        routes.addAll(tail.routes());
        routes.addAll(new AnomalyRoutes(store).routes());
        routes.addAll(new DetectorRoutes(parts.detectors()).routes());
        routes.addAll(new DriftRoutes(parts.drift()).routes());
        routes.addAll(new QualityRoutes(store).routes());
        routes.addAll(new BiasRoutes(store, parts.biasGroups()).routes());
        routes.addAll(new RcaRoutes(store, parts.analyzer(), bodies, parts.clock()).routes());
        routes.addAll(new MetricsRoutes(meters).routes());
        routes.addAll(new HealthRoutes(parts.ready()).routes());
        routes.addAll(new OpenApiRoutes(List.copyOf(routes)).routes());
        return List.copyOf(routes);
    }

    private static Javalin start(Address address, List<Route> routes, Meters meters, InstantSource clock) {
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
                config.routes.addHttpHandler(HandlerType.findOrCreate(route.method()), route.path(), exchange -> {
                    exchange.attribute(ROUTE, route.path());
                    route.action().answer(exchange, Parameters.of(exchange, route, clock));
                });
            }
            config.routes.exception(HttpResponseException.class, problems::answerFramework);
            config.routes.exception(Exception.class, problems::answer);
            config.requestLogger.http((exchange, millis) -> {
                String route = exchange.attribute(ROUTE);
                if (!TailRoutes.PATH.equals(route)) { // lasts as long as its reader likes
                    meters.answered(
                            exchange.method().name(), route == null ? "other" : route, exchange.statusCode(), millis);
                }
            });
        });
        try {
            return javalin.start();
        } catch (RuntimeException e) {
            throw cannotListen(address, e);
        }
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
            server.setErrorHandler(new TransportErrors());
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

    /** The second port, where it listens on one. */
    public OptionalInt otlpPort() {
        return Arrays.stream(javalin.jettyServer().server().getConnectors())
                .skip(1)
                .mapToInt(connector -> ((ServerConnector) connector).getLocalPort())
                .findFirst();
    }

    /** What is registered, as {@code GET /path}. */
    public List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(entry -> entry.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .toList();
    }

    /** Takes no further requests, and gives those under way some seconds to end. */
    @Override
    public void close() {
        tail.end();
        javalin.stop();
        meters.close();
    }
}
