package dev.whence.model;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a span failed, and with what error, from whichever field tells. Stateless and safe for any thread.
 *
 * <p>A span's own status wins. Where a span has none it failed if it names an error, an exception left it, its outcome or
 * level says so, or its HTTP status is one of failure for its side. An exception that a span recorded but dealt with
 * stays under {@code exception.*}.
 */
final class Outcome {
    private static final Set<String> FAILED_OUTCOMES = Set.of("CLIENT_ERROR", "SERVER_ERROR", "ERROR", "FAILURE");
    /** {@code java.net.SocketTimeoutException: read timed out}, {@code RateLimitError: 429 …}. */
    private static final Pattern FIRST_LINE = Pattern.compile("([A-Za-z_$][\\w.$]{2,200})(?:: ?(.*))?");

    private Outcome() {}

    static void fill(RecordBuilder record) {
        boolean span = record.has(Names.SPAN_ID) && (record.has(Names.DURATION) || record.has("span.kind"));
        putError(record);
        if (span && !record.has(Names.STATUS) && failed(record)) {
            record.put(Names.STATUS, "error");
        }
        boolean handled = span && !"error".equals(record.get(Names.STATUS));
        if (!handled) {
            move(record, "exception.type", Names.ERROR_TYPE);
            move(record, "exception.message", Names.ERROR_MESSAGE);
            move(record, "exception.stacktrace", Names.ERROR_STACK);
            move(record, "otel.status_description", Names.ERROR_MESSAGE);
        }
        splitStack(record);
    }

    /** The {@code error} of loggers and of Micrometer: a flag, a class or a message. */
    private static void putError(RecordBuilder record) {
        Object error = record.get("error");
        if (error instanceof String text) {
            if (Conversion.isMissing(text) || text.equals("false")) {
                record.remove("error");
            } else if (!text.equals("true")) {
                record.remove("error");
                record.put(
                        text.indexOf(' ') < 0 && !record.has(Names.ERROR_TYPE) ? Names.ERROR_TYPE : Names.ERROR_MESSAGE,
                        text);
            }
        }
    }

    private static boolean failed(RecordBuilder record) {
        if (record.has(Names.ERROR_TYPE)
                || isTrue(record.get("error"))
                || isTrue(record.get("exception.escaped"))
                || "ERROR".equals(record.get("langfuse.observation.level"))) {
            return true;
        }
        Object outcome = record.get("outcome");
        if (outcome instanceof String text && FAILED_OUTCOMES.contains(text.toUpperCase(Locale.ROOT))) {
            return true;
        }
        boolean client = "client".equals(record.get("span.kind"));
        return record.get("http.response.status_code") instanceof Long status && status >= (client ? 400 : 500);
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    private static void move(RecordBuilder record, String from, String to) {
        Object value = record.get(from);
        if (value != null && (!record.has(to) || value.equals(record.get(to)))) {
            record.remove(from);
            record.put(to, value);
        }
    }

    /** Some clients put the stack into the message, others send the stack alone. */
    private static void splitStack(RecordBuilder record) {
        if (record.get(Names.ERROR_MESSAGE) instanceof String message && startOfFrames(message) > 0) {
            if (!record.has(Names.ERROR_STACK)) {
                record.put(Names.ERROR_STACK, message);
            }
            String head = message.substring(0, startOfFrames(message));
            int line = head.indexOf('\n');
            record.put(Names.ERROR_MESSAGE, (line < 0 ? head : head.substring(0, line)).strip());
        }
        if (!(record.get(Names.ERROR_STACK) instanceof String stack)
                || record.has(Names.ERROR_TYPE) && record.has(Names.ERROR_MESSAGE)) {
            return;
        }
        int line = stack.indexOf('\n');
        Matcher first = FIRST_LINE.matcher(line < 0 ? stack : stack.substring(0, line));
        if (first.matches()) {
            if (!record.has(Names.ERROR_TYPE)) {
                record.put(Names.ERROR_TYPE, first.group(1));
            }
            if (!record.has(Names.ERROR_MESSAGE)) {
                record.put(Names.ERROR_MESSAGE, first.group(2));
            }
        }
    }

    private static int startOfFrames(String text) {
        int tab = text.indexOf("\n\tat ");
        return tab >= 0 ? tab : text.indexOf("\n    at ");
    }
}
