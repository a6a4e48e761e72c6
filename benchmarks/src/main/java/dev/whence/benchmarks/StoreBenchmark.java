package dev.whence.benchmarks;

import static dev.whence.benchmarks.MarkdownTable.number;

import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.indexer.Enricher;
import dev.whence.indexer.OverloadedException;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.indexer.mapping.DocumentMapper;
import dev.whence.indexer.mapping.KnownFields;
import dev.whence.indexer.mapping.WordAnalyzer;
import dev.whence.model.Record;
import dev.whence.server.EngineEnricher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.store.FSDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what durability and enrichment cost: the same records, as the same documents, into a bare {@link IndexWriter}
 * and into the store, by turns in one run, each until all can be found.
 */
@Command(
        name = "store",
        description = "The store against a bare Lucene IndexWriter on the same fields, by turns.",
        mixinStandardHelpOptions = true)
final class StoreBenchmark implements Callable<Integer> {
    private static final int THREADS = 2;
    private static final long BUSY_NANOS = 2_000_000;

    @Option(names = "--records", defaultValue = "200000", description = "about how many (default ${DEFAULT-VALUE})")
    private int records;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "after one that isn't counted (default ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--batch", defaultValue = "500", description = "records a batch (default ${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--pipeline", defaultValue = "rag", description = "which to simulate (default ${DEFAULT-VALUE})")
    private String pipeline = "rag";

    @Option(names = "--fault", defaultValue = "slow-region", description = "what breaks (default ${DEFAULT-VALUE})")
    private String fault = "slow-region";

    StoreBenchmark() {}

    @Override
    public Integer call() throws Exception {
        List<List<Record>> batches = batches();
        int count = batches.stream().mapToInt(List::size).sum();
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("bare IndexWriter, nothing durable", this::bare);
        ways.put("store: journal, index", (dir, all) -> store(dir, all, Enricher.NONE));
        ways.put("store with the detectors", this::detecting);
        Map<String, double[]> rates = new LinkedHashMap<>();
        ways.keySet().forEach(name -> rates.put(name, new double[rounds]));
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                double seconds = timed(way.getValue(), batches);
                if (round >= 0) {
                    Objects.requireNonNull(rates.get(way.getKey()))[round] = count / seconds;
                }
            }
        }
        print(rates, count);
        return 0;
    }

    private List<List<Record>> batches() {
        List<List<Record>> batches = new ArrayList<>();
        Iterator<Record> source = new Traffic(records, pipeline, fault).records();
        while (source.hasNext()) {
            List<Record> next = new ArrayList<>(batch);
            while (next.size() < batch && source.hasNext()) {
                next.add(source.next());
            }
            batches.add(next);
        }
        return batches;
    }

    private static double timed(Way way, List<List<Record>> batches) throws Exception {
        Path dir = Files.createTempDirectory("whence-store-benchmark");
        try {
            return way.seconds(dir, batches);
        } finally {
            Folders.delete(dir);
        }
    }

    private double bare(Path dir, List<List<Record>> batches) throws Exception {
        LogByteSizeMergePolicy merging = new LogByteSizeMergePolicy();
        merging.setMergeFactor(16);
        merging.setMinMergeMB(8);
        merging.setMaxMergeMB(1024);
        ConcurrentMergeScheduler merger = new ConcurrentMergeScheduler();
        merger.setMaxMergesAndThreads(6, 1);
        merger.disableAutoIOThrottle();
        IndexWriterConfig config = new IndexWriterConfig(new WordAnalyzer())
                .setRAMBufferSizeMB(128)
                .setMergePolicy(merging)
                .setMergeScheduler(merger)
                .setCommitOnClose(false);
        DocumentMapper mapper = new DocumentMapper(new KnownFields(KnownFields.LIMIT));
        long start = System.nanoTime();
        try (FSDirectory directory = FSDirectory.open(dir);
                IndexWriter writer = new IndexWriter(directory, config)) {
            inParallel(batches, records -> {
                try {
                    for (Record record : records) {
                        writer.addDocument(mapper.map(record, 0));
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            DirectoryReader.open(writer).close();
            double seconds = (System.nanoTime() - start) / 1e9;
            writer.rollback();
            return seconds;
        }
    }

    private double store(Path dir, List<List<Record>> batches, Enricher enricher) throws Exception {
        try (TraceStore store = LuceneTraceStore.open(dir, StoreOptions.defaults(), enricher)) {
            long start = System.nanoTime();
            inParallel(batches, records -> append(store, records));
            store.refresh();
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private double detecting(Path dir, List<List<Record>> batches) throws Exception {
        try (AnomalyEngine engine = AnomalyEngine.open(dir.resolve("anomaly"), AnomalyOptions.defaults())) {
            return store(dir, batches, new EngineEnricher(engine));
        }
    }

    private static void append(TraceStore store, List<Record> records) {
        while (true) {
            try {
                store.append(records);
                return;
            } catch (OverloadedException e) {
                LockSupport.parkNanos(BUSY_NANOS);
            }
        }
    }

    private static void inParallel(List<List<Record>> batches, Consumer<List<Record>> work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService workers = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(workers.submit(() -> {
                    for (int at = next.getAndIncrement(); at < batches.size(); at = next.getAndIncrement()) {
                        work.accept(batches.get(at));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private void print(Map<String, double[]> rates, int count) {
        double[] base = rates.values().iterator().next();
        MarkdownTable table = new MarkdownTable("way", "records/s, median", "least", "most", "share of bare, median");
        rates.forEach((name, each) -> {
            double[] shares = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                shares[i] = each[i] / base[i];
            }
            double[] sorted = each.clone();
            Arrays.sort(sorted);
            Arrays.sort(shares);
            table.row(
                    name,
                    number(sorted[rounds / 2]),
                    number(sorted[0]),
                    number(sorted[rounds - 1]),
                    number(shares[rounds / 2]));
        });
        System.out.println(number(count) + " records, " + rounds + " rounds, " + THREADS + " threads");
        System.out.println();
        System.out.println(table);
    }

    /** One way to index everything. */
    private interface Way {
        /** Indexes all batches in an empty folder and tells how long that took until all could be found. */
        double seconds(Path dir, List<List<Record>> batches) throws Exception;
    }
}
