package dev.whence.analyzer.beside;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that is worked out beside the thread which asks for it, where a core is free, and on that thread where none
 * is. Whoever asks never waits for a free core, so that work may be divided again inside; there are no threads but those
 * of the JVM's common pool. To be closed by whoever began it: nothing goes on after that. Safe to use from many threads.
 */
public final class Beside<T> implements AutoCloseable {
    private final Supplier<T> work;
    private final FutureTask<T> task;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean dropped;

    private Beside(Supplier<T> work) {
        this.work = work;
        this.task = new FutureTask<>(this::value);
    }

    /** Begins to work out a value. */
    public static <T> Beside<T> of(Supplier<T> work) {
        Beside<T> beside = new Beside<>(work);
        ForkJoinPool.commonPool().execute(beside::runOnce);
        return beside;
    }

    /** What becomes of each of some things, in their order, whatever is done first. */
    public static <A, T> List<T> all(List<A> things, Function<? super A, ? extends T> work) {
        List<Beside<T>> begun = new ArrayList<>();
        try {
            for (A thing : things) {
                begun.add(of(() -> work.apply(thing)));
            }
            List<T> values = new ArrayList<>();
            for (Beside<T> one : begun) {
                values.add(one.get());
            }
            return values;
        } finally {
            begun.forEach(Beside::close);
        }
    }

    /** The value; worked out here when nobody has begun. Throws what the work threw. */
    public T get() {
        end();
        if (task.state() == Future.State.SUCCESS) {
            return task.resultNow();
        }
        switch (task.exceptionNow()) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    /** Drops the work if nobody has begun it, and waits for its end otherwise. */
    @Override
    public void close() {
        dropped = true;
        end();
    }

    private T value() {
        if (dropped) {
            throw new CancellationException("closed before anybody began");
        }
        return work.get();
    }

    private void runOnce() {
        if (!task.isDone()) {
            task.run();
        }
        if (task.isDone()) {
            ended.countDown();
        }
    }

    /** Runs the work unless somebody does; then waits for them, interrupted or not: they end by themselves. */
    private void end() {
        runOnce();
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
