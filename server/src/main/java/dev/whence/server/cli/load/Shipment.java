package dev.whence.server.cli.load;

import dev.whence.server.cli.ApiClient;
import dev.whence.server.cli.Failure;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Sends records to a server in batches, waits where the server has no time, and counts what it takes. For one thread.
 */
public final class Shipment {
    private static final String PATH = "/api/v1/records";
    private static final String NDJSON = "application/x-ndjson";
    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCH_RECORDS = 10_000;
    private static final int MOST_TRIES = 120;
    private static final int LONGEST_PAUSE_SECONDS = 30;
    private static final int TOO_LARGE = 413;

    private final ApiClient client;
    private final Tally tally;
    private final Consumer<Duration> pause;
    private final List<Place> places = new ArrayList<>();
    private final List<byte[]> records = new ArrayList<>();
    private int bytes;

    private record Place(String file, long line) {}

    /** @param pause waits that long; called when the server is busy */
    public Shipment(ApiClient client, Tally tally, Consumer<Duration> pause) {
        this.client = client;
        this.tally = tally;
        this.pause = pause;
    }

    /**
     * Takes a part of a file, and sends the batch when it is full.
     *
     * @throws Failure when the server cannot be reached, or stays busy
     */
    public void add(String file, Part part) {
        switch (part) {
            case Part.Unusable unusable -> tally.refuse(file, unusable.line(), unusable.why());
            case Part.Sendable sendable -> {
                places.add(new Place(file, sendable.line()));
                records.add(sendable.bytes());
                bytes += sendable.bytes().length + 1;
            }
        }
        if (bytes >= BATCH_BYTES || records.size() >= BATCH_RECORDS) {
            flush();
        }
    }

    /** Sends what is left. */
    public void flush() {
        send(0, records.size());
        places.clear();
        records.clear();
        bytes = 0;
    }

    private void send(int from, int to) {
        if (from == to) {
            return;
        }
        ApiClient.Reply reply = patiently(body(from, to));
        if (reply.status() == TOO_LARGE) {
            if (to - from == 1) {
                Place place = places.get(from);
                tally.refuse(place.file(), place.line(), client.detail(reply));
            } else {
                int middle = (from + to) / 2;
                send(from, middle);
                send(middle, to);
            }
            return;
        }
        Optional<JsonNode> refusals = client.refusals(reply);
        count(from, refusals.isPresent() ? refusals.get() : client.answer(reply));
    }

    private byte[] body(int from, int to) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(bytes);
        for (byte[] record : records.subList(from, to)) {
            body.writeBytes(record);
            body.write('\n');
        }
        return body.toByteArray();
    }

    private ApiClient.Reply patiently(byte[] body) {
        ApiClient.Reply reply = client.send(PATH, NDJSON, body);
        for (int tries = 1; reply.isBusy(); tries++) {
            if (tries == MOST_TRIES) {
                throw new Failure("the server stays busy: " + client.detail(reply) + "; " + tally.accepted()
                        + " records were taken so far");
            }
            int seconds = Math.max(1, Math.min(LONGEST_PAUSE_SECONDS, reply.retryAfterSeconds()));
            pause.accept(Duration.ofSeconds(seconds));
            reply = client.send(PATH, NDJSON, body);
        }
        return reply;
    }

    private void count(int from, JsonNode answer) {
        tally.accept(answer.path("accepted").asLong(0));
        JsonNode rejected = answer.path("rejected");
        for (JsonNode one : rejected) {
            int index = from + one.path("line").asInt(1) - 1;
            Place place = places.get(Math.min(places.size() - 1, index));
            tally.refuse(place.file(), place.line(), one.path("detail").asString("it was refused without a reason"));
        }
        tally.refuseMore(answer.path("rejected_total").asLong(rejected.size()) - rejected.size());
    }
}
