package dev.whence.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.spoil.Spoiled;
import dev.whence.fixtures.spoil.SpoiledTraffic;
import dev.whence.fixtures.spoil.Spoiling;
import dev.whence.fixtures.spoil.Spoilings;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single model calls made bad in simulated traffic: nearly all are found, and hardly anything healthy is flagged. */
class DetectionTest {
    private static final double BAD = 0.06;
    private static final double FALSE_FLAGS = 0.005;
    /** Too little to tell from the usual spread, one call at a time; and what takes many calls to show. */
    private static final Set<String> TOO_LITTLE = Set.of(
            "slow: 1.5 times the time", "4 times as long as it would be", "the same answer to all, from the fifth");

    @TempDir
    Path folder = Path.of(".");

    @ParameterizedTest
    @ValueSource(strings = {"rag", "documents"})
    void badCallsAreFoundAmongHealthyOnes(String name) throws IOException {
        Pipeline pipeline = Pipelines.named(name).orElseThrow();
        List<Spoiling> ways = Spoilings.all().stream()
                .filter(way -> !TOO_LITTLE.contains(way.name()))
                .toList();
        Scenario scenario = Scenario.healthy(pipeline).lasting(Duration.ofMinutes(12), Duration.ofMinutes(12));
        long judged = scenario.start().plus(Duration.ofMinutes(4)).toEpochMilli() * 1_000_000;
        long healthy = 0;
        long flaggedHealthy = 0;
        int bad = 0;
        List<String> missed = new ArrayList<>();
        try (AnomalyEngine engine = AnomalyEngine.open(folder, options(name))) {
            SpoiledTraffic traffic = new SpoiledTraffic(scenario, BAD, ways);
            while (traffic.hasNext()) {
                Spoiled one = traffic.next();
                Record record = engine.enrich(one.record());
                if (one.isBad()) {
                    bad++;
                    if (!isToldRightly(record, one.way(), ways)) {
                        missed.add(one.way() + " flagged as " + record.text(Names.ANOMALY_KIND) + ": "
                                + record.text(Names.OUTPUT));
                    }
                } else if (record.timestampNanos() >= judged) {
                    healthy++;
                    flaggedHealthy += record.has(Names.ANOMALY_KIND) ? 1 : 0;
                }
            }
        }
        assertThat(bad).isGreaterThan(60);
        assertThat(missed).hasSizeLessThanOrEqualTo(bad / 20);
        assertThat((double) flaggedHealthy / healthy).isLessThanOrEqualTo(FALSE_FLAGS);
    }

    private static boolean isToldRightly(Record record, String way, List<Spoiling> ways) {
        List<?> told = record.value(Names.ANOMALY_KIND)
                .map(kinds -> kinds instanceof List<?> many ? many : List.of(kinds))
                .orElse(List.of());
        return ways.stream()
                .filter(one -> one.name().equals(way))
                .flatMap(one -> one.kinds().stream())
                .anyMatch(told::contains);
    }

    private AnomalyOptions options(String pipeline) throws IOException {
        Path schema = folder.resolve("schema.json");
        try (InputStream in = Objects.requireNonNull(
                Pipelines.class.getResourceAsStream("/schemas/" + pipeline + "-chat.json"), "the pipeline's schema")) {
            Files.copy(in, schema);
        }
        return AnomalyOptions.defaults().withOutputs(new OutputOptions(Map.of("chat", schema)));
    }
}
