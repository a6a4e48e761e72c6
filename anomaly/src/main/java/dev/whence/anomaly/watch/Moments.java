package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Count, sum and sum of squares of a window's values. Mutable. */
final class Moments {
    private int count;
    private double sum;
    private double squares;

    void add(double value) {
        count++;
        sum += value;
        squares += value * value;
    }

    int count() {
        return count;
    }

    /** NaN when empty. */
    double mean() {
        return sum / count;
    }

    /** Of the values around their mean; 0 for fewer than two. */
    double variance() {
        return count < 2 ? 0 : Math.max(0, (squares - sum * sum / count) / (count - 1));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(count);
        out.writeDouble(sum);
        out.writeDouble(squares);
    }

    void read(DataInput in) throws IOException {
        count = in.readInt();
        sum = in.readDouble();
        squares = in.readDouble();
    }
}
