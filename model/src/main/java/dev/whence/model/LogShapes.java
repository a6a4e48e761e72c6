package dev.whence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Undoes what the JSON encoders of log frameworks do to an event: nested context, a throwable taken apart, arguments
 * beside the template, the time under a name of their own. Stateless and safe for any thread.
 */
final class LogShapes {
    private static final long YEAR_2000 = 946_684_800_000_000_000L;
    private static final List<String> CONTEXTS = List.of("mdc.", "MDC.", "contextMap.", "context.properties.");
    private static final List<String> NOISE = List.of("@version", "level_value", "context.birthdate", "sequenceNumber");

    private LogShapes() {}

    static void unfold(RecordBuilder record) {
        takeTime(record);
        boolean logback = record.has("loggerName") && record.has("threadName");
        boolean logstash = record.has("@version") && record.has("logger_name");
        if (logback) {
            refineTime(record);
            format(record);
            takeThrowable(record);
            if ("default".equals(record.get("context.name"))) {
                record.remove("context.name");
            }
        }
        if (logback || logstash) {
            NOISE.forEach(record::remove);
        }
        if (record.get("kvpList") instanceof String pairs
                && JsonTree.parse(pairs).orElse(null) instanceof List<?> list) {
            record.remove("kvpList");
            list.forEach(pair -> putAllAbsent(record, pair));
        }
        takeContext(record);
    }

    private static void takeTime(RecordBuilder record) {
        for (String name : new String[] {"@timestamp", "time", "ts"}) {
            Object value = record.get(name);
            OptionalLong nanos = value == null ? OptionalLong.empty() : Times.parse(value.toString());
            if (nanos.isPresent() && nanos.getAsLong() >= YEAR_2000) {
                record.timestampNanos(nanos.getAsLong());
                record.remove(name);
                return;
            }
        }
    }

    /** Logback writes the milliseconds since the epoch, and the nanoseconds within the second beside them. */
    private static void refineTime(RecordBuilder record) {
        if (record.get("nanoseconds") instanceof Long nanos && nanos >= 0 && nanos < 1_000_000_000L) {
            long second = Math.floorDiv(record.timestampNanos(), 1_000_000_000L) * 1_000_000_000L;
            if ((record.timestampNanos() - second) / 1_000_000L == nanos / 1_000_000L) {
                record.timestampNanos(second + nanos);
                record.remove("nanoseconds");
            }
        }
    }

    private static void format(RecordBuilder record) {
        if (record.get("formattedMessage") instanceof String formatted) {
            record.put(Names.MESSAGE, formatted);
            record.remove("formattedMessage").remove("arguments");
        } else if (record.get(Names.MESSAGE) instanceof String template
                && record.get("arguments") instanceof List<?> arguments) {
            StringBuilder message = new StringBuilder();
            int from = 0;
            for (Object argument : arguments) {
                int at = template.indexOf("{}", from);
                if (at < 0) {
                    break;
                }
                message.append(template, from, at).append(argument);
                from = at + 2;
            }
            record.put(
                    Names.MESSAGE,
                    message.append(template, from, template.length()).toString());
            record.remove("arguments");
        }
    }

    private static void takeContext(RecordBuilder record) {
        for (String name : new ArrayList<>(record.fields().keySet())) {
            for (String context : CONTEXTS) {
                if (name.startsWith(context)) {
                    putAbsent(record, name.substring(context.length()), record.get(name));
                    record.remove(name);
                }
            }
        }
    }

    private static void putAllAbsent(RecordBuilder record, @Nullable Object pair) {
        if (pair instanceof Map<?, ?> map) {
            map.forEach((name, value) -> putAbsent(record, String.valueOf(name), value));
        }
    }

    private static void putAbsent(RecordBuilder record, String name, @Nullable Object value) {
        if (!name.isBlank() && !record.has(name)) {
            record.put(name, value);
        }
    }

    private static void takeThrowable(RecordBuilder record) {
        Object type = record.get("throwable.className");
        if (type == null) {
            return;
        }
        StringBuilder stack = new StringBuilder();
        String prefix = "throwable.";
        while (record.has(prefix + "className") && stack.length() < 1_000_000) {
            stack.append(stack.isEmpty() ? "" : "Caused by: ").append(record.get(prefix + "className"));
            Object message = record.get(prefix + "message");
            stack.append(message == null ? "" : ": " + message).append('\n');
            appendFrames(stack, record.get(prefix + "stepArray"));
            if (record.get(prefix + "commonFramesCount") instanceof Long common && common > 0) {
                stack.append("\t... ").append(common).append(" common frames omitted\n");
            }
            prefix += "cause.";
        }
        record.put(Names.ERROR_TYPE, type);
        record.put(Names.ERROR_MESSAGE, record.get("throwable.message"));
        record.put(Names.ERROR_STACK, stack.toString());
        record.fields().keySet().removeIf(name -> name.startsWith("throwable."));
    }

    private static void appendFrames(StringBuilder stack, @Nullable Object steps) {
        if (steps instanceof String json && JsonTree.parse(json).orElse(null) instanceof List<?> frames) {
            for (Object frame : frames) {
                stack.append("\tat ")
                        .append(JsonTree.text(frame, "className"))
                        .append('.')
                        .append(JsonTree.text(frame, "methodName"))
                        .append('(')
                        .append(JsonTree.text(frame, "fileName"))
                        .append(':')
                        .append(JsonTree.text(frame, "lineNumber"))
                        .append(")\n");
            }
        }
    }
}
