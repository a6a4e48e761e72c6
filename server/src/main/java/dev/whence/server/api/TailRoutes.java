package dev.whence.server.api;

import dev.whence.indexer.TraceStore;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Sends records as they arrive, as server-sent events. */
final class TailRoutes {
    static final String PATH = "/api/v1/tail";

    private static final int MOST_CLIENTS = 64;
    private static final long HEARTBEAT_MILLIS = 10_000;

    private final TraceStore store;
    private final Set<TailQueue> queues = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    TailRoutes(TraceStore store) {
        this.store = store;
    }

    List<Route> routes() {
        return List.of(Route.get(
                        PATH,
                        "The matching records as they arrive, as server-sent events: one record in `data` each; an event"
                                + " `dropped` with the number of records left out for a reader that is too slow; an event"
                                + " `end` when the server stops.",
                        this::tail)
                .with(Parameter.QUERY)
                .answering(
                        Route.Answer.ok("Events without end.", new Route.Content("text/event-stream", "")),
                        Route.Answer.problem(400, "The query cannot be read."),
                        Route.Answer.problem(429, "Too many are reading already.")));
    }

    private void tail(Context exchange, Parameters parameters) {
        Predicate<Record> matching = store.matcher(parameters.selection().query());
        TailQueue queue = new TailQueue();
        if (ended || queues.size() >= MOST_CLIENTS) {
            throw new Problem(429, "too many follow the records already; close one of the " + queues.size())
                    .withHeader("Retry-After", "5");
        }
        queues.add(queue);
        TraceStore.Listening listening = store.listen(queue::offer);
        try {
            HttpServletResponse response = exchange.res();
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            send(queue, matching, response.getOutputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The reader has gone; that is how following ends.
            queue.end();
        } finally {
            listening.close();
            queues.remove(queue);
        }
    }

    private static void send(TailQueue queue, Predicate<Record> matching, OutputStream out)
            throws IOException, InterruptedException {
        write(out, ": following\n\n");
        out.flush();
        while (true) {
            TailQueue.Batch batch = queue.take(HEARTBEAT_MILLIS);
            for (Record record : batch.records()) {
                if (matching.test(record)) {
                    write(out, "data: ");
                    out.write(RecordCodec.write(record));
                    write(out, "\n\n");
                }
            }
            if (batch.dropped() > 0) {
                write(out, "event: dropped\ndata: {\"dropped\":" + batch.dropped() + "}\n\n");
            }
            if (batch.last()) {
                write(out, "event: end\ndata: {\"reason\":\"the server stops\"}\n\n");
                out.flush();
                return;
            }
            if (batch.records().isEmpty()) {
                write(out, ": still here\n\n");
            }
            out.flush();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends all that are being followed, and lets nobody follow any more. */
    void end() {
        ended = true;
        queues.forEach(TailQueue::end);
    }
}
