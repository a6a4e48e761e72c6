package dev.whence.server.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a stream of bytes into lines without ever holding more than one of them; mutable, for one thread. Lines end
 * with LF or CRLF, the last one also with the end of the stream; a byte order mark before the first is skipped.
 *
 * <pre>{@code
 * LineReader lines = new LineReader(stream, 16 << 20);
 * while (lines.next()) {
 *     use(lines.buffer(), lines.offset(), lines.length());
 * }
 * }</pre>
 */
public final class LineReader {
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final int maxLength;
    private byte[] buffer = new byte[CHUNK];
    private int start;
    private int end;
    private int lineStart;
    private int lineLength;
    private long number;
    private boolean tooLong;
    private boolean drained;

    /**
     * Reads from the stream as lines are asked for.
     *
     * @param maxLength bytes; the content of a longer line is skipped and {@link #tooLong} says so
     */
    public LineReader(InputStream in, int maxLength) {
        this.in = in;
        this.maxLength = maxLength;
    }

    /** Moves to the next line; false at the end of the stream. */
    public boolean next() throws IOException {
        tooLong = false;
        int scanned = start;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    take(i, i + 1);
                    return true;
                }
            }
            if (end - start > maxLength + 1) { // one more for a CR
                tooLong = true;
                end = start;
            }
            scanned = end;
            if (drained) {
                if (end == start && !tooLong) {
                    return false;
                }
                take(end, end);
                return true;
            }
            scanned -= fill();
        }
    }

    /** The bytes that hold the line, from {@link #offset} on; valid until {@link #next} is called. */
    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return lineStart;
    }

    /** Bytes, without the line break. */
    public int length() {
        return lineLength;
    }

    /** The line's number from 1; empty lines count. */
    public long number() {
        return number;
    }

    /** Whether the line was longer than allowed; its content is gone then. */
    public boolean tooLong() {
        return tooLong;
    }

    /** Whether the line has nothing but spaces and tabs. */
    public boolean isBlank() {
        for (int i = lineStart; i < lineStart + lineLength; i++) {
            byte b = buffer[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    private void take(int lineEnd, int next) {
        number++;
        lineStart = start;
        int stop = lineEnd > lineStart && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        if (number == 1 && stop - lineStart >= 3 && isByteOrderMark(lineStart)) {
            lineStart += 3;
        }
        tooLong |= stop - lineStart > maxLength;
        lineLength = tooLong ? 0 : stop - lineStart;
        start = next;
    }

    private boolean isByteOrderMark(int at) {
        return buffer[at] == (byte) 0xEF && buffer[at + 1] == (byte) 0xBB && buffer[at + 2] == (byte) 0xBF;
    }

    /** Makes room and reads once; answers by how many bytes the unread part moved towards the front. */
    private int fill() throws IOException {
        int moved = 0;
        if (end == buffer.length) {
            moved = start;
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            end -= moved;
            start = 0;
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            drained = true;
        } else {
            end += read;
        }
        return moved;
    }
}
