package dev.whence.appender;

import dev.whence.model.Names;
import java.util.Optional;
import java.util.Set;
import org.slf4j.MDC;

/**
 * The trace in SLF4J's MDC: where {@link Stage} puts its own ({@code trace_id}), and where Micrometer Tracing puts its
 * ({@code traceId}). Works on the calling thread's MDC.
 */
final class MdcTrace {
    private static final Set<String> KEYS =
            Set.of(Names.TRACE_ID, Names.SPAN_ID, Names.PARENT_SPAN_ID, "trace_flags", "traceId", "spanId");

    private MdcTrace() {}

    static boolean isTraceKey(String key) {
        return KEYS.contains(key);
    }

    /** The trace this thread is in by another tracer's doing. */
    static Optional<TraceContext> current() {
        String trace = MDC.get(Names.TRACE_ID);
        String span = MDC.get(Names.SPAN_ID);
        if (trace == null || span == null) {
            trace = MDC.get("traceId");
            span = MDC.get("spanId");
        }
        return trace == null || span == null ? Optional.empty() : TraceContext.of(trace, span);
    }
}
