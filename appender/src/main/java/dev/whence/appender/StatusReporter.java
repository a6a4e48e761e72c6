package dev.whence.appender;

import ch.qos.logback.core.spi.ContextAware;
import dev.whence.appender.shipping.Reporter;

/** Says through Logback's status what the shipper has to say. */
final class StatusReporter implements Reporter {
    private final ContextAware appender;

    StatusReporter(ContextAware appender) {
        this.appender = appender;
    }

    @Override
    public void info(String message) {
        appender.addInfo(message);
    }

    @Override
    public void warn(String message) {
        appender.addWarn(message);
    }

    @Override
    public void error(String message) {
        appender.addError(message);
    }
}
