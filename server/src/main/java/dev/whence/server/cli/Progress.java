package dev.whence.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows on standard error how far a command is: as a moving bar for a person, else as a line now and then. Lines that
 * are printed meanwhile stand above the bar. Safe for any thread.
 */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 78;
    private static final int REDRAW_MILLIS = 200;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final String task;
    private final ProgressBar bar;
    private final long max;
    private Instant lastLine;
    private boolean closed;

    /**
     * Starts to show.
     *
     * @param max what stands for all of it
     * @param unit what is counted, such as {@code MB}
     * @param unitSize how many steps one unit has
     */
    @SuppressWarnings("this-escape") // the bar only keeps the reference
    public Progress(Terminal terminal, String task, long max, String unit, long unitSize) {
        this.terminal = terminal;
        this.task = task;
        this.max = max;
        this.lastLine = terminal.clock().instant();
        this.bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(max)
                .setUnit(unit, unitSize)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
                .build();
    }

    /** Goes to that step. */
    public void stepTo(long step) {
        bar.stepTo(step);
        if (!terminal.errIsTerminal()) {
            sayNowAndThen(step);
        }
    }

    /** Prints a line to standard output, above the bar. */
    public synchronized void print(String line) {
        erase();
        PrintWriter out = terminal.out();
        out.println(line);
        out.flush();
        bar.refresh();
    }

    private synchronized void draw(String line) {
        if (terminal.errIsTerminal() && !closed) {
            PrintWriter err = terminal.err();
            err.print("\r" + line.stripTrailing() + "\u001b[K");
            err.flush();
        }
    }

    private synchronized void sayNowAndThen(long step) {
        Instant now = terminal.clock().instant();
        if (Duration.between(lastLine, now).compareTo(QUIET) >= 0) {
            lastLine = now;
            terminal.err()
                    .println(task + ": " + (max > 0 ? String.format(Locale.ROOT, "%d %%", step * 100 / max) : "…"));
            terminal.err().flush();
        }
    }

    private void erase() {
        if (terminal.errIsTerminal()) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        bar.close();
        synchronized (this) {
            closed = true;
            erase();
        }
    }
}
