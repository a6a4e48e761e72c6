package dev.whence.appender;

import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.ProviderBody;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline, from its start to its close; then it is logged as a span through {@link StageLog}.
 *
 * <pre>{@code
 * try (Stage stage = Stage.start("retrieve").input(question)) {
 *     List<Document> documents = vectors.search(question);
 *     stage.put("retrieval.documents", documents.size());
 * }
 *
 * String answer = Stage.startModel("chat", "openai", "gpt-4o").call(stage -> { // notes a failure by itself
 *     stage.input(prompt);
 *     Reply reply = client.chat(prompt);
 *     stage.output(reply.text()).tokens(reply.inputTokens(), reply.outputTokens());
 *     return reply.text();
 * });
 * }</pre>
 *
 * <p>A stage started while its thread is in another one becomes that one's child, without one it joins the trace that
 * Micrometer Tracing or the application has put into the MDC, and else it begins a trace. As long as it is open its
 * ids stand in the MDC as {@code trace_id} and {@code span_id}, so every log line within belongs to it. {@link #wrap} and
 * {@link #propagating} bring the context to other threads, {@link #traceparent} to other services.
 *
 * <p>Methods may be called by any thread; after the close they do nothing. None of them throws for what it is given.
 */
public final class Stage implements AutoCloseable {
    private static final Stages DEFAULT = new Stages();
    private static final BoundedValues VALUES = new BoundedValues(1_000_000);
    private static final int MAX_STACK = 32_000;

    private final TraceContext context;
    private final StageClock clock;
    private final StageLog log;
    private final long startTicks;
    private final RecordBuilder record = Record.builder().kind(Kind.SPAN); // guarded by itself
    private volatile boolean ended;

    Stage(String name, TraceContext context, @Nullable TraceContext parent, StageClock clock, StageLog log) {
        this.context = context;
        this.clock = clock;
        this.log = log;
        record.timestampNanos(clock.epochNanos());
        record.put(Names.STAGE, name.isBlank() ? "unnamed" : name);
        record.put(Names.TRACE_ID, context.traceId());
        record.put(Names.SPAN_ID, context.spanId());
        if (parent != null) {
            record.put(Names.PARENT_SPAN_ID, parent.spanId());
        }
        this.startTicks = clock.ticks();
    }

    /** Starts a stage within the one the calling thread is in, and enters it until it is closed. */
    public static Stage start(String name) {
        return DEFAULT.start(name);
    }

    /** Starts a stage within a given one, of another thread or another service, and enters it until it is closed. */
    public static Stage start(TraceContext parent, String name) {
        return DEFAULT.start(parent, name);
    }

    /**
     * Starts a model call, named as OpenTelemetry's conventions have it ({@code chat gpt-4o}).
     *
     * @param operation {@code chat}, {@code embeddings}, {@code text_completion}, …
     * @param provider {@code openai}, {@code anthropic}, {@code aws.bedrock}, {@code gcp.vertex_ai}, {@code ollama}, …
     */
    public static Stage startModel(String operation, String provider, String model) {
        return DEFAULT.startModel(operation, provider, model);
    }

    /** Starts the execution of a tool, named {@code execute_tool} and the tool's name. */
    public static Stage startTool(String tool) {
        return DEFAULT.startTool(tool);
    }

    /** Starts a stage that no thread enters by itself: for callbacks and streams, which begin and end on different threads. */
    public static Stage startDetached(String name) {
        return DEFAULT.startDetached(name);
    }

    /** As {@link #startDetached(String)}, within a given stage. */
    public static Stage startDetached(TraceContext parent, String name) {
        return DEFAULT.startDetached(parent, name);
    }

    /** The stage the calling thread is in. */
    public static Optional<Stage> current() {
        return Optional.ofNullable(StageContext.current());
    }

    /** What runs within a stage. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, X extends Exception> {
        T run(Stage stage) throws X;
    }

    /** As {@link Work}, without a result. */
    @FunctionalInterface
    public interface Action<X extends Exception> {
        void run(Stage stage) throws X;
    }

    /** Runs the work in a stage of its own; what it throws is noted in the stage and thrown on. */
    public static <T extends @Nullable Object, X extends Exception> T call(String name, Work<T, X> work) throws X {
        return start(name).call(work);
    }

    /** As {@link #call(String, Work)}, without a result. */
    public static <X extends Exception> void run(String name, Action<X> action) throws X {
        start(name).run(action);
    }

    /** A task that runs in the stage and with the MDC of the thread that calls this now. */
    public static Runnable wrap(Runnable task) {
        return ContextSnapshot.capture().wrap(task);
    }

    /** As {@link #wrap(Runnable)}, for a task with a result. */
    public static <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        return ContextSnapshot.capture().wrap(task);
    }

    /** An executor whose tasks run in the stage and with the MDC of the thread that hands them over. */
    public static Executor propagating(Executor executor) {
        return task -> executor.execute(wrap(task));
    }

    /**
     * Sets an attribute, replacing what it had; null removes it. Numbers, booleans, texts and lists of these keep their
     * type, maps are flattened with dots, anything else becomes its text. Prefer OpenTelemetry's names.
     */
    public Stage put(String name, @Nullable Object value) {
        synchronized (record) {
            if (!ended) {
                record.put(name, VALUES.value(value));
            }
        }
        return this;
    }

    /** What went in: a prompt, a query, arguments. */
    public Stage input(String text) {
        return put(Names.INPUT, text);
    }

    /** What came out: a completion, a result. */
    public Stage output(String text) {
        return put(Names.OUTPUT, text);
    }

    /** The provider, by OpenTelemetry's name for it ({@code openai}, {@code aws.bedrock}, …), and the model asked for. */
    public Stage model(String provider, String model) {
        return put(Names.PROVIDER_NAME, provider).put(Names.REQUEST_MODEL, model);
    }

    /** {@code chat}, {@code embeddings}, {@code retrieval}, {@code execute_tool}, {@code invoke_agent}, … */
    public Stage operation(String name) {
        return put(Names.OPERATION_NAME, name);
    }

    /** Tokens of the prompt and of the completion. */
    public Stage tokens(long input, long output) {
        return put(Names.INPUT_TOKENS, input).put(Names.OUTPUT_TOKENS, output);
    }

    /** Why the model ended: {@code stop}, {@code length}, {@code tool_call}, {@code content_filter}. */
    public Stage finishReason(String reason) {
        return put(Names.FINISH_REASONS, List.of(reason));
    }

    /** How long the first piece of a streamed answer took. */
    public Stage timeToFirstChunk(Duration time) {
        return put(Names.TIME_TO_FIRST_CHUNK, time.toNanos() / 1e9);
    }

    /** Notes that the first piece of a streamed answer has come now; only the first call counts. */
    public Stage firstChunk() {
        double seconds = (clock.ticks() - startTicks) / 1e9;
        synchronized (record) {
            if (!ended && !record.has(Names.TIME_TO_FIRST_CHUNK)) {
                record.put(Names.TIME_TO_FIRST_CHUNK, seconds);
            }
        }
        return this;
    }

    /** Takes prompt, model and parameters from the JSON a provider was sent; of an unknown form nothing. */
    public Stage providerRequest(String json) {
        synchronized (record) {
            if (!ended) {
                ProviderBody.putRequest(json, record);
            }
        }
        return this;
    }

    /** Takes completion, model, tokens and finish reason from the JSON a provider answered; of an unknown form nothing. */
    public Stage providerResponse(String json) {
        synchronized (record) {
            if (!ended) {
                ProviderBody.putResponse(json, record);
            }
        }
        return this;
    }

    /** Marks the stage as failed by this. */
    public Stage fail(Throwable failure) {
        return fail(failure.getClass().getName(), String.valueOf(failure.getMessage()))
                .put(Names.ERROR_STACK, StackText.of(new ThrowableProxy(failure), MAX_STACK));
    }

    /**
     * Marks the stage as failed.
     *
     * @param type a short name of the kind of failure, of few different values: {@code rate_limit_exceeded}
     */
    public Stage fail(String type, String message) {
        return put(Names.STATUS, "error").put(Names.ERROR_TYPE, type).put(Names.ERROR_MESSAGE, message);
    }

    /** Marks the stage as well done, unless it has failed; {@link #call} and {@link #run} do so by themselves. */
    public Stage succeed() {
        synchronized (record) {
            if (!ended && !record.has(Names.STATUS)) {
                record.put(Names.STATUS, "ok");
            }
        }
        return this;
    }

    /** This stage's place in its trace, to start others within it. */
    public TraceContext context() {
        return context;
    }

    /** The {@code traceparent} header for calls to other services. */
    public String traceparent() {
        return context.traceparent();
    }

    /** Runs the work and closes this stage; what the work throws is noted in the stage and thrown on. */
    public <T extends @Nullable Object, X extends Exception> T call(Work<T, X> work) throws X {
        try (this) {
            try {
                T result = work.run(this);
                succeed();
                return result;
            } catch (Throwable failure) {
                fail(failure);
                throw failure;
            }
        }
    }

    /** As {@link #call(Work)}, without a result. */
    public <X extends Exception> void run(Action<X> action) throws X {
        Work<Boolean, X> work = stage -> {
            action.run(stage);
            return true;
        };
        call(work);
    }

    /** Runs the task with the calling thread in this stage, and leaves it open; for detached ones. */
    public void within(Runnable task) {
        StageContext.enter(this, false);
        try {
            task.run();
        } finally {
            StageContext.leave(this);
        }
    }

    boolean isEnded() {
        return ended;
    }

    /**
     * Ends the stage and logs it. Only the first call counts. Whether its {@code try} block failed a stage can't know, so
     * without {@link #succeed} or {@link #fail} it has no status.
     */
    @Override
    public void close() {
        Record done;
        synchronized (record) {
            if (ended) {
                return;
            }
            record.put(Names.DURATION, Math.max(0, clock.ticks() - startTicks) / 1e9);
            ended = true;
            done = record.build();
        }
        StageContext.leave(this);
        log.emit(done);
    }
}
