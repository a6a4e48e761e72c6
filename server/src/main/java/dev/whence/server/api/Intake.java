package dev.whence.server.api;

import dev.whence.indexer.TraceStore;
import dev.whence.model.Record;
import dev.whence.model.Redactor;
import dev.whence.server.ingest.Decoded;
import dev.whence.server.ingest.Decoder;
import dev.whence.server.ingest.UnreadableBodyException;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Takes a body's records into the store: decoded, redacted, and durable when it returns. Safe for any thread. */
final class Intake {
    private final TraceStore store;
    private final Redactor redactor;
    private final Bodies bodies;
    private final Meters meters;
    private final InstantSource clock;

    Intake(TraceStore store, Redactor redactor, Bodies bodies, Meters meters, InstantSource clock) {
        this.store = store;
        this.redactor = redactor;
        this.bodies = bodies;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * What was taken of a body.
     *
     * @param decoded its records as they were sent, and what was rejected of it
     * @param bytes of the inflated body
     */
    record Taken(Decoded decoded, long bytes) {}

    /**
     * @param protocol what counts the records: {@code ndjson}, {@code otlp_traces}, …
     * @throws UnreadableBodyException when nothing of the body can be read; nothing was taken
     */
    Taken take(Context exchange, Decoder decoder, String protocol) throws UnreadableBodyException, IOException {
        try (Bodies.Body body = bodies.open(exchange)) {
            Instant now = clock.instant();
            long arrival = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            Decoded decoded = decoder.decode(body, arrival);
            List<Record> records =
                    decoded.records().stream().map(redactor::redact).toList();
            if (!records.isEmpty()) {
                store.append(records);
            }
            meters.taken(protocol, records.size(), decoded.rejected().size());
            return new Taken(decoded, body.bytesRead());
        }
    }
}
