package dev.whence.anomaly.watch;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The windows of one series: the current one and the one before are open, so that records may come a window late; older
 * ones are judged and learned. It lives in its own records' time, and follows the clock of all records, at its usual
 * distance, where it has none. Mutable.
 */
final class WatchedSeries {
    private static final long LONGEST_GAP = 1440;
    private static final int ASLEEP_AFTER = 60;
    private static final int LAG_MEMORY = 60;

    private final SeriesSignals signals;
    private WindowCounts current = new WindowCounts();
    private WindowCounts previous = new WindowCounts();
    private boolean started;
    private boolean previousIsWhole;
    private boolean currentIsWhole;
    private long window;
    private long lastSeen;
    private long lag;
    private long lagBefore;
    private byte lagAge;
    private byte ahead;

    WatchedSeries(SeriesKey key, WatchOptions options) {
        this.signals = new SeriesSignals(key, options);
    }

    /** What came of a record. */
    enum Taken {
        COUNTED,
        LATE,
        TOO_EARLY
    }

    /** Takes in a record of this series whose window is given. */
    Taken take(Record record, long seen, StreamClock clock, Findings findings, Consumer<Record> sink) {
        if (!started) {
            started = true;
            window = seen;
            lastSeen = seen;
        } else if (seen > window) {
            if (seen > window + StreamClock.FAR && seen > clock.window() && !believes()) {
                return Taken.TOO_EARLY;
            }
            advanceTo(seen, sink);
        } else {
            ahead = (byte) Math.max(0, ahead - 1);
        }
        lag = Math.max(lag, clock.window() - seen);
        lastSeen = Math.max(lastSeen, seen);
        if (seen == window) {
            current.add(record, findings);
            return Taken.COUNTED;
        }
        if (seen == window - 1) {
            previous.add(record, findings);
            return Taken.COUNTED;
        }
        return Taken.LATE;
    }

    /** One record from a far future may have a wrong clock, three have not. */
    private boolean believes() {
        ahead = (byte) Math.min(3, ahead + 1);
        return ahead == 3;
    }

    /** Follows the clock of all records. */
    void follow(StreamClock clock, Consumer<Record> sink) {
        if (!started) {
            return;
        }
        if (++lagAge == LAG_MEMORY) {
            lagAge = 0;
            lagBefore = lag;
            boolean recent = clock.window() - lastSeen <= lag + LAG_MEMORY;
            lag = recent ? 0 : lag;
        }
        long target = clock.window() - Math.max(lag, lagBefore);
        if (target > window && !(signals.isSilent() && target - lastSeen > ASLEEP_AFTER)) {
            advanceTo(target, sink);
        }
    }

    private void advanceTo(long target, Consumer<Record> sink) {
        if (target - lastSeen > LONGEST_GAP || target - window > LONGEST_GAP) {
            close(sink);
            current = new WindowCounts();
            previous = new WindowCounts();
            previousIsWhole = false;
            currentIsWhole = false;
            signals.interrupt();
            window = target;
            return;
        }
        while (window < target) {
            close(sink);
            previous = current;
            previousIsWhole = currentIsWhole;
            current = new WindowCounts();
            currentIsWhole = true;
            window++;
        }
    }

    /** Judges the previous window; the first one of a series began before its first record and is left out. */
    private void close(Consumer<Record> sink) {
        if (previousIsWhole) {
            signals.take(previous, window - 1, sink);
        }
    }

    boolean isReady() {
        return signals.isReady();
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeBoolean(previousIsWhole);
        out.writeBoolean(currentIsWhole);
        out.writeLong(window);
        out.writeLong(lastSeen);
        out.writeLong(lag);
        out.writeLong(lagBefore);
        out.writeByte(lagAge);
        out.writeByte(ahead);
        current.write(out);
        previous.write(out);
        signals.write(out);
    }

    void read(DataInput in) throws IOException {
        started = in.readBoolean();
        previousIsWhole = in.readBoolean();
        currentIsWhole = in.readBoolean();
        window = in.readLong();
        lastSeen = in.readLong();
        lag = in.readLong();
        lagBefore = in.readLong();
        lagAge = in.readByte();
        ahead = in.readByte();
        current.read(in);
        previous.read(in);
        signals.read(in);
    }
}
