package dev.whence.benchmarks;

import dev.whence.analyzer.Question;
import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.indexer.Enricher;
import dev.whence.indexer.OverloadedException;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Record;
import dev.whence.server.EngineEnricher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Stores filled with about so many spans of an incident's window and of the hour before it, kept in a folder so that
 * they are filled once.
 *
 * @param fault what breaks; {@value #HEALTHY} when nothing does
 */
record Incidents(Path folder, String pipeline, String fault, int spans) {
    static final String HEALTHY = "healthy";

    private static final int BATCH = 500;
    private static final long BUSY_NANOS = 2_000_000;
    /** Most records of the pipelines are spans; the rest are log lines. */
    private static final double RECORDS_A_SPAN = 1.1;

    private Path dir() {
        return folder.resolve(pipeline + "-" + fault + "-" + spans);
    }

    private Traffic traffic() {
        long records = Math.round(spans * RECORDS_A_SPAN);
        return fault.equals(HEALTHY) ? new Traffic(records, pipeline) : new Traffic(records, pipeline, fault);
    }

    /** The question of somebody who has noticed the incident. */
    Question question() {
        Traffic traffic = traffic();
        return Question.between(traffic.incidentFromNanos(), traffic.toNanos());
    }

    /** Opens the store; fills it before, when that was not done yet, which takes a minute for a million spans. */
    TraceStore open() {
        Path done = dir().resolve("filled");
        try {
            if (!Files.exists(done)) {
                fill();
                Files.createFile(done);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return LuceneTraceStore.open(dir(), StoreOptions.defaults(), Enricher.NONE);
    }

    private void fill() throws IOException {
        if (Files.exists(dir())) {
            Folders.delete(dir());
        }
        Files.createDirectories(dir());
        try (AnomalyEngine engine = AnomalyEngine.open(dir().resolve("models"), AnomalyOptions.defaults());
                TraceStore store = LuceneTraceStore.open(dir(), StoreOptions.defaults(), new EngineEnricher(engine))) {
            List<Record> batch = new ArrayList<>(BATCH);
            for (Iterator<Record> records = traffic().records(); records.hasNext(); ) {
                batch.add(records.next());
                if (batch.size() == BATCH || !records.hasNext()) {
                    append(store, batch);
                    batch.clear();
                }
            }
            store.refresh();
        }
    }

    private static void append(TraceStore store, List<Record> batch) {
        while (true) {
            try {
                store.append(batch);
                return;
            } catch (OverloadedException e) {
                LockSupport.parkNanos(BUSY_NANOS);
            }
        }
    }
}
