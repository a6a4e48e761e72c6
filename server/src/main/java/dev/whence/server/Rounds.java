package dev.whence.server;

import dev.whence.indexer.StoreException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something every so often on a thread of its own, and goes on when it fails. */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String what;
    private final Duration every;
    private final Runnable round;
    private final ScheduledExecutorService schedule;

    /**
     * @param what what is looked for, such as {@code drift}
     * @param every zero for never
     */
    Rounds(String what, Duration every, Runnable round) {
        this.what = what;
        this.every = every;
        this.round = round;
        this.schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(what + "-watch").factory());
    }

    /** @param first what is done at once */
    void start(Runnable first) {
        long millis = every.toMillis();
        if (millis > 0) {
            // what goes wrong is told where it does
            Future<?> unusedToo = schedule.submit(() -> doOrComplain(first));
            Future<?> unused =
                    schedule.scheduleWithFixedDelay(() -> doOrComplain(round), millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void doOrComplain(Runnable task) {
        try {
            task.run();
        } catch (StoreException e) {
            LOG.warn("The server could not look for {}, the next time is in {}: {}", what, every, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Looking for {} failed; the next time is in {}", what, every, e);
        }
    }

    /** Begins no more; what is under way may end. */
    @Override
    public void close() {
        schedule.shutdown();
        try {
            if (!schedule.awaitTermination(10, TimeUnit.SECONDS)) {
                schedule.shutdownNow();
            }
        } catch (InterruptedException e) {
            schedule.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
