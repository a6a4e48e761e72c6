package dev.whence.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what runs inside a command from telling its user what is of no use to them. */
public final class Quiet {
    /** Advises a flag of the JVM which prints a warning of its own; held, because a lost logger forgets its level. */
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    private Quiet() {}

    /** From now on Lucene does not advise flags of the JVM. */
    public static void withoutAdvice() {
        VECTORS.setLevel(java.util.logging.Level.SEVERE);
    }

    /** As {@link #withoutAdvice}; and a server logs warnings and errors only. */
    public static void warningsOnly() {
        withoutAdvice();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.getLogger("dev.whence").setLevel(Level.WARN);
        }
    }
}
