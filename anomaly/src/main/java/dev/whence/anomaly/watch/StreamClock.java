package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The time the records as a whole have come to: the latest time at which one began. It only grows, and a few records
 * from a far future (a wrong clock) do not move it: a leap of more than five windows needs twenty records more that make
 * it than do not. Mutable.
 */
final class StreamClock {
    /** Windows. */
    static final long FAR = 5;

    private static final int BELIEVED = 20;

    private final long windowNanos;
    private long nanos = Long.MIN_VALUE;
    private int ahead;

    StreamClock(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** Takes in when a record began; true when the clock moved to another window. */
    boolean observe(long began) {
        if (began <= nanos) {
            ahead = Math.max(0, ahead - 1);
            return false;
        }
        if (nanos != Long.MIN_VALUE && began > nanos + FAR * windowNanos) {
            ahead = Math.min(BELIEVED, ahead + 1);
            if (ahead < BELIEVED) {
                return false;
            }
        }
        boolean moves = nanos == Long.MIN_VALUE || window(began) > window();
        nanos = began;
        return moves;
    }

    /**
     * The window to which a record belongs: that of its end where it is told when it ends, and of the time it is told
     * where records are told as they begin.
     */
    long windowOf(long began, long ended) {
        return window(Math.min(ended, Math.max(began, nanos)));
    }

    /** The window it stands at. */
    long window() {
        return window(nanos);
    }

    private long window(long time) {
        return Math.floorDiv(time, windowNanos);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(nanos);
        out.writeInt(ahead);
    }

    void read(DataInput in) throws IOException {
        nanos = in.readLong();
        ahead = in.readInt();
    }
}
