package dev.whence.server.api;

import com.github.luben.zstd.ZstdInputStream;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Opens request bodies: inflated, and bounded by what one request may hold and by what all together may hold at a time,
 * so that no sender can fill the memory. Safe for any thread.
 */
final class Bodies {
    private static final int BUFFER = 1 << 16;
    /** 8 MiB: what decoders have to support at least. A frame that asks for more is refused. */
    private static final int ZSTD_WINDOW_LOG = 23;

    private static final int ALL_TOGETHER = 8;
    /** Of a body that is too large so many times the limit is read and dropped; then the connection is closed. */
    private static final int DROPPED = 4;

    private final long limit;
    private final long limitOfAll;
    private final AtomicLong held = new AtomicLong();

    /** @param limit bytes of one body, inflated */
    Bodies(long limit) {
        this.limit = limit;
        this.limitOfAll = limit * ALL_TOGETHER;
    }

    /** The body's content type without parameters, in lower case; empty when none was given. */
    static String contentType(Context exchange) {
        String header = exchange.header("Content-Type");
        String type = header == null ? "" : header.split(";", 2)[0];
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The inflated body. Reading it throws a {@link Problem} when it is too large or cannot be inflated.
     *
     * @throws Problem when its encoding is not known, or it says itself that it is too large
     */
    Body open(Context exchange) throws IOException {
        long announced = exchange.req().getContentLengthLong();
        InputStream raw = exchange.req().getInputStream();
        if (announced > limit) {
            drop(raw, Math.min(announced, DROPPED * limit));
            throw tooLarge();
        }
        String encoding = encoding(exchange.header("Content-Encoding"));
        try {
            return switch (encoding) {
                case "", "identity" -> new Body(raw, encoding);
                case "gzip", "x-gzip" -> new Body(new GZIPInputStream(raw, BUFFER), encoding);
                case "zstd" -> new Body(new ZstdInputStream(raw).setLongMax(ZSTD_WINDOW_LOG), encoding);
                default ->
                    throw new Problem(415, "the encoding \"" + encoding + "\" is not known; send gzip, zstd or none")
                            .withHeader("Accept-Encoding", "gzip, zstd");
            };
        } catch (IOException e) {
            throw broken(encoding, e);
        }
    }

    /** Reads on without keeping anything: a client that still sends when the connection closes would not see the answer. */
    private static void drop(InputStream in, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = most;
        while (left > 0) {
            int count = in.read(buffer);
            left = count < 0 ? 0 : left - count;
        }
    }

    private static String encoding(@Nullable String header) {
        return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    }

    private Problem tooLarge() {
        return new Problem(
                413, "the body is larger than " + limit + " bytes (counted after inflating); send it in smaller parts");
    }

    private static Problem broken(String encoding, IOException failure) {
        if (encoding.isEmpty() || encoding.equals("identity")) {
            return Problem.badRequest("the body ended early: " + failure.getMessage());
        }
        return Problem.badRequest("the body is not valid " + encoding + ": " + failure.getMessage()
                + "; check the header Content-Encoding");
    }

    /** One body under way; for one thread. Closing it gives back its share of what all may hold. */
    final class Body extends InputStream {
        private final InputStream in;
        private final String encoding;
        private long read;

        private Body(InputStream in, String encoding) {
            this.in = in;
            this.encoding = encoding;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count;
            try {
                count = in.read(buffer, offset, length);
            } catch (IOException e) {
                throw broken(encoding, e);
            }
            if (count > 0) {
                read += count;
                if (read > limit) {
                    held.addAndGet(count);
                    throw tooLarge();
                }
                if (held.addAndGet(count) > limitOfAll) {
                    throw new Problem(429, "too much is being received at once; send it again later")
                            .withHeader("Retry-After", "1");
                }
            }
            return count;
        }

        /** Bytes read so far, inflated. */
        long bytesRead() {
            return read;
        }

        @Override
        public void close() throws IOException {
            held.addAndGet(-read);
            read = 0;
            in.close();
        }
    }
}
