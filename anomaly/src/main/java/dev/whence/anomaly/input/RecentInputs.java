package dev.whence.anomaly.input;

import dev.whence.anomaly.output.Sketch;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last inputs of one stage, and how often one of them usually comes again. Mutable, for one thread. */
final class RecentInputs {
    /** Inputs to compare with. */
    static final int KEPT = 24;

    private static final double SAME = 0.8;
    private static final long SHORT_NANOS = 600_000_000_000L;
    private static final int FEWEST = 5;
    private static final int MOST = 10;
    private static final double RARE = 0.005;
    private static final float LITTLE = 1 / 64f;
    private static final int ALONE = 50;
    private static final int MEMORY = 2000;

    private long[] sketches = {};
    private int[] traces = {};
    private long[] times = {};
    /** How many inputs were the so-manieth of their kind. */
    private final float[] counts = new float[MOST + 1];

    private int next;
    private float total;
    private int seen;
    private int sinceUnusual = ALONE;

    /**
     * How often an input came.
     *
     * @param times itself included
     * @param seconds between the first and this one
     * @param usually how often the middle one of the stage's inputs comes
     * @param isRare whether it is to be flagged
     */
    record Flood(int times, double seconds, int usually, boolean isRare) {}

    /** Inputs learned, at most some thousand. */
    int seen() {
        return seen;
    }

    /** Compares an input with the last ones, and keeps it. */
    Flood take(Sketch sketch, Record record, boolean judged) {
        long now = record.timestampNanos();
        int trace = (record.traceId().isEmpty() ? record.spanId() + now : record.traceId()).hashCode();
        int same = 1;
        long first = now;
        for (int i = 0; i < traces.length; i++) {
            boolean recent = Math.abs(now - times[i]) <= SHORT_NANOS;
            if (recent && traces[i] != trace && sketch.similarity(sketches, i * Sketch.WORDS) >= SAME) {
                same++;
                first = Math.min(first, times[i]);
            }
        }
        if (next == traces.length) {
            grow(next + 1);
        }
        sketch.copyTo(sketches, next * Sketch.WORDS);
        traces[next] = trace;
        times[next] = now;
        next = (next + 1) % KEPT;
        boolean unusual = judged && same > 2 && shareFrom(same - 1) <= RARE;
        boolean rare = unusual && same >= FEWEST;
        Flood flood = new Flood(same, (now - first) / 1e9, rare ? median() : 1, rare);
        learn(Math.min(MOST, same), unusual && sinceUnusual < ALONE ? LITTLE : 1);
        sinceUnusual = unusual ? 0 : Math.min(ALONE, sinceUnusual + 1);
        return flood;
    }

    private void grow(int count) {
        sketches = Arrays.copyOf(sketches, count * Sketch.WORDS);
        traces = Arrays.copyOf(traces, count);
        times = Arrays.copyOf(times, count);
    }

    private double shareFrom(int times) {
        float above = 0;
        for (int i = Math.min(MOST, times); i <= MOST; i++) {
            above += counts[i];
        }
        return total == 0 ? 0 : above / total;
    }

    private int median() {
        float below = 0;
        for (int i = 1; i <= MOST; i++) {
            below += counts[i];
            if (below * 2 >= total) {
                return i;
            }
        }
        return 1;
    }

    private void learn(int times, float weight) {
        counts[times] += weight;
        total += weight;
        seen = Math.min(seen + 1, MEMORY);
        if (total > MEMORY) {
            total = 0;
            for (int i = 0; i <= MOST; i++) {
                counts[i] /= 2;
                total += counts[i];
            }
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(seen);
        out.writeInt(next);
        out.writeInt(sinceUnusual);
        for (float count : counts) {
            out.writeFloat(count);
        }
        out.writeByte(traces.length);
        for (long word : sketches) {
            out.writeLong(word);
        }
        for (int i = 0; i < traces.length; i++) {
            out.writeInt(traces[i]);
            out.writeLong(times[i]);
        }
    }

    void read(DataInput in) throws IOException {
        seen = Math.clamp(in.readInt(), 0, MEMORY);
        next = Math.floorMod(in.readInt(), KEPT);
        sinceUnusual = Math.clamp(in.readInt(), 0, ALONE);
        total = 0;
        for (int i = 0; i <= MOST; i++) {
            counts[i] = in.readFloat();
            total += counts[i];
        }
        int count = in.readByte();
        if (count < 0 || count > KEPT || next > count) {
            throw new IOException("the last " + count + " inputs cannot be right");
        }
        grow(count);
        for (int i = 0; i < sketches.length; i++) {
            sketches[i] = in.readLong();
        }
        for (int i = 0; i < count; i++) {
            traces[i] = in.readInt();
            times[i] = in.readLong();
        }
    }
}
