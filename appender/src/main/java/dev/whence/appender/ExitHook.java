package dev.whence.appender;

import java.util.Optional;

/**
 * Something to be done when the JVM ends. Programs that end without stopping Logback, as most do, would otherwise lose their
 * last words.
 */
final class ExitHook {
    private final Thread thread;

    private ExitHook(Thread thread) {
        this.thread = thread;
    }

    /** Empty when the JVM is ending already. */
    static Optional<ExitHook> add(Runnable work) {
        Thread thread = new Thread(work, "whence-appender-exit");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            return Optional.of(new ExitHook(thread));
        } catch (IllegalStateException ending) {
            return Optional.empty();
        }
    }

    /** Has no effect when the JVM is ending: what was to be done is being done. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException ending) {
            // Flushing while stopping does no harm.
        }
    }
}
