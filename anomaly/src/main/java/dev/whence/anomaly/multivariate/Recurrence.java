package dev.whence.anomaly.multivariate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which ways of being odd come again and again: a feature too high, or too low, for the rest of a call. What happened on
 * three occasions among the first thousand calls is one of the ways the series works, however rare, and no news. Later an
 * occasion counts an eighth, so that an incident is told twenty times before it is taken as usual. Calls within fifty of
 * each other are one occasion. Mutable, for one thread.
 */
final class Recurrence {
    private static final int ONE_OCCASION = 50;
    private static final double MEMORY = 8192;
    private static final double USUAL = 2.5;
    private static final long BEGINNING = 1024;
    private static final double LATER_WEIGHT = 1.0 / 8;

    private final double[] occasions = new double[2 * CallFeature.count()];
    private final long[] last = new long[occasions.length];

    /** Whether this way of being odd had been usual before; then counts the occasion. */
    boolean isUsual(CallReason.Part part, long call) {
        int way = 2 * part.feature().place() + (part.observed() > part.expected() ? 1 : 0);
        long since = call - last[way];
        double before = occasions[way] * Math.exp(-since / MEMORY);
        boolean another = occasions[way] == 0 || since >= ONE_OCCASION;
        occasions[way] = before + (another ? call < BEGINNING ? 1 : LATER_WEIGHT : 0);
        last[way] = call;
        return before >= USUAL;
    }

    void write(DataOutput out) throws IOException {
        for (int way = 0; way < last.length; way++) {
            out.writeDouble(occasions[way]);
            out.writeLong(last[way]);
        }
    }

    void read(DataInput in) throws IOException {
        for (int way = 0; way < last.length; way++) {
            occasions[way] = in.readDouble();
            last[way] = in.readLong();
        }
    }
}
