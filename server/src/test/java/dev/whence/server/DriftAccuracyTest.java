package dev.whence.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.drift.DriftAnalyzer;
import dev.whence.analyzer.drift.DriftAnswer;
import dev.whence.analyzer.drift.DriftQuestion;
import dev.whence.analyzer.drift.DriftSignal;
import dev.whence.anomaly.drift.DriftLimits;
import dev.whence.fixtures.Drifts;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The benchmark of drift in small: would fail if drifts were no longer found, or found where there are none. */
class DriftAccuracyTest {
    private static final Duration BASELINE = Duration.ofMinutes(18);
    private static final Duration WINDOW = Duration.ofMinutes(6);
    private static final int HEALTHY = 3;

    @TempDir
    Path folder;

    private void asking(Scenario scenario, Consumer<DriftAnalyzer> asking) {
        try (TraceStore store =
                LuceneTraceStore.open(folder, StoreOptions.defaults().withMinFreeBytes(0), Enricher.NONE)) {
            store.append(scenario.stream()
                    .filter(record -> record.kind() == Kind.SPAN)
                    .toList());
            store.refresh();
            asking.accept(new DriftAnalyzer(store, DriftLimits.defaults()));
        }
    }

    private static DriftAnswer ask(DriftAnalyzer analyzer, Instant from) {
        return analyzer.analyze(DriftQuestion.between(
                new Window(nanos(from.minus(BASELINE)), nanos(from)),
                new Window(nanos(from), nanos(from.plus(WINDOW)))));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    @ParameterizedTest
    @CsvSource({
        "large-language-mix, chi_square, hashed_terms",
        "large-shorter-answers, kolmogorov_smirnov, kolmogorov_smirnov"
    })
    void largeDriftsAreFound(String drift, String test, String another) {
        Scenario scenario = Scenario.healthy(Pipelines.named("documents").orElseThrow())
                .withFault(Drifts.named(drift).orElseThrow())
                .withSeed(5)
                .withRate(0.6)
                .lasting(BASELINE, WINDOW);
        Set<String> signals = scenario.truth().orElseThrow().symptoms();
        asking(scenario, analyzer -> {
            List<DriftSignal> found = ask(analyzer, scenario.onset()).drifts().stream()
                    .filter(signal -> signals.contains(signal.name()))
                    .toList();
            assertThat(found.stream()
                            .map(signal -> signal.comparison().orElseThrow().test()))
                    .contains(test, another);
            assertThat(found).anySatisfy(signal -> assertThat(
                            signal.comparison().orElseThrow().divergence().populationStability())
                    .isGreaterThan(0.25));
        });
    }

    @Test
    void healthyTrafficDoesNotDrift() {
        Scenario scenario = Scenario.healthy(Pipelines.named("rag").orElseThrow())
                .withSeed(5)
                .withRate(0.3)
                .lasting(BASELINE, WINDOW.multipliedBy(HEALTHY));
        asking(scenario, analyzer -> {
            for (int i = 0; i < HEALTHY; i++) {
                DriftAnswer answer = ask(analyzer, scenario.onset().plus(WINDOW.multipliedBy(i)));
                assertThat(answer.signals().stream()
                                .filter(signal -> signal.comparison().isPresent()))
                        .hasSizeGreaterThan(15);
                assertThat(answer.drifts().stream().map(DriftSignal::reason).collect(Collectors.toList()))
                        .isEmpty();
            }
        });
    }
}
