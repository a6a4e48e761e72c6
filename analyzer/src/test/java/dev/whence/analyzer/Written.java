package dev.whence.analyzer;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Spans or log lines, written down one by one; the same each time. */
final class Written {
    final SplittableRandom random;
    private final List<Record> records = new ArrayList<>();
    private long ids = 0x5000;

    Written(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** One request, told when it comes and whether the incident has begun. */
    interface Serving {
        void serve(Written to, long at, boolean incident);
    }

    /** Half an hour of healthy traffic and ten minutes of the incident, a request every two seconds. */
    static Written requests(long seed, Serving serving) {
        Written written = new Written(seed);
        for (long at = Traffic.START; at < Traffic.end(); at += 2 * Traffic.SECOND) {
            serving.serve(written, at, at >= Traffic.onset());
        }
        return written;
    }

    /** The answer about the incident, asked through a store in that folder. */
    Answer ask(Path folder) {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(records);
            store.refresh();
            return new RootCauseAnalyzer(store).analyze(Question.between(Traffic.onset(), Traffic.end()));
        }
    }

    List<Record> records() {
        return List.copyOf(records);
    }

    String trace() {
        return String.format("%032x", ids++);
    }

    String id() {
        return String.format("%016x", ids++);
    }

    double varied(double seconds) {
        return seconds * (0.8 + 0.4 * random.nextDouble());
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** Writes a span down and gives its end. */
    long span(
            String trace,
            String id,
            String parent,
            String stage,
            long from,
            double seconds,
            String error,
            Consumer<RecordBuilder> more) {
        RecordBuilder span = Record.builder()
                .timestampNanos(from)
                .kind(Kind.SPAN)
                .put(Names.TRACE_ID, trace)
                .put(Names.SPAN_ID, id)
                .put(Names.PARENT_SPAN_ID, parent)
                .put(Names.SERVICE, "agent")
                .put(Names.STAGE, stage)
                .put(Names.DURATION, seconds)
                .put(Names.STATUS, error.isEmpty() ? "ok" : "error")
                .put(Names.ERROR_TYPE, error);
        more.accept(span);
        records.add(span.build());
        return from + nanos(seconds);
    }

    /** Writes a log line down when some work has ended. */
    void line(String trace, String service, long at, String severity, Consumer<RecordBuilder> more) {
        RecordBuilder line = Record.builder()
                .timestampNanos(at)
                .kind(Kind.LOG)
                .put(Names.TRACE_ID, trace)
                .put(Names.SERVICE, service)
                .put(Names.SEVERITY, severity);
        more.accept(line);
        records.add(line.build());
    }

    static long nanos(double seconds) {
        return Math.round(seconds * Traffic.SECOND);
    }
}
