package dev.whence.indexer.lucene;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A process that appends batches to a store on four threads until it is killed, and says on its output which of them the
 * store has taken. A batch is the records with its name, {@link #BATCH} of them.
 */
final class AppendingProcess {
    static final int BATCH = 7;

    private AppendingProcess() {}

    /** Starts one on that folder; the prefix makes the names of its batches its own. */
    static Process start(Path folder, String prefix) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                folder.toString(),
                prefix);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // Small, so that kills hit commits, trims and new segments too.
        StoreOptions options = StoreOptions.defaults().withSegmentBytes(20_000).withCommitBytes(50_000);
        TraceStore store = LuceneTraceStore.open(Path.of(args[0]), options, Enricher.NONE);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = args[1] + "-" + t + "-";
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; ; i++) {
                    store.append(batch(name + i));
                    out.println(name + i);
                }
            }));
        }
        threads.forEach(AppendingProcess::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Record> batch(String name) {
        return IntStream.range(0, BATCH)
                .mapToObj(i -> Record.builder()
                        .timestampNanos(1_764_000_000_000_000_000L + i)
                        .put(Names.SESSION_ID, name)
                        .put(Names.SPAN_ID, name + "/" + i)
                        .put(Names.STAGE, "generate")
                        .put(Names.DURATION, 0.5)
                        .build())
                .toList();
    }
}
