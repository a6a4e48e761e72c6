package dev.whence.server.cli.load;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.server.ingest.Decoded;
import dev.whence.server.ingest.Decoder;
import dev.whence.server.ingest.OtlpLogs;
import dev.whence.server.ingest.OtlpMetrics;
import dev.whence.server.ingest.OtlpTraces;
import dev.whence.server.ingest.Rejected;
import dev.whence.server.ingest.UnreadableBodyException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns OTLP/JSON requests, as files hold them, into lines of NDJSON. Safe for any thread. */
final class OtlpDocument {
    private static final Map<String, Decoder> DECODERS = Map.of(
            "resourceSpans", OtlpTraces.json(),
            "resourceLogs", OtlpLogs.json(),
            "resourceMetrics", OtlpMetrics.json());
    private static final int LONGEST_NAME = 20;

    private OtlpDocument() {}

    /** Whether an object with a member of that name is an OTLP request. */
    static boolean isMember(String name) {
        return DECODERS.containsKey(name);
    }

    /** The name of an OTLP request's member with which the object starts; empty when it is no OTLP request. */
    static Optional<String> kind(byte[] json, int offset, int length) {
        int at = skipBlanks(json, offset, offset + length);
        if (at >= offset + length || json[at] != '{') {
            return Optional.empty();
        }
        at = skipBlanks(json, at + 1, offset + length);
        if (at >= offset + length || json[at] != '"') {
            return Optional.empty();
        }
        int end = at + 1;
        while (end < offset + length && end - at <= LONGEST_NAME && json[end] != '"') {
            end++;
        }
        String name = new String(json, at + 1, end - at - 1, StandardCharsets.UTF_8);
        return DECODERS.containsKey(name) ? Optional.of(name) : Optional.empty();
    }

    private static int skipBlanks(byte[] json, int from, int end) {
        int at = from;
        while (at < end && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n')) {
            at++;
        }
        return at;
    }

    /**
     * The records of a request, and what of it cannot be used.
     *
     * @param kind as {@link #kind} gives it
     * @param line where it stands in the file
     */
    static List<Part> parts(String kind, byte[] json, int offset, int length, long line, long arrivalNanos) {
        Decoder decoder = DECODERS.get(kind);
        if (decoder == null) {
            throw new IllegalArgumentException("no OTLP request has a member " + kind);
        }
        try {
            Decoded decoded = decoder.decode(new ByteArrayInputStream(json, offset, length), arrivalNanos);
            List<Part> parts = new ArrayList<>();
            for (Record record : decoded.records()) {
                parts.add(new Part.Sendable(line, RecordCodec.write(record)));
            }
            for (Rejected rejected : decoded.rejected()) {
                parts.add(new Part.Unusable(line, "item " + rejected.line() + " of it: " + rejected.detail()));
            }
            return parts;
        } catch (UnreadableBodyException e) {
            return List.of(new Part.Unusable(line, e.detail()));
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes cannot fail to be read", e);
        }
    }
}
