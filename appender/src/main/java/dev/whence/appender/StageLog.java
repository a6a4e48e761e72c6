package dev.whence.appender;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.Times;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs complete records as structured events: every field is a key-value pair of the event, the message a short sentence
 * for human readers. So any appender carries them, and {@link WhenceAppender} makes the same record of them again, with
 * its own time, service and kind. Safe for any thread.
 *
 * <p>{@link Stage} logs through this. It also plays records that were made elsewhere, with times and durations of their
 * own: simulations, imports, tests.
 */
public final class StageLog {
    /** The logger of all records; its level decides whether stages are logged at all. */
    public static final String LOGGER_NAME = "whence.stage";

    private final Logger logger;

    /** Logs through {@value #LOGGER_NAME} of the application's logging configuration. */
    public StageLog() {
        this(LoggerFactory.getLogger(LOGGER_NAME));
    }

    /**
     * Logs through a logger of another configuration.
     *
     * @param logger one of the name {@value #LOGGER_NAME}; under another name {@link WhenceAppender} takes its events for
     *     plain log lines
     */
    public StageLog(Logger logger) {
        this.logger = logger;
    }

    /** Logs the record: a failed span at WARN, a log record at its own severity, everything else at INFO. */
    public void emit(Record record) {
        Level level = level(record);
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        LoggingEventBuilder event = logger.makeLoggingEventBuilder(level)
                .addKeyValue(Names.KIND, record.kind().wireName())
                .addKeyValue(Names.TIMESTAMP, Times.format(record.timestampNanos()));
        for (Map.Entry<String, Object> field : record.fields().entrySet()) {
            event = event.addKeyValue(field.getKey(), field.getValue());
        }
        event.log(sentence(record));
    }

    private static Level level(Record record) {
        if (record.kind() == Kind.LOG) {
            String severity = record.text(Names.SEVERITY).toUpperCase(Locale.ROOT);
            return switch (severity) {
                case "TRACE", "DEBUG", "WARN", "ERROR" -> Level.valueOf(severity);
                case "FATAL" -> Level.ERROR;
                default -> Level.INFO;
            };
        }
        return record.isError() ? Level.WARN : Level.INFO;
    }

    private static String sentence(Record record) {
        if (record.has(Names.MESSAGE)) {
            return record.text(Names.MESSAGE);
        }
        if (record.kind() != Kind.SPAN) {
            return record.kind().wireName();
        }
        StringBuilder text = new StringBuilder(record.stage());
        text.append(record.isError() ? " failed" : " took");
        if (!Double.isNaN(record.durationSeconds())) {
            text.append(record.isError() ? " after " : " ")
                    .append(Math.round(record.durationSeconds() * 1e6) / 1e3)
                    .append(" ms");
        }
        if (record.has(Names.ERROR_TYPE)) {
            text.append(": ").append(record.text(Names.ERROR_TYPE));
        }
        return text.toString();
    }
}
