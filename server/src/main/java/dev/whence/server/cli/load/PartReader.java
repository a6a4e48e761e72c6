package dev.whence.server.cli.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Cuts a file's content into parts. For one thread. Most files are lines of NDJSON or of OTLP/JSON, in any order; one
 * whose first line is no whole JSON value is read as JSON documents that go over many lines.
 */
public interface PartReader {
    /** The longest line that is read; what is longer can be no record. */
    int LONGEST_LINE = 64 << 20;

    /** The next parts; an empty list at the end. */
    List<Part> next() throws IOException;

    /**
     * A reader of that content.
     *
     * @param arrivalNanos the time of OTLP items that bring none, in nanoseconds since the epoch
     */
    static PartReader of(InputStream content, long arrivalNanos) throws IOException {
        BufferedInputStream in = new BufferedInputStream(content, FirstLook.BYTES);
        return FirstLook.isDocument(in) ? new DocumentReader(in, arrivalNanos) : new LinesReader(in, arrivalNanos);
    }
}
