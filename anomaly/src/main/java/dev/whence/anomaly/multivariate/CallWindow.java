package dev.whence.anomaly.multivariate;

import dev.whence.anomaly.baseline.Log16;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The features of the last 512 calls of one series, in a ring. Mutable, for one thread. */
final class CallWindow {
    static final int CAPACITY = 512;
    private static final int FIRST_CAPACITY = 32;

    private final int features = CallFeature.count();
    /** One row after the other. */
    private short[] logs = new short[FIRST_CAPACITY * features];

    private int size;
    private int next;

    int size() {
        return size;
    }

    private int capacity() {
        return logs.length / features;
    }

    void add(double[] call) {
        if (size == capacity() && size < CAPACITY) {
            int room = Math.min(CAPACITY, size + Math.max(FIRST_CAPACITY / 2, size / 4));
            logs = Arrays.copyOf(logs, room * features);
            next = size;
        }
        for (int j = 0; j < features; j++) {
            logs[next * features + j] = Log16.of(call[j]);
        }
        next = (next + 1) % capacity();
        size = Math.min(size + 1, capacity());
    }

    /** Copies of the rows, oldest first. */
    double[][] toArray() {
        double[][] copy = new double[size][features];
        int oldest = size == capacity() ? next : 0;
        for (int i = 0; i < size; i++) {
            int row = (oldest + i) % capacity() * features;
            for (int j = 0; j < features; j++) {
                copy[i][j] = Log16.value(logs[row + j]);
            }
        }
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(capacity());
        out.writeInt(size);
        out.writeInt(next);
        for (int i = 0; i < size * features; i++) {
            out.writeShort(logs[i]);
        }
    }

    void read(DataInput in) throws IOException {
        int length = in.readInt();
        size = in.readInt();
        next = in.readInt();
        if (length < 1 || length > CAPACITY || size < 0 || size > length || next < 0 || next >= length) {
            throw new IOException("a window of " + size + " of " + length + " calls cannot be right");
        }
        logs = new short[length * features];
        for (int i = 0; i < size * features; i++) {
            logs[i] = in.readShort();
        }
    }
}
