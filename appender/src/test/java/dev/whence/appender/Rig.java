package dev.whence.appender;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** A Logback of its own with a started appender, quick to flush and to retry. */
final class Rig implements AutoCloseable {
    final LoggerContext context = new LoggerContext();
    final WhenceAppender appender = new WhenceAppender();

    Rig(String url) {
        this(url, appender -> {});
    }

    Rig(String url, Consumer<WhenceAppender> settings) {
        MDCAdapter mdc = MDC.getMDCAdapter();
        context.setMDCAdapter(mdc == null ? new LogbackMDCAdapter() : mdc);
        appender.setContext(context);
        appender.setUrl(url);
        appender.setService("assistant");
        appender.setFlushInterval(Duration.buildByMilliseconds(20));
        appender.setRetryDelay(Duration.buildByMilliseconds(5));
        appender.setMaxRetryDelay(Duration.buildByMilliseconds(40));
        settings.accept(appender);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.TRACE);
        root.addAppender(appender);
    }

    Logger logger(String name) {
        return context.getLogger(name);
    }

    Stages stages(StageClock clock) {
        long[] next = {1};
        return new Stages(clock, () -> next[0]++, new StageLog(logger(StageLog.LOGGER_NAME)));
    }

    String droppedAtTheEnd() {
        return statuses().stream()
                .filter(status -> status.startsWith("of "))
                .findFirst()
                .orElse("");
    }

    List<String> statuses() {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getLevel() >= Status.WARN)
                .map(Status::getMessage)
                .toList();
    }

    void flush() {
        if (!appender.flush(java.time.Duration.ofSeconds(20))) {
            throw new AssertionError("not flushed: " + appender.counts() + " " + statuses());
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
