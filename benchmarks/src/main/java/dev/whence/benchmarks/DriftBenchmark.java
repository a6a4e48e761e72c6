package dev.whence.benchmarks;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.analyzer.drift.DriftAnswer;
import dev.whence.analyzer.drift.DriftQuestion;
import dev.whence.analyzer.drift.DriftSignal;
import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.anomaly.drift.DriftLimits;
import dev.whence.fixtures.Drifts;
import dev.whence.fixtures.Fault;
import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.indexer.OverloadedException;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import dev.whence.server.EngineEnricher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Counts which injected drifts are found, and in how many windows of healthy traffic any signal drifts. Each window of
 * ten minutes is compared with the hour before it.
 */
@Command(
        name = "drift",
        description = "Drifts found, and false alarms in healthy windows, of the simulated pipelines.",
        mixinStandardHelpOptions = true)
final class DriftBenchmark implements Callable<Integer> {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration BASELINE = Duration.ofMinutes(60);
    private static final Duration ONSET_TOLERANCE = Duration.ofMinutes(2);
    private static final int BATCH = 500;
    private static final long BUSY_NANOS = 2_000_000;

    @Option(
            names = "--windows",
            defaultValue = "201",
            description = "healthy windows, over all pipelines (default ${DEFAULT-VALUE})")
    private int windows;

    @Option(
            names = "--windows-a-run",
            defaultValue = "12",
            description = "healthy windows of one stretch of traffic (default ${DEFAULT-VALUE})")
    private int windowsARun;

    @Option(names = "--seeds", defaultValue = "3", description = "of each drift (default ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--rate", defaultValue = "1", description = "requests a second (default ${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--pipelines", split = ",", description = "which to simulate (default: all)")
    private List<String> pipelines = List.of("rag", "agent", "documents");

    @Option(names = "--verbose", description = "tell each miss and each false alarm")
    private boolean verbose;

    private final Map<String, Tally> found = new LinkedHashMap<>();
    private final Map<String, Integer> falseSignals = new TreeMap<>();
    private int healthy;
    private int falseAlarms;
    private int comparisons;

    DriftBenchmark() {}

    /** How often a drift was tried, found, and dated to two minutes. */
    private static final class Tally {
        int tried;
        int found;
        int dated;
        double effects;
    }

    @Override
    public Integer call() throws IOException {
        for (Fault drift : Drifts.all()) {
            found.put(drift.name(), new Tally());
        }
        for (String name : pipelines) {
            Pipeline pipeline = Pipelines.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("there is no pipeline " + name));
            healthy(pipeline, (windows + pipelines.size() - 1) / pipelines.size());
            for (Fault drift : Drifts.of(pipeline)) {
                for (int seed = 1; seed <= seeds; seed++) {
                    drifting(pipeline, drift, seed);
                }
            }
        }
        print();
        return 0;
    }

    private void healthy(Pipeline pipeline, int count) throws IOException {
        for (int done = 0; done < count; done += windowsARun) {
            int here = Math.min(windowsARun, count - done);
            Scenario scenario = Scenario.healthy(pipeline)
                    .withSeed(1000 + done)
                    .withRate(rate)
                    .lasting(BASELINE, WINDOW.multipliedBy(here));
            asking(scenario, analyzer -> {
                for (int i = 0; i < here; i++) {
                    Instant from = scenario.onset().plus(WINDOW.multipliedBy(i));
                    DriftAnswer answer = analyzer.analyze(question(from));
                    healthy++;
                    comparisons += answer.signals().size();
                    falseAlarms += answer.drifts().isEmpty() ? 0 : 1;
                    answer.drifts().forEach(signal -> falseSignals.merge(signal.name(), 1, Integer::sum));
                    tell(answer.drifts(), pipeline.name() + " seed " + scenario.seed() + " healthy from " + from);
                }
            });
        }
    }

    private void drifting(Pipeline pipeline, Fault drift, int seed) throws IOException {
        Scenario scenario = Scenario.healthy(pipeline)
                .withFault(drift)
                .withSeed(seed)
                .withRate(rate)
                .lasting(BASELINE, WINDOW);
        Truth truth = scenario.truth().orElseThrow();
        asking(scenario, analyzer -> {
            DriftAnswer answer = analyzer.analyze(question(scenario.onset()));
            List<DriftSignal> right = answer.drifts().stream()
                    .filter(signal -> truth.symptoms().contains(signal.name()))
                    .toList();
            Tally tally = found.computeIfAbsent(drift.name(), any -> new Tally());
            tally.tried++;
            if (right.isEmpty()) {
                tell(
                        answer.signals().stream()
                                .filter(signal -> truth.symptoms().contains(signal.name()))
                                .toList(),
                        pipeline.name() + " " + drift.name() + " seed " + seed + " missed");
                return;
            }
            tally.found++;
            tally.effects += right.get(0).comparison().orElseThrow().effect();
            boolean dated = right.stream()
                    .flatMap(signal -> signal.comparison().orElseThrow().changedAtNanos().stream()
                            .boxed())
                    .map(Window::instant)
                    .anyMatch(at -> Duration.between(at, scenario.onset()).abs().compareTo(ONSET_TOLERANCE) <= 0);
            tally.dated += dated ? 1 : 0;
        });
    }

    private void tell(List<DriftSignal> signals, String what) {
        if (verbose && !signals.isEmpty()) {
            System.err.println(what);
            signals.forEach(signal -> System.err.println("    " + signal.reason()
                    + signal.comparison()
                            .map(one -> String.format(
                                    " (effect %.3f, p %.2g, adjusted %.2g, design effect %.1f, %d and %d values)",
                                    one.effect(),
                                    one.pValue(),
                                    signal.adjustedPValue(),
                                    one.designEffect(),
                                    signal.before(),
                                    signal.after()))
                            .orElse("")));
        }
    }

    private static DriftQuestion question(Instant from) {
        return DriftQuestion.between(
                new Window(nanos(from.minus(BASELINE)), nanos(from)),
                new Window(nanos(from), nanos(from.plus(WINDOW))));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    private interface Asking {
        void ask(DriftAnalyzer analyzer);
    }

    /** The scenario's records in a store of their own. */
    private static void asking(Scenario scenario, Asking asking) throws IOException {
        Path dir = Files.createTempDirectory("whence-drift-benchmark");
        try (AnomalyEngine engine = AnomalyEngine.open(dir.resolve("anomaly"), AnomalyOptions.defaults());
                TraceStore store = LuceneTraceStore.open(
                        dir, StoreOptions.defaults().withMinFreeBytes(0), new EngineEnricher(engine))) {
            Iterator<Record> records = scenario.records();
            List<Record> batch = new ArrayList<>(BATCH);
            while (records.hasNext()) {
                Record record = records.next();
                if (record.kind() == Kind.SPAN) {
                    batch.add(record);
                }
                if (batch.size() == BATCH || !records.hasNext()) {
                    append(store, List.copyOf(batch));
                    batch.clear();
                }
            }
            store.refresh();
            asking.ask(new DriftAnalyzer(store, DriftLimits.defaults()));
        } finally {
            Folders.delete(dir);
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

    private void print() {
        MarkdownTable table = new MarkdownTable("drift", "tried", "found", "dated to 2 min", "mean effect");
        int tried = 0;
        int right = 0;
        for (Map.Entry<String, Tally> entry : found.entrySet()) {
            Tally tally = entry.getValue();
            tried += tally.tried;
            right += tally.found;
            table.row(
                    entry.getKey(),
                    String.valueOf(tally.tried),
                    String.valueOf(tally.found),
                    String.valueOf(tally.dated),
                    tally.found == 0 ? "-" : MarkdownTable.number(tally.effects / tally.found));
        }
        System.out.println(table);
        System.out.println();
        System.out.printf("found %d of %d%n", right, tried);
        System.out.printf(
                "false alarms in %d of %d healthy windows (%.1f %%), %d signals compared %s%n",
                falseAlarms,
                healthy,
                100.0 * falseAlarms / Math.max(1, healthy),
                comparisons,
                falseSignals.isEmpty() ? "" : falseSignals);
    }
}
