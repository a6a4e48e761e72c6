package dev.whence.benchmarks;

import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.anomaly.OutputOptions;
import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.spoil.InputSpoilings;
import dev.whence.fixtures.spoil.Spoiled;
import dev.whence.fixtures.spoil.SpoiledInputs;
import dev.whence.fixtures.spoil.SpoiledTraffic;
import dev.whence.fixtures.spoil.Spoiling;
import dev.whence.fixtures.spoil.Spoilings;
import dev.whence.model.Record;
import dev.whence.model.RedactionOptions;
import dev.whence.model.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what the detectors find: healthy traffic of each simulated pipeline, in which single model calls are then made
 * bad, one in so many, in every way by turns; or the inputs of any stage.
 */
@Command(
        name = "detection",
        description = "What is flagged of calls made slow and outputs made bad, and of healthy records.",
        mixinStandardHelpOptions = true)
final class DetectionBenchmark implements Callable<Integer> {
    private static final double BAD = 0.04;
    private static final double BAD_INPUTS = 0.02;
    /** All of them are odd in the same way, and more would become usual. */
    private static final double BAD_LENGTHS = 0.01;


    @Option(names = "--seeds", defaultValue = "3", description = "runs of each pipeline (default ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--first-seed", defaultValue = "1", description = "of the first run (default ${DEFAULT-VALUE})")
    private int firstSeed;

    @Option(names = "--pipelines", split = ",", description = "which ones (default: all)")
    private List<String> pipelines = List.of();

    @Option(
            names = "--healthy",
            defaultValue = "40",
            description =
                    "minutes of healthy traffic at 4 requests a second, of which a quarter warms up (default ${DEFAULT-VALUE})")
    private int healthy;

    @Option(
            names = "--bad",
            defaultValue = "80",
            description = "minutes with bad calls after that (default ${DEFAULT-VALUE})")
    private int bad;

    @Option(names = "--inputs", description = "make inputs of all stages bad instead of calls and their outputs")
    private boolean inputs;

    @Option(names = "--lengths", description = "make answers longer and shorter, by several factors")
    private boolean lengths;

    @Option(names = "--missed", description = "print what was missed, at most so many of each kind")
    private int missed;

    DetectionBenchmark() {}

    @Override
    public Integer call() throws IOException {
        List<Spoiling> ways = inputs ? InputSpoilings.all() : lengths ? Spoilings.lengths() : Spoilings.all();
        DetectionTable table = new DetectionTable(ways, missed);
        InputTable inputTable = new InputTable(ways, missed);
        for (Pipeline pipeline : Pipelines.all()) {
            if (pipelines.isEmpty() || pipelines.contains(pipeline.name())) {
                for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
                    if (inputs) {
                        runInputs(pipeline, seed, ways, inputTable);
                    } else {
                        run(pipeline, seed, ways, table);
                    }
                }
            }
        }
        System.out.println(inputs ? inputTable : table);
        return 0;
    }

    private void run(Pipeline pipeline, int seed, List<Spoiling> ways, DetectionTable table) throws IOException {
        Path dir = Files.createTempDirectory("whence-detection");
        try {
            Path schema = dir.resolve("schema.json");
            try (InputStream in = Pipelines.class.getResourceAsStream("/schemas/" + pipeline.name() + "-chat.json")) {
                if (in == null) {
                    throw new IOException("no schema for the pipeline " + pipeline.name());
                }
                Files.copy(in, schema);
            }
            AnomalyOptions options = AnomalyOptions.defaults().withOutputs(new OutputOptions(Map.of("chat", schema)));
            Scenario scenario = scenario(pipeline, seed);
            try (AnomalyEngine engine = AnomalyEngine.open(dir, options)) {
                feed(engine, scenario, lengths ? BAD_LENGTHS : BAD, ways, table.start(pipeline.name(), seed));
            }
        } finally {
            Folders.delete(dir);
        }
    }

    private void runInputs(Pipeline pipeline, int seed, List<Spoiling> ways, InputTable table) throws IOException {
        table.start();
        Path dir = Files.createTempDirectory("whence-detection");
        try (AnomalyEngine engine = AnomalyEngine.open(dir, AnomalyOptions.defaults())) {
            Scenario scenario = scenario(pipeline, seed);
            Redactor redactor = new Redactor(RedactionOptions.defaults());
            long judged = nanos(scenario.start().plus(scenario.healthy().dividedBy(4)));
            long onset = nanos(scenario.onset());
            SpoiledInputs traffic = new SpoiledInputs(scenario, BAD_INPUTS, ways);
            while (traffic.hasNext()) {
                Spoiled one = traffic.next();
                Record record = engine.enrich(redactor.redact(one.record()));
                if (record.timestampNanos() >= judged) {
                    table.take(pipeline.name(), record, one, record.timestampNanos() >= onset);
                }
            }
        } finally {
            Folders.delete(dir);
        }
    }

    private Scenario scenario(Pipeline pipeline, int seed) {
        return Scenario.healthy(pipeline).withSeed(seed).lasting(Duration.ofMinutes(healthy), Duration.ofMinutes(bad));
    }

    private static void feed(AnomalyEngine engine, Scenario scenario, double share, List<Spoiling> ways, DetectionTable.Run run) {
        Redactor redactor = new Redactor(RedactionOptions.defaults());
        long judged = nanos(scenario.start().plus(scenario.healthy().dividedBy(4)));
        long onset = nanos(scenario.onset());
        SpoiledTraffic traffic = new SpoiledTraffic(scenario, share, ways);
        while (traffic.hasNext()) {
            Spoiled one = traffic.next();
            Record record = engine.enrich(redactor.redact(one.record()));
            if (record.timestampNanos() < judged) {
                continue;
            }
            if (record.timestampNanos() < onset) {
                run.healthy(record);
            } else {
                run.mixed(record, one);
            }
        }
    }

    private static long nanos(Instant time) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, time);
    }
}
