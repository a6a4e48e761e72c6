package dev.whence.indexer.lucene;

import dev.whence.indexer.QueryException;
import dev.whence.indexer.SearchRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended, as an opaque text: the sort values of its last record. They name a place between records and not
 * a document, so that a cursor stays good while records arrive and segments merge.
 */
final class Cursor {
    private static final int CHECK_BYTES = 4;

    private Cursor() {}

    static String of(SearchRequest request, FieldDoc last) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(fingerprint(request));
            out.writeByte(last.fields.length);
            for (Object value : last.fields) {
                write(out, value);
            }
            out.writeInt(check(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** @throws QueryException when the text is no cursor of this request's query and order */
    static FieldDoc read(SearchRequest request, String cursor, SortField[] fields) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            int length = bytes.length - CHECK_BYTES;
            if (length < CHECK_BYTES
                    || check(bytes, length)
                            != new DataInputStream(new ByteArrayInputStream(bytes, length, CHECK_BYTES)).readInt()) {
                throw broken();
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
            if (in.readInt() != fingerprint(request)) {
                throw new QueryException(
                        "the cursor belongs to another query or order; ask for the first page without one", -1);
            }
            Object[] values = new Object[in.readByte()];
            if (values.length != fields.length) {
                throw broken();
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = read(in);
                if (!fits(values[i], fields[i].getType())) {
                    throw broken();
                }
            }
            return new FieldDoc(Integer.MAX_VALUE, Float.NaN, values);
        } catch (IllegalArgumentException | NegativeArraySizeException | IOException e) {
            throw broken();
        }
    }

    private static boolean fits(@Nullable Object value, SortField.Type type) {
        return switch (type) {
            case LONG -> value instanceof Long;
            case SCORE -> value instanceof Float;
            default -> value == null || value instanceof BytesRef;
        };
    }

    private static QueryException broken() {
        return new QueryException("the cursor is not one that a page gave; ask for the first page without one", -1);
    }

    private static int fingerprint(SearchRequest request) {
        return Arrays.hashCode(new Object[] {
            request.selection().query(),
            request.selection().fromNanos(),
            request.selection().toNanos(),
            request.order().toString()
        });
    }

    private static int check(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeByte(0);
            case Long number -> {
                out.writeByte(1);
                out.writeLong(number);
            }
            case Float score -> {
                out.writeByte(2);
                out.writeFloat(score);
            }
            case BytesRef text -> {
                out.writeByte(3);
                out.writeShort(text.length);
                out.write(text.bytes, text.offset, text.length);
            }
            default -> throw new IllegalStateException("no cursor for " + value.getClass());
        }
    }

    private static @Nullable Object read(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 0 -> null;
            case 1 -> in.readLong();
            case 2 -> in.readFloat();
            case 3 -> new BytesRef(in.readNBytes(in.readUnsignedShort()));
            default -> throw new IOException("unknown type of value");
        };
    }
}
