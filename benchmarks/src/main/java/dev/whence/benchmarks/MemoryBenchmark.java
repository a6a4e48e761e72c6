package dev.whence.benchmarks;

import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.anomaly.DetectorState;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the memory that the detectors keep of many series. */
@Command(
        name = "memory",
        description = "Heap that all detectors together keep of so many series.",
        mixinStandardHelpOptions = true)
final class MemoryBenchmark implements Callable<Integer> {
    private static final String[] WORDS =
            ("the order export runs every night and writes one file for each shop while refunds are"
                            + " booked on the day when parcels come back or a manager confirms them under settings")
                    .split(" ");

    private static final long START = 1_795_500_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    /** So many records come one in an hour, for what is learned of each hour of a day; the others one in six seconds. */
    private static final int SLOW = 30;

    @Option(names = "--series", defaultValue = "10000", description = "how many (default ${DEFAULT-VALUE})")
    private int series;

    @Option(names = "--records", defaultValue = "280", description = "of each series (default ${DEFAULT-VALUE})")
    private int records;

    private final Random random = new Random(5);
    private long now = START;

    MemoryBenchmark() {}

    @Override
    public Integer call() throws IOException {
        MarkdownTable table = new MarkdownTable("series", "heap", "bytes a series", "saved", "in ms", "kept");
        measure(table, series + " stages without texts", this::stage);
        measure(table, series + " stages with prompts and answers, a tenth of them with tokens", this::call);
        System.out.println(table);
        return 0;
    }

    private void measure(MarkdownTable table, String name, IntFunction<Record> record) throws IOException {
        Path dir = Files.createTempDirectory("whence-memory");
        long before = used();
        try (AnomalyEngine engine = AnomalyEngine.open(dir, AnomalyOptions.defaults())) {
            for (int i = 0; i < records; i++) {
                now += i < SLOW ? 3600 * SECOND : 6 * SECOND;
                for (int one = 0; one < series; one++) {
                    engine.enrich(record.apply(one));
                    engine.derived();
                }
            }
            engine.checkpoint(); // waits for what is being trained
            long start = System.nanoTime();
            engine.checkpoint();
            double milliseconds = (System.nanoTime() - start) / 1e6;
            long heap = used() - before;
            List<String> kept = engine.states().stream()
                    .filter(state -> state.series() > 0)
                    .map(MemoryBenchmark::kept)
                    .toList();
            table.row(
                    name,
                    MarkdownTable.megabytes(heap),
                    MarkdownTable.number((double) heap / series),
                    MarkdownTable.megabytes(size(dir)),
                    MarkdownTable.number(milliseconds),
                    String.join(", ", kept));
        } finally {
            Folders.delete(dir);
        }
    }

    private static long size(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        }
    }

    private static String kept(DetectorState state) {
        return state.name() + " " + state.series();
    }

    private Record stage(int one) {
        return at(one).put(Names.DURATION, Math.exp(random.nextGaussian())).build();
    }

    private Record call(int one) {
        int words = 20 + random.nextInt(40);
        RecordBuilder record = at(one).put(Names.DURATION, words * Math.exp(random.nextGaussian() / 4) / 50)
                .put(Names.INPUT, prose(words))
                .put(Names.OUTPUT, prose(words));
        if (one >= series - series / 10) {
            record.put(Names.REQUEST_MODEL, "model-" + one % 7)
                    .put(Names.TIME_TO_FIRST_CHUNK, 0.2 * Math.exp(random.nextGaussian() / 4))
                    .put(Names.INPUT_TOKENS, 100L + random.nextInt(900))
                    .put(Names.OUTPUT_TOKENS, (long) words)
                    .put(Names.COST, words * 1e-5);
        }
        return record.build();
    }

    private RecordBuilder at(int one) {
        RecordBuilder record = Record.builder()
                .timestampNanos(now + one)
                .kind(Kind.SPAN)
                .put(Names.SERVICE, "service-" + one % 50)
                .put(Names.STAGE, "stage-" + one);
        return random.nextInt(100) == 0 ? record.put(Names.STATUS, "error") : record;
    }

    private String prose(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.append('.').toString();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
