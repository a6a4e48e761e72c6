package dev.whence.anomaly.input;

import dev.whence.anomaly.baseline.StateText;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that the records of one stage have, and how sound its texts are. Mutable, for one thread. */
final class StageInputs {
    /** Fields that are judged; those which come when so many are known are left alone until others have gone. */
    static final int MOST_JUDGED = 32;

    private static final int MOST_FIELDS = 80;
    private static final int GENERATION = 1 << 12;
    private static final Field[] NONE = {};

    private Field[] fields = NONE;
    private int count;
    private int judged;
    private int records;
    private @Nullable Soundness soundness;

    /** Whether it has seen enough records to judge the next. */
    boolean judges(int warmUp) {
        return records >= warmUp;
    }

    /** What departs in a record, in the order of its fields, and then what it lacks; then it is learned. */
    List<Departure> take(Record record, int warmUp, Words words, Damage damage) {
        records++;
        List<Departure> departures = List.of();
        int next = 0;
        boolean texts = false;
        String damaged = "";
        for (Map.Entry<String, Object> entry : record.fields().entrySet()) {
            int at = find(entry.getKey(), next, words);
            if (at < 0) {
                continue;
            }
            next = at + 1;
            Field field = fields[at];
            if (!field.isJudged()) {
                continue;
            }
            Object value = entry.getValue();
            if (value instanceof String text && !field.isKnown(text)) {
                texts = true;
                damage.count(text);
                if (damaged.isEmpty() && damage.isAny()) {
                    damaged = field.name();
                }
            }
            departures = with(departures, field.take(value, records, warmUp, words));
        }
        if (texts) {
            Soundness known = soundness == null ? new Soundness() : soundness;
            soundness = known;
            departures = with(
                    departures, known.take(damage, damaged, records, warmUp).orElse(null));
            if (!damaged.isEmpty()) {
                damage.clear();
            }
        }
        if (!record.isError()) {
            departures = missing(departures, warmUp);
        }
        if (records % GENERATION == 0) {
            roll();
        }
        return departures;
    }

    /** Failed spans end before they have all their fields, so these are asked of others only. */
    private List<Departure> missing(List<Departure> departures, int warmUp) {
        List<Departure> all = departures;
        for (int i = 0; i < count; i++) {
            if (fields[i].isJudged() && fields[i].lastSeen() != records) {
                all = with(all, fields[i].miss(records, warmUp));
            }
        }
        return all;
    }

    private static List<Departure> with(List<Departure> departures, @Nullable Departure one) {
        if (one == null) {
            return departures;
        }
        List<Departure> longer = departures.isEmpty() ? new ArrayList<>(2) : departures;
        longer.add(one);
        return longer;
    }

    /** Records of a stage have mostly the same fields in the same order, so the next one is asked first. */
    private int find(String name, int next, Words words) {
        for (int i = next; i < count; i++) {
            if (fields[i].name().equals(name)) {
                return i;
            }
        }
        for (int i = 0; i < Math.min(next, count); i++) {
            if (fields[i].name().equals(name)) {
                return i;
            }
        }
        if (count == MOST_FIELDS) {
            return -1;
        }
        Role role = Role.of(name);
        if (role != Role.NONE && judged == MOST_JUDGED) {
            return -1;
        }
        add(role == Role.NONE ? words.unasked(name) : new Field(words.of(name), role));
        return count - 1;
    }

    private void add(Field field) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, Math.min(MOST_FIELDS, Math.max(4, count + count / 2)));
        }
        fields[count++] = field;
        judged += field.isJudged() ? 1 : 0;
    }

    private void roll() {
        int kept = 0;
        judged = 0;
        for (int i = 0; i < count; i++) {
            Field field = fields[i];
            if (field.isJudged()) {
                if (field.isRare()) {
                    continue;
                }
                field.roll();
                judged++;
            }
            fields[kept++] = field;
        }
        Arrays.fill(fields, kept, count, null);
        count = kept;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(records);
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            StateText.write(out, fields[i].name());
            out.writeBoolean(fields[i].isJudged());
            if (fields[i].isJudged()) {
                fields[i].write(out);
            }
        }
        out.writeBoolean(soundness != null);
        if (soundness != null) {
            soundness.write(out);
        }
    }

    void read(DataInput in, Words words) throws IOException {
        records = in.readInt();
        int all = in.readInt();
        if (all < 0 || all > MOST_FIELDS) {
            throw new IOException(all + " fields of a stage cannot be right");
        }
        for (int i = 0; i < all; i++) {
            String name = words.of(StateText.read(in));
            Role role = Role.of(name);
            Field field = role == Role.NONE ? words.unasked(name) : new Field(name, role);
            if (in.readBoolean()) { // a former version may have asked more
                (role == Role.NONE ? new Field(name, role) : field).read(in, words);
            }
            add(field);
        }
        if (in.readBoolean()) {
            soundness = new Soundness();
            soundness.read(in);
        }
    }
}
