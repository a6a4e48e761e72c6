package dev.whence.appender;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a thread was in at one moment: its stage and its MDC, to go on with on another thread. Immutable; may be used many
 * times and by many threads at once.
 */
public final class ContextSnapshot {
    private final @Nullable Stage stage;
    private final @Nullable Map<String, String> mdc;

    private ContextSnapshot(@Nullable Stage stage, @Nullable Map<String, String> mdc) {
        this.stage = stage;
        this.mdc = mdc;
    }

    /** What the calling thread is in now. */
    public static ContextSnapshot capture() {
        return new ContextSnapshot(StageContext.current(), MDC.getCopyOfContextMap());
    }

    /** A task that runs in this context, wherever it runs, and leaves the thread as it found it. */
    public Runnable wrap(Runnable task) {
        return () -> {
            Entered entered = enter();
            try {
                task.run();
            } finally {
                entered.close();
            }
        };
    }

    /** As {@link #wrap(Runnable)}, for a task with a result. */
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        return () -> {
            Entered entered = enter();
            try {
                return task.call();
            } finally {
                entered.close();
            }
        };
    }

    /** As {@link #wrap(Runnable)}, for what {@code CompletableFuture.supplyAsync} takes. */
    public <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> task) {
        return () -> {
            Entered entered = enter();
            try {
                return task.get();
            } finally {
                entered.close();
            }
        };
    }

    /** Puts the calling thread into this context until the answer is closed, which must happen on the same thread. */
    public Entered enter() {
        return new Entered(stage, mdc);
    }

    /** A thread's stay in a context. */
    public static final class Entered implements AutoCloseable {
        private final @Nullable Stage stage;
        private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

        private Entered(@Nullable Stage stage, @Nullable Map<String, String> mdc) {
            this.stage = stage;
            setMdc(mdc);
            if (stage != null) {
                StageContext.enter(stage, false);
            }
        }

        @Override
        public void close() {
            if (stage != null) {
                StageContext.leave(stage);
            }
            setMdc(before);
        }

        private static void setMdc(@Nullable Map<String, String> map) {
            if (map == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(map);
            }
        }
    }
}
