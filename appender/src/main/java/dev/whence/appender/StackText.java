package dev.whence.appender;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** Writes a throwable with its causes the way Java prints it, up to a length; for one use. */
final class StackText {
    private static final int MAX_DEPTH = 32;

    private final StringBuilder text = new StringBuilder(1024);
    private final int maxLength;

    private StackText(int maxLength) {
        this.maxLength = maxLength;
    }

    /**
     * The stack trace.
     *
     * @param maxLength characters after which it is cut
     */
    static String of(IThrowableProxy throwable, int maxLength) {
        StackText stack = new StackText(maxLength);
        stack.append(throwable, "", "", 0);
        if (stack.text.length() > maxLength) {
            stack.text.setLength(maxLength);
            stack.text.append("…");
        }
        return stack.text.toString();
    }

    private boolean full() {
        return text.length() > maxLength;
    }

    private void append(@Nullable IThrowableProxy throwable, String prefix, String indent, int depth) {
        if (throwable == null || depth > MAX_DEPTH || full()) {
            return;
        }
        text.append(indent).append(prefix).append(throwable.getClassName());
        String message = throwable.getMessage();
        if (message != null) {
            int room = Math.max(0, Math.min(message.length(), maxLength - text.length()));
            text.append(": ").append(message, 0, room);
        }
        text.append('\n');
        StackTraceElementProxy[] frames = throwable.getStackTraceElementProxyArray();
        if (frames != null && !throwable.isCyclic()) {
            int shown = frames.length - throwable.getCommonFrames();
            for (int i = 0; i < shown && !full(); i++) {
                text.append(indent)
                        .append('\t')
                        .append(frames[i].getSTEAsString())
                        .append('\n');
            }
            if (throwable.getCommonFrames() > 0 && !full()) {
                text.append(indent)
                        .append("\t... ")
                        .append(throwable.getCommonFrames())
                        .append(" more\n");
            }
        }
        if (throwable.isCyclic()) {
            return;
        }
        IThrowableProxy[] suppressed = throwable.getSuppressed();
        if (suppressed != null) {
            for (IThrowableProxy one : suppressed) {
                append(one, "Suppressed: ", indent + "\t", depth + 1);
            }
        }
        append(throwable.getCause(), "Caused by: ", indent, depth + 1);
    }
}
