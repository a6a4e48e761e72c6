package dev.whence.appender;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import dev.whence.appender.shipping.ShipmentCounts;
import dev.whence.appender.shipping.Shipper;
import dev.whence.appender.shipping.ShipperThread;
import dev.whence.appender.shipping.ShippingOptions;
import dev.whence.model.Names;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Ships Logback's events to a Whence server. It never makes the application wait: an event becomes a record and is queued;
 * a thread of its own does everything else. What can't be delivered is counted, said through Logback's status, and told
 * the server.
 *
 * <p>The setters are for Logback's configuration and take effect at {@link #start}. Afterwards any thread may append.
 */
public final class WhenceAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final long MOST_BATCH_BYTES = 64 * 1024 * 1024;

    private String url = "http://127.0.0.1:7070";
    private @Nullable String service;
    private @Nullable String environment;
    private @Nullable String version;
    private @Nullable String token;
    private String compression = "gzip";
    private boolean includeMdc = true;
    private boolean recogniseModelCalls = true;
    private int maxTextLength = 200_000;
    private FileSize queueSize = FileSize.valueOf("16MB");
    private FileSize batchSize = FileSize.valueOf("512KB");
    private Duration flushInterval = Duration.buildByMilliseconds(1000);
    private Duration requestTimeout = Duration.buildBySeconds(10);
    private Duration retryDelay = Duration.buildByMilliseconds(250);
    private Duration maxRetryDelay = Duration.buildBySeconds(30);
    private Duration stopTimeout = Duration.buildBySeconds(3);
    private @Nullable String spoolDir;
    private FileSize spoolSize = FileSize.valueOf("256MB");
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    private @Nullable EventRecords records;
    private Optional<ExitHook> exitHook = Optional.empty();
    private volatile @Nullable Shipper shipper;

    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        Optional<URI> endpoint = Endpoint.of(url);
        if (endpoint.isEmpty()) {
            addError("url is the server's address, like http://127.0.0.1:7070, not \"" + url
                    + "\"; nothing will be shipped");
            return;
        }
        if (!compression.equals("gzip") && !compression.equals("none")) {
            addError("compression is gzip or none, not \"" + compression + "\"; gzip is used");
            compression = "gzip";
        }
        checkSizes();
        Map<String, String> requestHeaders = new LinkedHashMap<>(headers);
        if (token != null) {
            requestHeaders.put("Authorization", "Bearer " + token);
        }
        requestHeaders.entrySet().removeIf(header -> !isSendable(header.getKey(), header.getValue()));
        ShippingOptions options = new ShippingOptions(
                endpoint.get(),
                requestHeaders,
                compression.equals("gzip"),
                queueSize.getSize(),
                (int) Math.min(batchSize.getSize(), Math.min(queueSize.getSize() / 4, spoolSize.getSize() / 8)),
                java.time.Duration.ofMillis(flushInterval.getMilliseconds()),
                java.time.Duration.ofMillis(requestTimeout.getMilliseconds()),
                java.time.Duration.ofMillis(retryDelay.getMilliseconds()),
                java.time.Duration.ofMillis(maxRetryDelay.getMilliseconds()),
                Optional.ofNullable(spoolDir).map(Path::of),
                spoolSize.getSize());
        Map<String, String> resource = resource();
        InstantSource clock = InstantSource.system();
        SplittableRandom random = new SplittableRandom(); // used by the shipping thread alone
        records = new EventRecords(resource, includeMdc, maxTextLength);
        shipper = new Shipper(
                options,
                new StatusReporter(this),
                recogniseModelCalls ? new ModelCallLogs(random::nextLong) : UnaryOperator.identity(),
                new LossNotice(resource, clock)::of,
                clock,
                random);
        super.start();
        exitHook = ExitHook.add(this::atExit);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Shipper to = shipper;
        EventRecords mapper = records;
        if (to == null || mapper == null || Thread.currentThread() instanceof ShipperThread) {
            return;
        }
        to.offer(mapper.of(event));
    }

    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        exitHook.ifPresent(ExitHook::remove);
        Shipper from = shipper;
        if (from != null) {
            from.stop(java.time.Duration.ofMillis(stopTimeout.getMilliseconds()));
        }
    }

    /**
     * Waits until everything logged before is delivered or refused by the server; or, when the server can't be reached, safe
     * in the spool.
     *
     * @return false when it was not within the given time
     */
    public boolean flush(java.time.Duration most) {
        Shipper from = shipper;
        return from == null || from.flush(most);
    }

    /** What became of everything logged so far; zeros before the start. */
    public ShipmentCounts counts() {
        Shipper from = shipper;
        return from == null ? new ShipmentCounts(0, 0, 0, 0, 0, 0) : from.counts();
    }

    private void checkSizes() {
        queueSize = positive("queueBytes", queueSize, "16MB");
        batchSize = positive("batchBytes", batchSize, "512KB");
        spoolSize = positive("spoolBytes", spoolSize, "256MB");
        if (batchSize.getSize() > MOST_BATCH_BYTES) {
            addWarn("batchBytes is at most 64MB, which is used");
            batchSize = new FileSize(MOST_BATCH_BYTES);
        }
    }

    private FileSize positive(String property, FileSize size, String otherwise) {
        if (size.getSize() > 0) {
            return size;
        }
        addError(property + " is a size above 0, like " + otherwise + ", which is used");
        return FileSize.valueOf(otherwise);
    }

    /** The JDK's client refuses some names, like Host, and values with line breaks. */
    private boolean isSendable(String name, String value) {
        try {
            return HttpRequest.newBuilder().header(name, value) != null;
        } catch (IllegalArgumentException e) {
            addError("the header " + name + " can't be sent and is left out: " + e.getMessage());
            return false;
        }
    }

    /** Goes on shipping as long as it can, for other hooks may still log; only what is left then is spooled for good. */
    private void atExit() {
        Shipper from = shipper;
        if (from != null && !from.flush(java.time.Duration.ofMillis(stopTimeout.getMilliseconds()))) {
            from.stop(java.time.Duration.ZERO);
        }
    }

    private Map<String, String> resource() {
        Map<String, String> resource = new LinkedHashMap<>(attributes);
        String name = service;
        if (name == null) {
            name = Optional.ofNullable(System.getenv("OTEL_SERVICE_NAME")).orElse("unknown_service");
            addWarn("service is not set; records go out under \"" + name
                    + "\". Set <service> to your application's name");
        }
        resource.put(Names.SERVICE, name);
        if (environment != null) {
            resource.put("deployment.environment.name", environment);
        }
        if (version != null) {
            resource.put("service.version", version);
        }
        return resource;
    }

    /** The server's address; default {@code http://127.0.0.1:7070}. */
    public void setUrl(String url) {
        this.url = url;
    }

    /** The name under which this application's records are found. */
    public void setService(String service) {
        this.service = service;
    }

    /** {@code production}, {@code staging}, …; becomes {@code deployment.environment.name}. */
    public void setEnvironment(String environment) {
        this.environment = environment;
    }

    /** The application's version; becomes {@code service.version}. */
    public void setVersion(String version) {
        this.version = version;
    }

    /** Sent as a bearer token with each request. */
    public void setToken(String token) {
        this.token = token;
    }

    /** {@code gzip} (default) or {@code none}. */
    public void setCompression(String compression) {
        this.compression = compression;
    }

    /** Whether MDC entries become attributes; default true. */
    public void setIncludeMdc(boolean includeMdc) {
        this.includeMdc = includeMdc;
    }

    /** Whether what LangChain4j and Spring AI log about model calls is read; default true. */
    public void setRecogniseModelCalls(boolean recognise) {
        this.recogniseModelCalls = recognise;
    }

    /** Characters at which a single text is cut; default 200,000. */
    public void setMaxTextLength(int maxTextLength) {
        this.maxTextLength = maxTextLength;
    }

    /** Heap that waiting records may hold; default 16MB. */
    public void setQueueBytes(FileSize size) {
        this.queueSize = size;
    }

    /** Size of a batch before compression at which it is sent at once; default 512KB. */
    public void setBatchBytes(FileSize size) {
        this.batchSize = size;
    }

    /**
     * Folder for what can't be delivered or finds no room in memory; default none. May be shared by several processes on
     * one machine: each uses a folder of its own within.
     */
    public void setSpoolDir(String folder) {
        this.spoolDir = folder;
    }

    /** Room on disk that the spool of one process may take; default 256MB. */
    public void setSpoolBytes(FileSize size) {
        this.spoolSize = size;
    }

    /** How long a record waits for others to travel with; default 1 second. */
    public void setFlushInterval(Duration interval) {
        this.flushInterval = interval;
    }

    /** How long the server may take to answer; default 10 seconds. */
    public void setRequestTimeout(Duration timeout) {
        this.requestTimeout = timeout;
    }

    /** The pause after a first failure, doubled after each further one; default 250 milliseconds. */
    public void setRetryDelay(Duration delay) {
        this.retryDelay = delay;
    }

    /** The longest pause between tries; default 30 seconds. */
    public void setMaxRetryDelay(Duration delay) {
        this.maxRetryDelay = delay;
    }

    /** How long {@link #stop} and the end of the JVM may take to deliver what waits; default 3 seconds. */
    public void setStopTimeout(Duration timeout) {
        this.stopTimeout = timeout;
    }

    /** An attribute of every record, written {@code name=value}; may be given many times. */
    public void addAttribute(String nameAndValue) {
        addPair("attribute", nameAndValue, attributes);
    }

    /** A header of every request, written {@code Name=value}; may be given many times. */
    public void addHeader(String nameAndValue) {
        addPair("header", nameAndValue, headers);
    }

    private void addPair(String property, String nameAndValue, Map<String, String> into) {
        int equals = nameAndValue.indexOf('=');
        if (equals <= 0) {
            addError(property + " is written name=value, not \"" + nameAndValue + "\"; it is left out");
            return;
        }
        into.put(
                nameAndValue.substring(0, equals).strip(),
                nameAndValue.substring(equals + 1).strip());
    }
}
