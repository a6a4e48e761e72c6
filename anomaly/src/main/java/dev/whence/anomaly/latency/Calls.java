package dev.whence.anomaly.latency;

import dev.whence.anomaly.baseline.Log16;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last calls of one series, in a ring: logarithms of input tokens, of output tokens where calls have any, and of seconds.
 * Mutable.
 */
final class Calls {
    static final int CAPACITY = 512;

    private static final int FIRST_CAPACITY = 32;
    private static final short[] NONE = {};

    private short[] inputTokens = new short[FIRST_CAPACITY];
    private short[] outputTokens = NONE;
    private short[] logSeconds = new short[FIRST_CAPACITY];
    private int size;
    private int next;

    private static double tokens(short bits) {
        return Math.rint(Math.expm1(Log16.value(bits)));
    }

    int size() {
        return size;
    }

    double inputTokens(int i) {
        return tokens(inputTokens[i]);
    }

    double outputTokens(int i) {
        return outputTokens.length == 0 ? 0 : tokens(outputTokens[i]);
    }

    double logSeconds(int i) {
        return Log16.value(logSeconds[i]);
    }

    void add(double input, double output, double log) {
        if (size == logSeconds.length && size < CAPACITY) {
            grow(Math.min(CAPACITY, size + Math.max(FIRST_CAPACITY / 2, size / 4)));
            next = size;
        }
        if (output > 0 && outputTokens.length == 0) {
            outputTokens = new short[logSeconds.length];
        }
        inputTokens[next] = Log16.of(Math.log1p(input));
        if (outputTokens.length > 0) {
            outputTokens[next] = Log16.of(Math.log1p(output));
        }
        logSeconds[next] = Log16.of(log);
        next = (next + 1) % logSeconds.length;
        size = Math.min(size + 1, logSeconds.length);
    }

    /** A copy that another thread may read. */
    Calls snapshot() {
        Calls copy = new Calls();
        copy.inputTokens = inputTokens.clone();
        copy.outputTokens = outputTokens.clone();
        copy.logSeconds = logSeconds.clone();
        copy.size = size;
        copy.next = next;
        return copy;
    }

    /** What a model leaves unexplained of each call, oldest first. */
    double[] residuals(LatencyModel model) {
        double[] residuals = new double[size];
        int oldest = size == logSeconds.length ? next : 0;
        for (int i = 0; i < size; i++) {
            int at = (oldest + i) % logSeconds.length;
            residuals[i] = logSeconds(at) - model.expectedLogSeconds(inputTokens(at), outputTokens(at));
        }
        return residuals;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(logSeconds.length);
        out.writeInt(size);
        out.writeInt(next);
        out.writeBoolean(outputTokens.length > 0);
        for (int i = 0; i < size; i++) {
            out.writeShort(inputTokens[i]);
            if (outputTokens.length > 0) {
                out.writeShort(outputTokens[i]);
            }
            out.writeShort(logSeconds[i]);
        }
    }

    void read(DataInput in) throws IOException {
        int length = in.readInt();
        size = in.readInt();
        next = in.readInt();
        if (length < 1 || length > CAPACITY || size < 0 || size > length || next < 0 || next > length) {
            throw new IOException("a ring of " + size + " of " + length + " calls cannot be right");
        }
        outputTokens = in.readBoolean() ? new short[length] : NONE;
        grow(length);
        for (int i = 0; i < size; i++) {
            inputTokens[i] = in.readShort();
            if (outputTokens.length > 0) {
                outputTokens[i] = in.readShort();
            }
            logSeconds[i] = in.readShort();
        }
    }

    private void grow(int length) {
        inputTokens = Arrays.copyOf(inputTokens, length);
        outputTokens = outputTokens.length == 0 ? NONE : Arrays.copyOf(outputTokens, length);
        logSeconds = Arrays.copyOf(logSeconds, length);
    }
}
