package dev.whence.anomaly.multivariate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The features of the last 512 calls of one series, in a ring. Mutable, for one thread. */
final class CallWindow {
    static final int CAPACITY = 512;
    private static final int FIRST_CAPACITY = 32;

    private float[][] rows = new float[FIRST_CAPACITY][];
    private int size;
    private int next;

    int size() {
        return size;
    }

    void add(double[] logs) {
        if (size == rows.length && size < CAPACITY) {
            rows = Arrays.copyOf(rows, size * 2);
            next = size;
        }
        float[] row = new float[logs.length];
        for (int j = 0; j < row.length; j++) {
            row[j] = (float) logs[j];
        }
        rows[next] = row;
        next = (next + 1) % rows.length;
        size = Math.min(size + 1, rows.length);
    }

    /** Copies of the rows, oldest first. */
    double[][] toArray() {
        double[][] copy = new double[size][];
        int oldest = size == rows.length ? next : 0;
        for (int i = 0; i < size; i++) {
            float[] row = rows[(oldest + i) % rows.length];
            copy[i] = new double[row.length];
            for (int j = 0; j < row.length; j++) {
                copy[i][j] = row[j];
            }
        }
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(rows.length);
        out.writeInt(size);
        out.writeInt(next);
        for (int i = 0; i < size; i++) {
            for (float value : rows[i]) {
                out.writeFloat(value);
            }
        }
    }

    void read(DataInput in) throws IOException {
        int length = in.readInt();
        size = in.readInt();
        next = in.readInt();
        if (length < 1 || length > CAPACITY || size < 0 || size > length || next < 0 || next >= length) {
            throw new IOException("a window of " + size + " of " + length + " calls cannot be right");
        }
        rows = new float[length][];
        for (int i = 0; i < size; i++) {
            rows[i] = new float[CallFeature.count()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = in.readFloat();
            }
        }
    }
}
