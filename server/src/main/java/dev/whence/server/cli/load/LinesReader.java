package dev.whence.server.cli.load;

import dev.whence.server.ingest.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a file line by line: each is a record, or an OTLP/JSON request. For one thread. */
final class LinesReader implements PartReader {
    private final LineReader lines;
    private final long arrivalNanos;

    LinesReader(InputStream content, long arrivalNanos) {
        this.lines = new LineReader(content, LONGEST_LINE);
        this.arrivalNanos = arrivalNanos;
    }

    @Override
    public List<Part> next() throws IOException {
        while (lines.next()) {
            if (lines.isBlank()) {
                continue;
            }
            List<Part> parts = parts();
            if (!parts.isEmpty()) {
                return parts;
            }
        }
        return List.of();
    }

    private List<Part> parts() {
        if (lines.tooLong()) {
            return List.of(new Part.Unusable(
                    lines.number(), "the line is longer than " + (LONGEST_LINE >> 20) + " MiB; no record is"));
        }
        int from = lines.offset();
        int length = lines.length();
        Optional<String> otlp = OtlpDocument.kind(lines.buffer(), from, length);
        return otlp.isPresent()
                ? OtlpDocument.parts(otlp.get(), lines.buffer(), from, length, lines.number(), arrivalNanos)
                : List.of(new Part.Sendable(lines.number(), Arrays.copyOfRange(lines.buffer(), from, from + length)));
    }
}
