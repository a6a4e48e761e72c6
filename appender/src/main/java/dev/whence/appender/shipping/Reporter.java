package dev.whence.appender.shipping;

/** Takes the few words the shipper has about itself. Called by its thread; must not log through the shipper. */
public interface Reporter {
    void info(String message);

    void warn(String message);

    void error(String message);
}
