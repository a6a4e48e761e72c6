package dev.whence.anomaly.input;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** How often the texts of a stage are damaged in which way; some stages are given HTML, or escapes. Mutable, for one thread. */
final class Soundness {
    private static final int KINDS = Damage.LABELS.size();
    /** Marks the beginning of what is saved: no float that former versions began with has it. */
    private static final byte FORMAT = (byte) 0xF1;

    private static final float LITTLE = 1 / 16f;
    private static final int ALONE = 50;
    private static final int MEMORY = 1 << 13;

    private static final float[] NEVER = {};
    private static final int[] NOWHERE = {};

    /** By kind, and the record of the last of them; none of either before the first. */
    private float[] damaged = NEVER;

    private int[] last = NOWHERE;
    private float seen;

    private void begin() {
        damaged = new float[KINDS];
        last = new int[KINDS];
        Arrays.fill(last, -ALONE);
    }

    /**
     * Judges the texts of one record and learns them.
     *
     * @param damage of all of them
     * @param field the first of those that have any
     */
    Optional<Departure> take(Damage damage, String field, int record, int warmUp) {
        Optional<Departure> worst = Optional.empty();
        seen++;
        for (int kind = 0; kind < KINDS; kind++) {
            int places = damage.places(kind);
            if (places == 0) {
                continue;
            }
            if (damaged.length == 0) {
                begin();
            }
            boolean rare = seen > warmUp && damaged[kind] <= Math.max(2.5, Field.RARE * seen);
            damaged[kind] += !rare || record - last[kind] >= ALONE ? 1 : LITTLE;
            last[kind] = record;
            if (rare && worst.isEmpty()) {
                double share = damaged[kind] / (seen + 1);
                worst = Optional.of(new Departure(
                        Departure.ENCODING,
                        field,
                        Math.clamp(1 - 10 * share, 0.5, 1),
                        "has " + Damage.LABELS.get(kind) + " in the field " + field + ", " + places
                                + (places == 1 ? " place" : " places") + "; usually none",
                        0,
                        places));
            }
        }
        if (seen >= MEMORY) {
            seen /= 2;
            for (int i = 0; i < damaged.length; i++) {
                damaged[i] /= 2;
            }
        }
        return worst;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeFloat(seen);
        out.writeBoolean(damaged.length > 0);
        for (int i = 0; i < damaged.length; i++) {
            out.writeFloat(damaged[i]);
            out.writeInt(last[i]);
        }
    }

    void read(DataInput in) throws IOException {
        if (in.readByte() != FORMAT) {
            throw new IOException("it was saved by a version that wrote it otherwise");
        }
        seen = in.readFloat();
        if (in.readBoolean()) {
            begin();
        }
        for (int i = 0; i < damaged.length; i++) {
            damaged[i] = in.readFloat();
            last[i] = in.readInt();
        }
    }
}
