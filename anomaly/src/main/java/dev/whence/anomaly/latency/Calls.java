package dev.whence.anomaly.latency;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last calls of one series, in a ring: input tokens, output tokens and the logarithm of the seconds. Mutable. */
final class Calls {
    static final int CAPACITY = 512;

    private float[] inputTokens = new float[32];
    private float[] outputTokens = new float[32];
    private float[] logSeconds = new float[32];
    private int size;
    private int next;

    int size() {
        return size;
    }

    double inputTokens(int i) {
        return inputTokens[i];
    }

    double outputTokens(int i) {
        return outputTokens[i];
    }

    double logSeconds(int i) {
        return logSeconds[i];
    }

    void add(double input, double output, double log) {
        if (size == logSeconds.length && size < CAPACITY) {
            grow(Math.min(CAPACITY, size * 2));
            next = size;
        }
        inputTokens[next] = (float) input;
        outputTokens[next] = (float) output;
        logSeconds[next] = (float) log;
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
            residuals[i] = logSeconds[at] - model.expectedLogSeconds(inputTokens[at], outputTokens[at]);
        }
        return residuals;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(logSeconds.length);
        out.writeInt(size);
        out.writeInt(next);
        for (int i = 0; i < size; i++) {
            out.writeFloat(inputTokens[i]);
            out.writeFloat(outputTokens[i]);
            out.writeFloat(logSeconds[i]);
        }
    }

    void read(DataInput in) throws IOException {
        int length = in.readInt();
        size = in.readInt();
        next = in.readInt();
        if (length < 1 || length > CAPACITY || size < 0 || size > length || next < 0 || next > length) {
            throw new IOException("a ring of " + size + " of " + length + " calls cannot be right");
        }
        grow(length);
        for (int i = 0; i < size; i++) {
            inputTokens[i] = in.readFloat();
            outputTokens[i] = in.readFloat();
            logSeconds[i] = in.readFloat();
        }
    }

    private void grow(int length) {
        inputTokens = Arrays.copyOf(inputTokens, length);
        outputTokens = Arrays.copyOf(outputTokens, length);
        logSeconds = Arrays.copyOf(logSeconds, length);
    }
}
