package dev.whence.anomaly.input;

import dev.whence.anomaly.detector.Figures;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one field of a stage usually is: there or not, of which types, in which range or form. Mutable, for one thread.
 *
 * <p>What departs is not learned, but counted: a departure alone counts fully, one among others a sixteenth. When the
 * departures count more than one record in 500 (of types and forms one in 200; and at least 2.5), what departs has become usual.
 */
final class Field {
    static final double RARE = 0.002;
    /** Values have rare ones among them by nature, types and forms do not. */
    private static final double RARE_FORM = 0.005;

    private static final float LITTLE = 1 / 16f;
    private static final int ALONE = 50;
    private static final double FEWEST = 2.5;
    private static final int MEMORY = 1 << 13;
    /** Whether a field is always there takes so many times the warm-up to tell. */
    private static final int SURE = 4;

    private static final int BOOLEAN = 1;
    private static final int NUMBER = 2;
    private static final int TEXT = 4;
    private static final int LIST = 8;
    private static final int BLANK = 16;
    private static final int PLACEHOLDER = 32;
    private static final List<String> TYPES = List.of("true or false", "a number", "text", "a list");

    private final String name;
    private final Role role;
    private int lastSeen;
    private float seen;
    private float missed;
    private float odd;
    private int lastOdd = -ALONE;
    private int lastMissed = -ALONE;
    private byte types;
    private byte typesBefore;
    private int texts;
    private @Nullable NumberRange range;
    private @Nullable TextForm form;

    Field(String name, Role role) {
        this.name = name;
        this.role = role;
    }

    String name() {
        return name;
    }

    boolean isJudged() {
        return role != Role.NONE;
    }

    /** The number of the last record that had it. */
    int lastSeen() {
        return lastSeen;
    }

    /** Whether a text is one of the few that the field holds. */
    boolean isKnown(String text) {
        return form != null && form.isKnown(text);
    }

    /** Whether the field came in so few records that it need not be kept. */
    boolean isRare() {
        return seen < 0.05 * (seen + missed);
    }

    /** Judges the value that a record has, and learns it. */
    @Nullable
    Departure take(Object value, int record, int warmUp, Words words) {
        lastSeen = record;
        seen = Math.min(seen + 1, MEMORY);
        int type = typeOf(value);
        int usual = types | typesBefore;
        Departure departure = null;
        if (usual != 0 && (usual & type) == 0 && seen > (type >= BLANK ? SURE * warmUp : warmUp)) {
            departure = otherType(value, type, usual);
        } else if (value instanceof Number number) {
            departure = range(number.doubleValue(), warmUp);
        } else if (type == TEXT && value instanceof String text && !isKnown(text)) {
            departure = text(text);
        }
        if (departure == null || becomesUsual(departure, record)) {
            learn(value, type, words);
        }
        return departure;
    }

    private void learn(Object value, int type, Words words) {
        types |= (byte) type;
        if (value instanceof Number number) {
            if (role == Role.ALL) {
                range = range == null ? new NumberRange() : range;
                range.learn(number.doubleValue());
            }
        } else if (type == TEXT && value instanceof String text) {
            TextForm known = form == null ? new TextForm(role == Role.ALL) : form;
            form = known;
            texts++;
            if (!known.isKnown(text)) {
                known.learn(text, texts, words);
                form = known.isFree() ? TextForm.FREE : known;
            }
        }
    }

    /** Counts a departure; whether there were so many that this is usual now. */
    private boolean becomesUsual(Departure departure, int record) {
        odd += record - lastOdd >= ALONE ? 1 : LITTLE;
        lastOdd = record;
        boolean ofForm =
                departure.kind().equals(Departure.TYPE) || departure.kind().equals(Departure.FORMAT);
        if (odd > Math.max(FEWEST, (ofForm ? RARE_FORM : RARE) * seen)) {
            odd = 0;
            return true;
        }
        return false;
    }

    /** Learns that a record does not have it; says so where that is rare. */
    @Nullable
    Departure miss(int record, int warmUp) {
        float all = seen + missed;
        boolean judged = seen >= SURE * warmUp && missed <= Math.max(FEWEST, RARE * all) && missed <= 0.02 * all;
        missed += !judged || record - lastMissed >= ALONE ? 1 : LITTLE;
        lastMissed = record;
        return judged
                ? Departure.rare(
                        Departure.MISSING,
                        name,
                        missed / all,
                        "has no field " + name + ", which " + Figures.percent(Math.min(0.9999, seen / (seen + missed)))
                                + " of its records have")
                : null;
    }

    private static int typeOf(Object value) {
        if (value instanceof String text) {
            return text.isBlank() ? BLANK : Shape.isPlaceholder(text) ? PLACEHOLDER : TEXT;
        }
        return switch (value) {
            case Boolean ignored -> BOOLEAN;
            case Number ignored -> NUMBER;
            default -> LIST;
        };
    }

    private Departure otherType(Object value, int type, int usual) {
        double share = (odd + 0.5) / (seen + 1);
        if (type == BLANK) {
            return Departure.rare(
                    Departure.MISSING,
                    name,
                    share,
                    "has a blank field " + name + ", which otherwise holds " + named(usual));
        }
        String observed = Quote.of(value.toString());
        if (type == PLACEHOLDER) {
            return Departure.rare(
                    Departure.MISSING,
                    name,
                    share,
                    "has nothing but " + observed + " in the field " + name + ", which otherwise holds "
                            + named(usual));
        }
        return Departure.rare(
                Departure.TYPE,
                name,
                share,
                "has " + named(type) + " in the field " + name + ", " + observed + ", where " + named(usual)
                        + " is usual");
    }

    private static String named(int types) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < TYPES.size(); i++) {
            if ((types & 1 << i) != 0) {
                names.append(names.isEmpty() ? "" : " or ").append(TYPES.get(i));
            }
        }
        return names.isEmpty() ? "nothing" : names.toString();
    }

    private @Nullable Departure range(double number, int warmUp) {
        if (range == null || range.count() < warmUp) {
            return null;
        }
        double beyond = range.beyond(number);
        if (beyond <= 1) {
            return null;
        }
        double expected = range.median();
        return new Departure(
                Departure.RANGE,
                name,
                1 - 0.1 / beyond,
                "has " + figure(number) + " in the field " + name + "; usually about " + figure(expected) + ", so far "
                        + figure(range.low()) + " to " + figure(range.high()),
                expected,
                number);
    }

    private static String figure(double number) {
        double rounded = Figures.round(number);
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? String.valueOf((long) rounded)
                : String.valueOf(rounded);
    }

    private @Nullable Departure text(String text) {
        if (form == null) {
            return null;
        }
        TextForm.Verdict verdict = form.judge(text, texts);
        if (verdict == TextForm.Verdict.USUAL) {
            return null;
        }
        boolean byForm = verdict == TextForm.Verdict.OTHER_FORM;
        return Departure.rare(
                byForm ? Departure.FORMAT : Departure.VALUE,
                name,
                (odd + 0.5) / (seen + 1),
                "has " + Quote.of(text) + " in the field " + name + ", where " + form.usual(verdict) + " is usual");
    }

    /** Lets what is long ago count less. */
    void roll() {
        if (types != 0) {
            typesBefore = types;
            types = 0;
        }
        odd /= 2;
        seen /= 2;
        missed /= 2;
        if (range != null) {
            range.roll();
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(lastSeen);
        out.writeFloat(seen);
        out.writeFloat(missed);
        out.writeFloat(odd);
        out.writeInt(lastOdd);
        out.writeInt(lastMissed);
        out.writeByte(types);
        out.writeByte(typesBefore);
        out.writeInt(texts);
        out.writeBoolean(range != null);
        if (range != null) {
            range.write(out);
        }
        out.writeBoolean(form != null);
        if (form != null) {
            form.write(out);
        }
    }

    void read(DataInput in, Words words) throws IOException {
        lastSeen = in.readInt();
        seen = in.readFloat();
        missed = in.readFloat();
        odd = in.readFloat();
        lastOdd = in.readInt();
        lastMissed = in.readInt();
        types = in.readByte();
        typesBefore = in.readByte();
        texts = in.readInt();
        if (in.readBoolean()) {
            range = new NumberRange();
            range.read(in);
        }
        if (in.readBoolean()) {
            TextForm known = new TextForm(role == Role.ALL);
            known.read(in, words);
            form = known.isFree() ? TextForm.FREE : known;
        }
    }
}
