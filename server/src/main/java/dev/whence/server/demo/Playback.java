package dev.whence.server.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.whence.appender.StageLog;
import dev.whence.appender.WhenceAppender;
import dev.whence.appender.shipping.ShipmentCounts;
import dev.whence.model.Record;
import dev.whence.server.cli.Failure;
import java.time.Duration;

/**
 * Logs records, with the times they bring, through a Logback of its own whose one appender ships them to a server. Waits
 * now and then until they have arrived: simulated traffic knows no hurry, and must not be lost. For one thread.
 */
final class Playback implements AutoCloseable {
    private static final int AHEAD = 4_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LoggerContext logback = new LoggerContext();
    private final WhenceAppender appender = new WhenceAppender();
    private final StageLog log;
    private int sinceFlush;

    /** @param service the name of the application that seems to log */
    Playback(String url, String service) {
        logback.setName("demo");
        appender.setContext(logback);
        appender.setName("WHENCE");
        appender.setUrl(url);
        appender.setService(service);
        appender.start();
        Logger logger = logback.getLogger(StageLog.LOGGER_NAME);
        logger.setLevel(Level.TRACE);
        logger.addAppender(appender);
        log = new StageLog(logger);
    }

    /** Logs the record; true when everything so far has arrived. */
    boolean play(Record record) {
        log.emit(record);
        sinceFlush++;
        if (sinceFlush < AHEAD) {
            return false;
        }
        arrive();
        return true;
    }

    /**
     * Waits until everything logged has arrived.
     *
     * @throws Failure when it does not, or something was refused
     */
    void arrive() {
        sinceFlush = 0;
        if (!appender.flush(PATIENCE)) {
            throw new Failure("the demo's records do not reach its server");
        }
        if (counts().lost() > 0) {
            throw new Failure("the demo's server refused " + counts().lost() + " of its records");
        }
    }

    ShipmentCounts counts() {
        return appender.counts();
    }

    @Override
    public void close() {
        logback.stop();
    }
}
