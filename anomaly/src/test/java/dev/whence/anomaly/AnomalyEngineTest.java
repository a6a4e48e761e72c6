package dev.whence.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.output.OutputLength;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnomalyEngineTest {
    @TempDir
    Path folder;

    @Test
    void longAnswerIsNoAnomalyButSlowOneIs() {
        Traffic traffic = new Traffic(1);
        try (AnomalyEngine engine = open()) {
            for (int i = 0; i < 600; i++) {
                engine.enrich(traffic.chat());
            }
            Record longAnswer = engine.enrich(traffic.chat(900, 1500, 1));
            Record longerThanEver = engine.enrich(traffic.chat(900, 40_000, 1));
            Record slow = engine.enrich(traffic.chat(812, 95, 8));

            assertThat(longAnswer.durationSeconds()).isGreaterThan(slow.durationSeconds() * 0.8);
            assertThat(longAnswer.has(Names.ANOMALY_SCORE)).isFalse();
            assertThat(longerThanEver.has(Names.ANOMALY_SCORE)).isFalse();
            assertThat(slow.number(Names.ANOMALY_SCORE)).isBetween(0.9, 1.0);
            assertThat(slow.text(Names.ANOMALY_KIND)).isEqualTo("latency");
            assertThat(slow.number(Names.ANOMALY_EXPECTED)).isCloseTo(1.56, within(0.25));
            assertThat(slow.number(Names.ANOMALY_OBSERVED)).isCloseTo(slow.durationSeconds(), within(0.01));
            assertThat(slow.text(Names.ANOMALY_REASON))
                    .matches("chat gpt-4o took \\d+(\\.\\d)? s for 812 input and 95 output tokens; "
                            + "calls of this size usually take 1\\.\\d s");
        }
    }

    @Test
    void slowCallsAreFoundAndHealthyOnesLeftAlone() {
        Traffic traffic = new Traffic(2);
        int found = 0;
        int injected = 0;
        int falseFlags = 0;
        int healthy = 0;
        try (AnomalyEngine engine = open()) {
            for (int i = 0; i < 20_000; i++) {
                boolean slow = i > 500 && i % 100 == 0;
                Record call = engine.enrich(slow ? traffic.chat(300, 60, 5) : traffic.chat());
                if (slow) {
                    injected++;
                    found += call.has(Names.ANOMALY_SCORE) ? 1 : 0;
                } else {
                    healthy++;
                    falseFlags += call.has(Names.ANOMALY_SCORE) ? 1 : 0;
                }
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(injected * 95 / 100);
        assertThat(falseFlags / (double) healthy).isLessThan(0.005);
    }

    @Test
    void healthyStagesAreRarelyFlaggedHoweverHeavyTheirTail() {
        Traffic traffic = new Traffic(3);
        try (AnomalyEngine engine = open()) {
            for (double sigma : new double[] {0.1, 0.3, 0.6, 1.0, 1.5}) {
                int flags = 0;
                for (int i = 0; i < 20_000; i++) {
                    flags += flagged(engine.enrich(traffic.stage("lognormal " + sigma, 0.2, sigma)));
                }
                assertThat(flags).as("lognormal, sigma " + sigma).isLessThan(100);
            }
            for (double shape : new double[] {1.2, 2, 4}) {
                int flags = 0;
                for (int i = 0; i < 20_000; i++) {
                    flags += flagged(engine.enrich(traffic.span("pareto " + shape, traffic.pareto(0.1, shape))
                            .build()));
                }
                assertThat(flags).as("Pareto, shape " + shape).isLessThan(100);
            }
        }
    }

    @Test
    void submillisecondJitterIsNotFlagged() {
        Traffic traffic = new Traffic(4);
        try (AnomalyEngine engine = open()) {
            for (int i = 0; i < 300; i++) {
                engine.enrich(traffic.stage("cache.get", 0.0002, 0.05));
            }
            assertThat(flagged(engine.enrich(traffic.span("cache.get", 0.004).build())))
                    .isZero();
            assertThat(flagged(engine.enrich(traffic.span("cache.get", 0.4).build())))
                    .isOne();
        }
    }

    @Test
    void incidentStaysFlaggedForHundredRecordsAndLastingLevelBecomesUsual() {
        Traffic traffic = new Traffic(5);
        try (AnomalyEngine engine = open()) {
            for (int i = 0; i < 500; i++) {
                engine.enrich(traffic.stage("vector.search", 0.04, 0.3));
            }
            int early = 0;
            for (int i = 0; i < 100; i++) {
                early += flagged(engine.enrich(traffic.stage("vector.search", 0.6, 0.3)));
            }
            int late = 0;
            for (int i = 0; i < 3000; i++) {
                int flag = flagged(engine.enrich(traffic.stage("vector.search", 0.6, 0.3)));
                late += i >= 2000 ? flag : 0;
            }
            assertThat(early).isGreaterThanOrEqualTo(95);
            assertThat(late).isLessThan(10);
        }
    }

    @Test
    void nothingOfSeriesIsFlaggedBeforeItsWarmUp() {
        Traffic traffic = new Traffic(6);
        try (AnomalyEngine engine = open()) {
            assertThat(engine.states())
                    .filteredOn(state -> state.name().equals("stage_latency"))
                    .allMatch(state -> state.phase() == DetectorState.Phase.WARMING_UP);
            for (int i = 0; i < 49; i++) {
                Record wild = traffic.span("rerank", Math.pow(10, i % 5 - 3)).build();
                assertThat(engine.enrich(wild)).isEqualTo(wild);
            }
            engine.enrich(traffic.stage("rerank", 0.1, 0.1));
            engine.enrich(traffic.stage("rerank", 0.1, 0.1));
            assertThat(engine.states())
                    .filteredOn(state -> state.name().equals("stage_latency"))
                    .singleElement()
                    .satisfies(state -> {
                        assertThat(state.phase()).isEqualTo(DetectorState.Phase.READY);
                        assertThat(state.about()).isEqualTo(About.of(About.STAGE, "latency"));
                        assertThat(state.series()).isEqualTo(1);
                        assertThat(state.warmingUp()).isZero();
                        assertThat(state.records()).isEqualTo(51);
                        assertThat(state.flags()).isEmpty();
                    });
        }
    }

    @Test
    void lateFirstChunkAndSlowWritingAreFlagged() {
        Traffic traffic = new Traffic(7);
        try (AnomalyEngine engine = open()) {
            for (int i = 0; i < 400; i++) {
                engine.enrich(streamed(traffic, 1, 1));
            }
            assertThat(kinds(engine.enrich(streamed(traffic, 12, 1)))).contains("time_to_first_chunk");
            assertThat(kinds(engine.enrich(streamed(traffic, 1, 6)))).contains("tokens_per_second");
        }
    }

    @Test
    void eachDetectorTellsOfWhatItFlaggedAndOfNothingElse() {
        Traffic traffic = new Traffic(10);
        try (AnomalyEngine engine = open()) {
            int flagged = 0;
            for (int i = 0; i < 600; i++) {
                boolean slow = i > 300 && i % 60 == 0;
                flagged += slow ? flagged(engine.enrich(traffic.chat(300, 60, 9))) : 0;
                engine.enrich(traffic.chat());
            }
            assertThat(flagged).isEqualTo(4);
            for (DetectorState state : engine.states()) {
                assertThat(state.about().kinds()).containsAll(state.flags().keySet());
                assertThat(state.warmingUp()).isBetween(0, state.series());
                assertThat(state.records()).isEqualTo(604);
            }
            assertThat(engine.states())
                    .filteredOn(state -> state.name().equals("latency_for_size"))
                    .singleElement()
                    .satisfies(state -> assertThat(state.flags().get("latency")).isGreaterThanOrEqualTo(4L));
        }
    }

    @Test
    void restartChangesNoFinding() {
        List<Record> stream = mixedStream();
        List<Record> uninterrupted = new ArrayList<>();
        try (AnomalyEngine engine = AnomalyEngine.open(folder.resolve("whole"), AnomalyOptions.defaults())) {
            stream.forEach(record -> uninterrupted.add(engine.enrich(record)));
        }
        List<Record> interrupted = new ArrayList<>();
        for (int from = 0; from < stream.size(); from += 373) {
            try (AnomalyEngine engine = open()) {
                stream.subList(from, Math.min(stream.size(), from + 373))
                        .forEach(record -> interrupted.add(engine.enrich(record)));
                engine.checkpoint();
            }
        }
        assertThat(uninterrupted).anyMatch(record -> record.has(Names.ANOMALY_SCORE));
        assertThat(interrupted).isEqualTo(uninterrupted);
    }

    @Test
    void damagedStateIsLearnedAgain() throws IOException {
        Traffic traffic = new Traffic(8);
        try (AnomalyEngine engine = open()) {
            for (int i = 0; i < 300; i++) {
                engine.enrich(traffic.chat());
                engine.enrich(traffic.stage("vector.search", 0.04, 0.3));
            }
            engine.checkpoint();
        }
        Path file = folder.resolve("anomaly-0.state");
        byte[] bytes = Files.readAllBytes(file);
        bytes[200] ^= 1; // in the first section, that of latency_for_size
        Files.write(file, bytes);
        try (AnomalyEngine engine = open()) {
            assertThat(flagged(engine.enrich(traffic.chat(812, 95, 20)))).isZero();
            assertThat(flagged(engine.enrich(traffic.span("vector.search", 3).build())))
                    .isOne();
        }
        Files.write(file, new byte[] {1, 2, 3});
        try (AnomalyEngine engine = open()) {
            assertThat(flagged(engine.enrich(traffic.span("vector.search", 3).build())))
                    .isZero();
            engine.checkpoint();
        }
    }

    @Test
    void throwingDetectorIsSwitchedOffAndTheOthersGoOn() {
        Record record =
                new Traffic(9).span("answer", 1).put(Names.OUTPUT, "Yes.").build();
        try (AnomalyEngine engine =
                new AnomalyEngine(folder, trainer -> List.<Supplier<Detector>>of(Failing::new, OutputLength::new))) {
            assertThat(engine.enrich(record).number(Names.OUTPUT_LENGTH)).isEqualTo(4);
            assertThat(engine.enrich(record).number(Names.OUTPUT_LENGTH)).isEqualTo(4);
            engine.checkpoint();
            assertThat(engine.states())
                    .extracting(DetectorState::phase)
                    .containsExactly(DetectorState.Phase.OFF, DetectorState.Phase.READY);
            assertThat(engine.states().get(0).reason()).contains("no luck today");
        }
    }

    @Test
    void logLinesAndErrorsGetTheirTemplate() {
        try (AnomalyEngine engine = open()) {
            Traffic traffic = new Traffic(10);
            Record line = traffic.at()
                    .kind(Kind.LOG)
                    .put(Names.SERVICE, "gateway")
                    .put(Names.MESSAGE, "Request 8f31 of tenant 42 took 12 ms")
                    .build();
            Record error = traffic.span("answer", 1)
                    .put(Names.ERROR_MESSAGE, "timed out after 30 s\n\tat a.B.c(B.java:1)")
                    .build();
            assertThat(engine.enrich(line).text(Names.LOG_TEMPLATE)).isEqualTo("Request <*> of tenant <*> took <*>");
            assertThat(engine.enrich(error).text(Names.ERROR_TEMPLATE)).isEqualTo("timed out after <*>");
        }
    }

    @Test
    void severalThingsWrongAreAllNamedAndTheWorstIsExplained() {
        Traffic traffic = new Traffic(11);
        try (AnomalyEngine engine = open()) {
            for (int i = 0; i < 300; i++) {
                engine.enrich(traffic.chat());
            }
            Record bad = engine.enrich(traffic.chat(500, 100, 30).toBuilder()
                    .put(Names.OUTPUT, "I'm sorry, but I can't help with that.")
                    .build());
            assertThat(kinds(bad)).containsExactlyInAnyOrder("latency", "refusal");
            assertThat(bad.text(Names.ANOMALY_REASON)).startsWith("chat gpt-4o took");
            assertThat(bad.number(Names.QUALITY_REFUSAL)).isEqualTo(0.95);
        }
    }

    @Test
    void derivedRecordsAreNotJudgedAgain() {
        Record derived = Record.builder()
                .timestampNanos(1)
                .kind(Kind.METRIC)
                .put(Names.METRIC_NAME, "whence.series.error_rate")
                .put(Names.METRIC_VALUE, 0.5)
                .build();
        try (AnomalyEngine engine = open()) {
            assertThat(engine.enrich(derived)).isSameAs(derived);
            assertThat(engine.derived()).isEmpty();
        }
    }

    @Test
    void resumingGoesBackToTheSaveOfThatPosition() {
        Traffic traffic = new Traffic(3);
        try (AnomalyEngine engine = open()) {
            engine.enrich(traffic.stage("one", 0.1, 0.3));
            engine.checkpoint(100);
            engine.enrich(traffic.stage("two", 0.1, 0.3));
            engine.checkpoint(200);
        }
        try (AnomalyEngine engine = open()) {
            assertThat(stages(engine)).isEqualTo(2);
            engine.resume(100);
            assertThat(stages(engine)).isEqualTo(1);
        }
        try (AnomalyEngine engine = open()) {
            assertThat(stages(engine)).as("what lies beyond is forgotten").isEqualTo(1);
        }
    }

    @Test
    void whatWasLearnedIsSavedAgainWhenMuchCame() {
        Traffic traffic = new Traffic(4);
        long size;
        try (AnomalyEngine engine = open()) {
            engine.enrich(traffic.stage("one", 0.1, 0.3));
            assertThat(engine.checkpointIfDue(1_000_000)).isEqualTo(1_000_000);
            size = folder.resolve("anomaly-1000000.state").toFile().length();
            engine.enrich(traffic.stage("two", 0.1, 0.3));
            assertThat(engine.checkpointIfDue(1_000_000 + size)).isEqualTo(1_000_000);
        }
        try (AnomalyEngine engine = open()) {
            assertThat(engine.resume(1_000_000 + size))
                    .as("the records behind are to be given again")
                    .isEqualTo(1_000_000);
            assertThat(stages(engine)).isEqualTo(1);
            assertThat(engine.checkpointIfDue(1_000_000 + 2 * size)).isEqualTo(1_000_000);
            assertThat(engine.checkpointIfDue(1_000_000 + 1000 * size)).isEqualTo(1_000_000 + 1000 * size);
        }
    }

    @Test
    void whereNothingWasSavedNoRecordsAreAskedFor() {
        try (AnomalyEngine engine = open()) {
            assertThat(engine.resume(77)).isEqualTo(77);
        }
    }

    private static int stages(AnomalyEngine engine) {
        return engine.states().stream()
                .filter(state -> state.name().equals("stage_latency"))
                .mapToInt(DetectorState::series)
                .sum();
    }

    private AnomalyEngine open() {
        return AnomalyEngine.open(folder, AnomalyOptions.defaults());
    }

    private static int flagged(Record record) {
        return record.has(Names.ANOMALY_SCORE) ? 1 : 0;
    }

    private static List<String> kinds(Record record) {
        return record.value(Names.ANOMALY_KIND).stream()
                .flatMap(kind -> kind instanceof List<?> many ? many.stream() : Stream.of(kind))
                .map(Object::toString)
                .toList();
    }

    private static Record streamed(Traffic traffic, double lateness, double slowness) {
        double firstChunk = traffic.lognormal(0.4, 0.2) * lateness;
        double writing = 120 * 0.012 * traffic.lognormal(1, 0.15) * slowness;
        return traffic.span("chat gpt-4o", firstChunk + writing)
                .put(Names.REQUEST_MODEL, "gpt-4o")
                .put(Names.INPUT_TOKENS, 700)
                .put(Names.OUTPUT_TOKENS, 120)
                .put(Names.TIME_TO_FIRST_CHUNK, firstChunk)
                .build();
    }

    private static List<Record> mixedStream() {
        Traffic traffic = new Traffic(12);
        List<Record> stream = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            stream.add(i % 97 == 96 ? traffic.chat(400, 80, 10) : traffic.chat());
            stream.add(i % 89 == 88 ? traffic.stage("retrieve", 2, 0.2) : traffic.stage("retrieve", 0.05, 0.4));
            stream.add(traffic.at()
                    .kind(Kind.LOG)
                    .put(Names.SERVICE, "gateway")
                    .put(Names.MESSAGE, "user " + (i % 7 == 0 ? "anna" : "ben") + " asked for page " + i)
                    .build());
            stream.add(streamed(traffic, i % 101 == 100 ? 9 : 1, 1));
        }
        return stream;
    }

    /** A detector with a defect. */
    private static final class Failing implements Detector {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public About about() {
            return About.of(List.of());
        }

        @Override
        public int warmingUp() {
            return 0;
        }

        @Override
        public void inspect(Record record, Findings findings) {
            throw new IllegalStateException("no luck today");
        }

        @Override
        public int seriesCount() {
            return 0;
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void save(DataOutput out) {}

        @Override
        public void load(DataInput in) {}
    }
}
