package dev.whence.appender;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import dev.whence.model.Times;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * Makes records of Logback's events. Runs on the threads that log, so it reads everything that may change later and does
 * nothing that takes long. Stateless; safe for any thread.
 */
final class EventRecords {
    private static final int MAX_STACK = 32_000;

    /** Fields of a log line that its own event gives; a key-value pair or MDC entry of that name is kept under another. */
    private static final Set<String> EVENT_FIELDS =
            Set.of(Names.TIMESTAMP, Names.KIND, Names.SEVERITY, Names.MESSAGE, Names.SERVICE);

    private final Map<String, String> resource;
    private final boolean includeMdc;
    private final BoundedValues values;

    /**
     * Makes records of one process.
     *
     * @param resource what is true of all of them, {@code service} first of all
     * @param maxText characters at which texts are cut
     */
    EventRecords(Map<String, String> resource, boolean includeMdc, int maxText) {
        this.resource = Map.copyOf(resource);
        this.includeMdc = includeMdc;
        this.values = new BoundedValues(maxText);
    }

    /** The event's record; one that tells of the failure when the event can't be read. Never throws. */
    Record of(ILoggingEvent event) {
        try {
            return read(event);
        } catch (RuntimeException | StackOverflowError e) {
            RecordBuilder record = Record.builder().kind(Kind.LOG).timestampNanos(nanos(event));
            resource.forEach(record::put);
            return record.put(Names.SEVERITY, event.getLevel().toString())
                    .put(Names.MESSAGE, values.text(String.valueOf(event.getMessage())))
                    .put("logger.name", event.getLoggerName())
                    .put("whence.appender.failure", e.toString())
                    .build();
        }
    }

    private Record read(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        boolean whole = pairs != null
                && !pairs.isEmpty()
                && pairs.get(0).key.equals(Names.KIND)
                && event.getLoggerName().equals(StageLog.LOGGER_NAME);
        return whole ? wholeRecord(event, pairs) : logRecord(event, pairs == null ? List.of() : pairs);
    }

    /** A record that {@link StageLog} took apart. */
    private Record wholeRecord(ILoggingEvent event, List<KeyValuePair> pairs) {
        RecordBuilder record = Record.builder();
        record.timestampNanos(nanos(event));
        for (KeyValuePair pair : pairs) {
            if (pair.key.equals(Names.KIND)) {
                Kind.of(String.valueOf(pair.value)).ifPresent(record::kind);
            } else if (pair.key.equals(Names.TIMESTAMP)) {
                Times.parse(String.valueOf(pair.value)).ifPresent(record::timestampNanos);
            } else {
                record.put(pair.key, values.value(pair.value));
            }
        }
        if (!record.has(Names.SERVICE)) {
            resource.forEach(record::put);
            putMdc(event, record, false);
        }
        return record.build();
    }

    private Record logRecord(ILoggingEvent event, List<KeyValuePair> pairs) {
        RecordBuilder record = Record.builder().kind(Kind.LOG);
        record.timestampNanos(nanos(event));
        resource.forEach(record::put);
        record.put(Names.SEVERITY, event.getLevel().toString());
        String message = event.getFormattedMessage();
        record.put(Names.MESSAGE, message == null ? null : values.text(message));
        record.put("logger.name", event.getLoggerName());
        record.put("thread.name", event.getThreadName());
        putMdc(event, record, true);
        for (KeyValuePair pair : pairs) {
            record.put(freeName(pair.key, pair.value), values.value(pair.value));
        }
        List<Marker> markers = event.getMarkerList();
        if (markers != null && !markers.isEmpty()) {
            record.put(
                    "logback.marker",
                    markers.stream().limit(16).map(Marker::getName).toList());
        }
        IThrowableProxy throwable = event.getThrowableProxy();
        if (throwable != null) {
            record.put(Names.ERROR_TYPE, throwable.getClassName());
            String why = throwable.getMessage();
            record.put(Names.ERROR_MESSAGE, why == null ? null : values.text(why));
            record.put(Names.ERROR_STACK, StackText.of(throwable, MAX_STACK));
        }
        return record.build();
    }

    private void putMdc(ILoggingEvent event, RecordBuilder record, boolean withTrace) {
        if (!includeMdc) {
            return;
        }
        event.getMDCPropertyMap().forEach((key, value) -> {
            String name = freeName(key, value);
            if (!record.has(name) && (withTrace || !MdcTrace.isTraceKey(name))) {
                record.put(name, values.value(value));
            }
        });
    }

    /** Another name for what would overwrite the event's own fields or be refused by the server as one of them. */
    private static String freeName(String key, Object value) {
        boolean taken = EVENT_FIELDS.contains(key)
                || key.equals(Names.STATUS) && !"ok".equals(value) && !"error".equals(value)
                || key.equals(Names.DURATION) && !(value instanceof Number number && number.doubleValue() >= 0);
        return taken ? "attributes." + key : key;
    }

    private static long nanos(ILoggingEvent event) {
        Instant instant = event.getInstant();
        return instant == null
                ? event.getTimeStamp() * 1_000_000L
                : instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
