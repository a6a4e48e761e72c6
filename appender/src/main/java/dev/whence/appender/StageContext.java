package dev.whence.appender;

import dev.whence.model.Names;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Which stage each thread is in, with its ids in the MDC so that plain log lines belong to the trace. The one place that
 * keeps state in a static: context that follows a thread has nowhere else to be.
 */
final class StageContext {
    private static final ThreadLocal<@Nullable Frame> TOP = new ThreadLocal<>();

    private StageContext() {}

    /** One stage on a thread's pile, and what the MDC held before it. */
    private static final class Frame {
        final Stage stage;
        /** Whether the stage was started on this thread, and so leaves it with its end; lent ones stay for their task. */
        final boolean owned;

        final @Nullable Frame below;
        final @Nullable String traceBefore = MDC.get(Names.TRACE_ID);
        final @Nullable String spanBefore = MDC.get(Names.SPAN_ID);

        Frame(Stage stage, boolean owned, @Nullable Frame below) {
            this.stage = stage;
            this.owned = owned;
            this.below = below;
        }
    }

    /** The stage this thread is in. Forgets those on top that were closed by another thread. */
    static @Nullable Stage current() {
        Frame top = TOP.get();
        while (top != null && top.owned && top.stage.isEnded()) {
            top = pop(top);
        }
        return top == null ? null : top.stage;
    }

    static void enter(Stage stage, boolean owned) {
        TOP.set(new Frame(stage, owned, TOP.get()));
        MDC.put(Names.TRACE_ID, stage.context().traceId());
        MDC.put(Names.SPAN_ID, stage.context().spanId());
    }

    /** Leaves the stage if this thread is in it, and with it all that were entered within and left open. */
    static void leave(Stage stage) {
        for (Frame frame = TOP.get(); frame != null; frame = frame.below) {
            if (frame.stage == stage) {
                Frame top = TOP.get();
                while (top != frame && top != null) {
                    top = pop(top);
                }
                pop(frame);
                return;
            }
        }
    }

    private static @Nullable Frame pop(Frame frame) {
        restore(Names.TRACE_ID, frame.traceBefore);
        restore(Names.SPAN_ID, frame.spanBefore);
        if (frame.below == null) {
            TOP.remove();
        } else {
            TOP.set(frame.below);
        }
        return frame.below;
    }

    private static void restore(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
