package dev.whence.server.ingest;

import java.io.IOException;
import java.io.InputStream;

/** Reads the records out of one request's body. Stateless and safe for any thread. */
public interface Decoder {
    /**
     * Reads the whole body. What cannot be used by itself is reported as rejected and costs the rest nothing.
     *
     * @param body inflated already; read to its end, not closed
     * @param arrivalNanos the time of records that bring none, in nanoseconds since the epoch
     * @throws UnreadableBodyException when nothing of the body can be used; the message tells the sender why
     * @throws IOException when reading from the stream fails
     */
    Decoded decode(InputStream body, long arrivalNanos) throws UnreadableBodyException, IOException;
}
