package dev.whence.benchmarks;

import static dev.whence.benchmarks.MarkdownTable.megabytes;
import static dev.whence.benchmarks.MarkdownTable.number;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.model.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Measures a whole server in its own process, over HTTP, as a user sees it. */
@Command(
        name = "server",
        description = "Start, ingest, search, root causes and restart of one server over HTTP.",
        mixinStandardHelpOptions = true)
final class ServerBenchmark implements Callable<Integer> {
    private static final int WARM_UP = 30;
    private static final int STARTS = 5;

    @Option(names = "--records", defaultValue = "1000000", description = "about how many (default ${DEFAULT-VALUE})")
    private int records;

    @Option(names = "--batch", defaultValue = "500", description = "records a request (default ${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--pipeline", defaultValue = "rag", description = "which to simulate (default ${DEFAULT-VALUE})")
    private String pipeline = "rag";

    @Option(names = "--fault", defaultValue = "slow-region", description = "what breaks (default ${DEFAULT-VALUE})")
    private String fault = "slow-region";

    @Option(names = "--connections", defaultValue = "4", description = "requests at once (default ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--server",
            defaultValue = "./whence",
            description = "the command which takes 'serve' (default ${DEFAULT-VALUE})")
    private String command = "./whence";

    ServerBenchmark() {}

    @Override
    public Integer call() throws IOException {
        Path dataDir = Files.createTempDirectory("whence-benchmark");
        try {
            run(dataDir);
        } finally {
            Folders.delete(dataDir);
        }
        return 0;
    }

    private void run(Path dataDir) {
        MarkdownTable table = new MarkdownTable("measure", "figure");
        Traffic traffic = new Traffic(records, pipeline, fault);
        Samples samples = new Samples(records);
        table.row("start to first answer, empty folder", starts(dataDir) + " s");
        MarkdownTable queries = new MarkdownTable("query", "p50 ms", "p99 ms");
        try (ServerProcess server = ServerProcess.start(List.of(command), dataDir)) {
            Client client = new Client(server.url());
            ship(client, traffic, samples, table);
            table.row("resident after ingest, without mapped files", megabytes(server.anonymousResidentBytes()));
            table.row("peak resident, mapped files included", megabytes(server.peakResidentBytes()));
            search(client, samples, traffic, queries);
            explain(client, traffic, table);
            table.row("resident at the end, without mapped files", megabytes(server.anonymousResidentBytes()));
        }
        table.row("on disk", megabytes(Folders.size(dataDir)));
        table.row("start to first answer, " + number(records) + " records", starts(dataDir) + " s");
        System.out.println(table);
        System.out.println();
        System.out.println(queries);
    }

    /** The median of some starts, each until a search is answered. */
    private String starts(Path dataDir) {
        double[] seconds = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long start = System.nanoTime();
            try (ServerProcess server = ServerProcess.start(List.of(command), dataDir)) {
                new Client(server.url()).get("/api/v1/search?limit=1");
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        return number(seconds[STARTS / 2]);
    }

    private void ship(Client client, Traffic traffic, Samples samples, MarkdownTable table) {
        Semaphore free = new Semaphore(connections);
        long bytes = 0;
        long shipped = 0;
        long start = System.nanoTime();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            Iterator<Record> source = traffic.records();
            Deque<Future<?>> sent = new ArrayDeque<>();
            while (source.hasNext()) {
                byte[] lines = lines(source, samples);
                bytes += lines.length;
                shipped += count(lines);
                free.acquireUninterruptibly();
                sent.add(senders.submit(() -> {
                    try {
                        client.ship(lines);
                    } finally {
                        free.release();
                    }
                }));
                while (sent.size() > connections) {
                    await(sent.remove());
                }
            }
            sent.forEach(ServerBenchmark::await);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long acknowledged = System.nanoTime();
        long found = 0;
        while (found < shipped) {
            found = client.get("/api/v1/search?limit=0").path("total").asLong();
        }
        double late = (System.nanoTime() - acknowledged) / 1e9;
        table.row(
                "records", number((double) shipped) + " of " + number((double) bytes / shipped) + " bytes on average");
        table.row(
                "acknowledged (durable)",
                number(shipped / seconds) + " records/s, " + number(bytes / 1e6 / seconds) + " MB/s");
        table.row("all searchable after the last acknowledgement", number(late) + " s");
        table.row("ingest to searchable, whole run", number(shipped / (seconds + late)) + " records/s");
        table.row("batches refused as too busy, and sent again", number((double) client.refusals()));
    }

    private static void await(Future<?> sent) {
        try {
            sent.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("a batch could not be sent", e);
        }
    }

    private static int count(byte[] lines) {
        int count = 0;
        for (byte one : lines) {
            if (one == '\n') {
                count++;
            }
        }
        return count;
    }

    private byte[] lines(Iterator<Record> source, Samples samples) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(batch * 1024);
        for (int i = 0; i < batch && source.hasNext(); i++) {
            Record record = source.next();
            samples.offer(record);
            lines.writeBytes(RecordCodec.write(record));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static void search(Client client, Samples samples, Traffic traffic, MarkdownTable table) {
        String window = "&from=" + Times.format(traffic.incidentFromNanos()) + "&to=" + Times.format(traffic.toNanos());
        each(table, "word, newest 20", samples.words(), word -> find(client, word, "&limit=20"));
        each(table, "word, best 20", samples.words(), word -> find(client, word, "&limit=20&sort=relevance"));
        each(table, "phrase of two words, newest 20", samples.phrases(), word -> find(client, word, "&limit=20"));
        each(table, "stage and duration, newest 20", samples.filters(), query -> find(client, query, "&limit=20"));
        each(
                table,
                "stage and duration in the window, newest 20",
                samples.filters(),
                query -> find(client, query, "&limit=20" + window));
        each(table, "one trace, assembled", samples.traceIds(), id -> client.get("/api/v1/traces/" + id));
        List<String> few =
                samples.words().subList(0, Math.min(40, samples.words().size()));
        each(
                table,
                "histogram of a word over everything",
                few,
                word -> client.get("/api/v1/aggregate?interval=1m&q=" + Client.encoded(word)));
        each(
                table,
                "percentiles of duration by stage, everything",
                few,
                word -> client.get("/api/v1/aggregate?by=stage&metric=duration"));
        each(
                table,
                "percentiles of duration by stage, in the window",
                few,
                word -> client.get("/api/v1/aggregate?by=stage&metric=duration" + window));
        each(table, "fields with top values, everything", few, word -> client.get("/api/v1/fields"));
    }

    private static void find(Client client, String query, String more) {
        client.get("/api/v1/search?q=" + Client.encoded(query) + more);
    }

    private static void each(MarkdownTable table, String name, List<String> asked, Consumer<String> query) {
        asked.stream().limit(WARM_UP).forEach(query);
        Latencies latencies = new Latencies();
        asked.forEach(one -> latencies.time(() -> query.accept(one)));
        table.row(name, number(latencies.p50Millis()), number(latencies.p99Millis()));
    }

    private static void explain(Client client, Traffic traffic, MarkdownTable table) {
        String question = "{\"from\":\"" + Times.format(traffic.incidentFromNanos()) + "\",\"to\":\""
                + Times.format(traffic.toNanos()) + "\"}";
        Latencies latencies = new Latencies();
        JsonNode answer = client.post("/api/v1/rca", question);
        for (int i = 0; i < 7; i++) {
            latencies.time(() -> client.post("/api/v1/rca", question));
        }
        JsonNode examined = answer.path("examined");
        JsonNode first = answer.path("causes").path(0);
        table.row(
                "root causes",
                number(latencies.p50Millis() / 1000) + " s (median of 7), over "
                        + number(examined.path("spans").asDouble()) + " spans"
                        + (examined.path("sampled").asBoolean() ? ", sampled" : ""));
        table.row(
                "first cause, and what was injected",
                first.path("stage").asString("none") + " " + first.path("attributes") + "; "
                        + traffic.injected().place() + " " + traffic.injected().attributes());
    }
}
