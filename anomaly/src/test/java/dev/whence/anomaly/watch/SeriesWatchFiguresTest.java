package dev.whence.anomaly.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Fault;
import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often watched series are flagged on simulated traffic. {@code -Dwatch.seeds}, {@code -Dwatch.minutes} and {@code
 * -Dwatch.faults} (names, or {@code all}) measure more than a build has time for; what was measured is written to {@code
 * target/series-watch.md}.
 */
class SeriesWatchFiguresTest {
    private static final int SEEDS = Integer.getInteger("watch.seeds", 1);
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("watch.minutes", 30));
    private static final String FAULTS = System.getProperty("watch.faults", "rate-limits,silent-stage");

    @TempDir
    Path folder;

    @Test
    void healthyPipelinesSayNextToNothing() throws IOException {
        List<String> report = new ArrayList<>();
        double windows = 0;
        int told = 0;
        for (Pipeline pipeline : Pipelines.all()) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                Scenario scenario = Scenario.healthy(pipeline).withSeed(seed).lasting(LENGTH, Duration.ZERO);
                WatchFigures figures = WatchFigures.of(scenario, folder);
                windows += figures.seriesWindows(LENGTH);
                told += figures.told().size();
                figures.told().forEach(record -> report.add("* " + record.text(Names.ANOMALY_REASON)));
            }
        }
        report.add(String.format(
                Locale.ROOT,
                "%d flags in %.0f windows of healthy series: %.2f in 1000",
                told,
                windows,
                told * 1000 / windows));
        Files.write(Path.of("target", "series-watch-healthy.md"), report);
        assertThat(told).as("flags in " + windows + " windows").isLessThanOrEqualTo((int) Math.ceil(windows / 1000));
    }

    @Test
    void faultsShowWithinMinutes() throws IOException {
        List<String> report = new ArrayList<>(
                List.of("| pipeline | fault | first flag after s | flags | at the place |", "|---|---|---|---|---|"));
        List<String> missed = new ArrayList<>();
        int all = 0;
        List<Pipeline> pipelines =
                FAULTS.equals("all") ? Pipelines.all() : Pipelines.all().subList(0, 1);
        for (Pipeline pipeline : pipelines) {
            for (Fault fault : Faults.of(pipeline)) {
                if (!FAULTS.equals("all") && !Arrays.asList(FAULTS.split(",")).contains(fault.name())) {
                    continue;
                }
                for (int seed = 1; seed <= SEEDS; seed++) {
                    Scenario scenario =
                            Scenario.healthy(pipeline).withSeed(seed).withFault(fault);
                    List<Record> told = WatchFigures.of(scenario, folder).toldAfter(scenario.onset());
                    report.add(row(scenario, fault, told));
                    all++;
                    if (told.isEmpty()) {
                        missed.add(pipeline.name() + " " + fault.name() + " " + seed);
                    }
                }
            }
        }
        report.add("");
        report.add(missed.size() + " of " + all + " missed: " + missed);
        Files.write(Path.of("target", "series-watch.md"), report);
        assertThat(missed).hasSizeLessThanOrEqualTo(all / 10);
    }

    private static String row(Scenario scenario, Fault fault, List<Record> told) {
        Truth truth = scenario.truth().orElseThrow();
        String first = told.isEmpty()
                ? "-"
                : String.valueOf(told.getFirst().timestampNanos() / 1_000_000_000L
                        - scenario.onset().getEpochSecond());
        String kinds = told.stream()
                .collect(Collectors.groupingBy(one -> one.text(Names.ANOMALY_KIND), Collectors.counting()))
                .toString();
        boolean there = told.stream().anyMatch(one -> truth.isPlace(one.service(), one.stage()));
        return "| %s | %s | %s | %s | %s |"
                .formatted(scenario.pipeline().name(), fault.name(), first, kinds, there ? "yes" : "no");
    }
}
