package dev.whence.appender;

import dev.whence.model.Names;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts stages with a clock, a source of ids and a log of its own. {@link Stage}'s static methods use one of the system's
 * clock; make another for simulations and tests. Safe for any thread.
 */
public final class Stages {
    private final StageClock clock;
    private final LongSupplier randomBits;
    private final StageLog log;

    /** The system's clock, random ids, and the application's logging configuration. */
    public Stages() {
        this(StageClock.system(), () -> ThreadLocalRandom.current().nextLong(), new StageLog());
    }

    /**
     * Starts stages by the given parts.
     *
     * @param randomBits 64 random bits a call, of which ids are made; safe for any thread
     */
    public Stages(StageClock clock, LongSupplier randomBits, StageLog log) {
        this.clock = clock;
        this.randomBits = randomBits;
        this.log = log;
    }

    /** As {@link Stage#start(String)}. */
    public Stage start(String name) {
        return entered(startDetached(name));
    }

    /** As {@link Stage#start(TraceContext, String)}. */
    public Stage start(TraceContext parent, String name) {
        return entered(startDetached(parent, name));
    }

    /** As {@link Stage#startModel}. */
    public Stage startModel(String operation, String provider, String model) {
        return start(operation + " " + model).operation(operation).model(provider, model);
    }

    /** As {@link Stage#startTool}. */
    public Stage startTool(String tool) {
        return start("execute_tool " + tool).operation("execute_tool").put(Names.TOOL_NAME, tool);
    }

    /** As {@link Stage#startDetached(String)}. */
    public Stage startDetached(String name) {
        Stage current = StageContext.current();
        Optional<TraceContext> parent = current == null ? MdcTrace.current() : Optional.of(current.context());
        return make(parent.orElse(null), name);
    }

    /** As {@link Stage#startDetached(TraceContext, String)}. */
    public Stage startDetached(TraceContext parent, String name) {
        return make(parent, name);
    }

    private Stage make(@Nullable TraceContext parent, String name) {
        String trace = parent == null ? TraceContext.randomTraceId(randomBits) : parent.traceId();
        TraceContext own = new TraceContext(trace, TraceContext.randomSpanId(randomBits));
        return new Stage(name, own, parent, clock, log);
    }

    private static Stage entered(Stage stage) {
        StageContext.enter(stage, true);
        return stage;
    }
}
