package dev.whence.anomaly.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Texts and bytes of any length in a state file, each after its length in bytes. */
public final class StateText {
    private static final int LONGEST = 16 << 20;

    private StateText() {}

    /** Writes a text as UTF-8. */
    public static void write(DataOutput out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #write} wrote. */
    public static String read(DataInput in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    /** Writes bytes after their number. */
    public static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads what {@link #writeBytes} wrote.
     *
     * @throws IOException when the length cannot be right, before memory is taken for it
     */
    public static byte[] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a length of " + length + " bytes cannot be right");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
