package dev.whence.anomaly.input;

import dev.whence.anomaly.output.CommonPairs;
import dev.whence.anomaly.output.InputText;
import dev.whence.anomaly.output.Sketch;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last inputs of one stage, and how often one of them usually comes again, word for word or nearly so. Where most are nearly the same,
 * what many have in common is left out of the comparison. Mutable, for one thread.
 */
final class RecentInputs {
    /** Inputs to compare with. */
    static final int KEPT = 24;

    private static final int FORMAT = 0x57494632;
    /** How near an input must be to count at a level: the very same, a long one changed a little, a short one changed a little. */
    private static final double[] LEVELS = {1.01, 0.9, 0.75, 0.6};

    /** Inputs that are this near have something in common. */
    private static final int NEAR = 2;

    private static final long SHORT_NANOS = 600_000_000_000L;
    /** With fewer words of its own an input is only compared word for word. */
    private static final int FEWEST_WORDS = 3;
    /** Where most inputs have so many like them, themselves included, they have something in common. */
    private static final int MANY_ALIKE = 3;
    /** So many inputs tell what they have in common. */
    private static final int LEARNED_FROM = 32;
    /** One that comes again and again would teach that it is what all have in common. */
    private static final int ONE_IN = 16;
    /** With so many times the usual words of its own, an input is made in another way. */
    private static final float OTHER = 2;

    private static final float SLOW = 1 / 16f;

    private long[] sketches = {};
    private int[] traces = {};
    private long[] times = {};
    private short[] identities = {};
    private int next;
    private final Comings[] comings = new Comings[LEVELS.length];
    private @Nullable CommonPairs common;
    private float usualWords;
    private int taught;

    /**
     * How often an input came.
     *
     * @param times itself included
     * @param seconds between the first and this one
     * @param usually how often the middle one of the stage's inputs comes
     * @param isRare whether it is to be flagged
     */
    record Flood(int times, double seconds, int usually, boolean isRare) {
        private static final Flood NONE = new Flood(1, 0, 1, false);
    }

    RecentInputs() {
        Arrays.setAll(comings, level -> new Comings());
    }

    /** Inputs learned, at most some thousand. */
    int seen() {
        return comings[0].seen();
    }

    /** Compares an input with the last ones, and keeps it. */
    Flood take(InputText input, Record record, int warmUp) {
        CommonPairs left = common;
        InputText.Own own = input.own(left);
        long now = record.timestampNanos();
        int trace = (record.traceId().isEmpty() ? record.spanId() + now : record.traceId()).hashCode();
        short identity = input.identity();
        boolean other = left != null && own.words() > OTHER * usualWords + FEWEST_WORDS;
        boolean tells = own.words() >= FEWEST_WORDS && !other;
        int[] found = new int[LEVELS.length];
        long[] first = new long[LEVELS.length];
        Arrays.fill(found, 1);
        Arrays.fill(first, now);
        for (int i = 0; i < traces.length; i++) {
            if (traces[i] != trace && Math.abs(now - times[i]) <= SHORT_NANOS) {
                double similarity =
                        identities[i] == identity ? 2 : tells ? own.sketch().similarity(sketches, i * Sketch.WORDS) : 0;
                for (int level = LEVELS.length - 1; level >= 0 && similarity >= LEVELS[level]; level--) {
                    found[level]++;
                    first[level] = Math.min(first[level], times[i]);
                }
            }
        }
        keep(own.sketch(), trace, now, identity);
        Flood flood = Flood.NONE;
        for (int level = 0; level < LEVELS.length; level++) {
            Comings usual = comings[level];
            if (usual.take(found[level], usual.seen() >= warmUp)) {
                flood = new Flood(found[level], (now - first[level]) / 1e9, usual.median(), true);
            }
        }
        learnWhatIsCommon(input, own.words(), other, found[NEAR], warmUp);
        return flood;
    }

    private void learnWhatIsCommon(InputText input, int words, boolean other, int near, int warmUp) {
        CommonPairs left = common;
        if (left == null) {
            if (comings[NEAR].seen() >= warmUp && comings[NEAR].median() >= MANY_ALIKE) {
                common = input.commonPairs();
                for (int level = 1; level < LEVELS.length; level++) {
                    comings[level] = new Comings();
                }
                Arrays.fill(times, Long.MIN_VALUE / 2);
                taught = 0;
            }
            return;
        }
        if (taught < LEARNED_FROM || near <= 2 || other || taught % ONE_IN == 0) {
            input.teach(left);
        }
        taught = taught < LEARNED_FROM + ONE_IN ? taught + 1 : LEARNED_FROM + 1;
        usualWords += SLOW * (Math.min(words, OTHER * usualWords + FEWEST_WORDS) - usualWords);
    }

    private void keep(Sketch sketch, int trace, long now, short identity) {
        if (next == traces.length) {
            grow(next + 1);
        }
        sketch.copyTo(sketches, next * Sketch.WORDS);
        traces[next] = trace;
        times[next] = now;
        identities[next] = identity;
        next = (next + 1) % KEPT;
    }

    private void grow(int count) {
        sketches = Arrays.copyOf(sketches, count * Sketch.WORDS);
        traces = Arrays.copyOf(traces, count);
        times = Arrays.copyOf(times, count);
        identities = Arrays.copyOf(identities, count);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        for (Comings level : comings) {
            level.write(out);
        }
        out.writeByte(next);
        out.writeByte(traces.length);
        for (long word : sketches) {
            out.writeLong(word);
        }
        for (int i = 0; i < traces.length; i++) {
            out.writeInt(traces[i]);
            out.writeLong(times[i]);
            out.writeShort(identities[i]);
        }
        CommonPairs left = common;
        out.writeBoolean(left != null);
        if (left != null) {
            left.write(out);
            out.writeFloat(usualWords);
            out.writeByte(taught);
        }
    }

    void read(DataInput in) throws IOException {
        if (in.readInt() != FORMAT) {
            throw new IOException("it was saved by a version that compared inputs in another way");
        }
        for (Comings level : comings) {
            level.read(in);
        }
        next = Math.floorMod(in.readByte(), KEPT);
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
            identities[i] = in.readShort();
        }
        if (in.readBoolean()) {
            common = CommonPairs.read(in);
            usualWords = in.readFloat();
            taught = Math.clamp(in.readByte(), 0, LEARNED_FROM + ONE_IN);
        }
    }
}
