package dev.whence.anomaly.multivariate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.anomaly.DetectorState;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusualCallTest {
    private static final long START = 1_795_500_000_000_000_000L;

    @TempDir
    Path folder;

    private final Random random = new Random(1);
    private long seconds;

    @Test
    void ordinaryNumbersThatDoNotGoTogetherAreFlaggedThoughNoOtherDetectorSeesThem() {
        try (AnomalyEngine engine = open()) {
            enrich(engine, 1500);
            Record tooFast = engine.enrich(call(600, 400, 1600, 0.2, 1).build());
            Record tooDear = engine.enrich(call(600, 150, 600, 1, 4).build());

            assertThat(tooFast.text(Names.ANOMALY_KIND)).isEqualTo("multivariate");
            assertThat(tooDear.text(Names.ANOMALY_KIND)).isEqualTo("multivariate");
            assertThat(tooDear.number(Names.ANOMALY_SCORE)).isBetween(0.9, 1.0);
            assertThat(tooDear.text(Names.ANOMALY_REASON)).startsWith("chat (gpt-4o): the cost is ");
            assertThat(tooDear.number(Names.ANOMALY_OBSERVED) / tooDear.number(Names.ANOMALY_EXPECTED))
                    .isBetween(2.0, 5.0);
        }
    }

    @Test
    void healthyCallsAreHardlyEverFlagged() {
        try (AnomalyEngine engine = open()) {
            long flags = enrich(engine, 20_000).stream()
                    .filter(call -> call.text(Names.ANOMALY_KIND).equals("multivariate"))
                    .count();
            assertThat(flags).isLessThan(20_000 / 2000);
        }
    }

    @Test
    void nothingIsFlaggedBeforeThereIsModel() {
        try (AnomalyEngine engine = open()) {
            enrich(engine, 500);
            assertThat(engine.enrich(call(600, 150, 600, 1, 50).build()).has(Names.ANOMALY_KIND))
                    .isFalse();
            assertThat(engine.states())
                    .filteredOn(state -> state.name().equals("multivariate"))
                    .singleElement()
                    .satisfies(state -> {
                        assertThat(state.phase()).isEqualTo(DetectorState.Phase.WARMING_UP);
                        assertThat(state.series()).isEqualTo(1);
                        assertThat(state.warmingUp()).isEqualTo(1);
                    });
        }
    }

    @Test
    void rareWayThatComesAgainAndAgainFromTheBeginningIsMostlyTakenAsUsual() {
        try (AnomalyEngine engine = open()) {
            int late = 0;
            for (int i = 0; i < 4000; i++) {
                boolean declines = i % 150 == 149; // it reasons at length and says in few words that it does not know
                Record seen = engine.enrich(declines ? call(600, 400, 90, 1, 1).build() : call());
                late += i > 1500 && declines && seen.has(Names.ANOMALY_KIND) ? 1 : 0;
            }
            assertThat(late).isLessThan(6); // of 17
            assertThat(engine.enrich(call(600, 150, 600, 1, 8).build()).text(Names.ANOMALY_KIND))
                    .isEqualTo("multivariate");
        }
    }

    @Test
    void incidentIsToldManyTimesBeforeItIsUsual() {
        try (AnomalyEngine engine = open()) {
            enrich(engine, 2000);
            int told = 0;
            for (int i = 0; i < 600; i++) {
                Record seen =
                        engine.enrich(i % 30 == 0 ? call(600, 150, 600, 1, 8).build() : call());
                told += i % 30 == 0 && seen.has(Names.ANOMALY_KIND) ? 1 : 0;
            }
            assertThat(told).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void restartChangesNoFinding() {
        List<Record> stream = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            stream.add(i % 211 == 210 ? call(600, 150, 600, 1, 4).build() : call());
        }
        List<Record> uninterrupted = new ArrayList<>();
        try (AnomalyEngine engine = AnomalyEngine.open(folder.resolve("whole"), AnomalyOptions.defaults())) {
            stream.forEach(record -> uninterrupted.add(engine.enrich(record)));
        }
        List<Record> interrupted = new ArrayList<>();
        for (int from = 0; from < stream.size(); from += 271) { // the second ends while a model is in training
            try (AnomalyEngine engine = open()) {
                stream.subList(from, Math.min(stream.size(), from + 271))
                        .forEach(record -> interrupted.add(engine.enrich(record)));
                engine.checkpoint();
            }
        }
        assertThat(uninterrupted)
                .anyMatch(record -> record.text(Names.ANOMALY_KIND).equals("multivariate"));
        assertThat(interrupted).isEqualTo(uninterrupted);
    }

    private AnomalyEngine open() {
        return AnomalyEngine.open(folder, AnomalyOptions.defaults());
    }

    private List<Record> enrich(AnomalyEngine engine, int calls) {
        List<Record> enriched = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            enriched.add(engine.enrich(call()));
        }
        return enriched;
    }

    private Record call() {
        long outputTokens = Math.round(lognormal(200, 0.6));
        int characters = (int) Math.max(1, outputTokens * 4 * lognormal(1, 0.1));
        return call(Math.round(lognormal(600, 0.6)), outputTokens, characters, 1, 1)
                .build();
    }

    /** A streamed call that takes as long and costs as much as its tokens ask for, times these. */
    private RecordBuilder call(long inputTokens, long outputTokens, int characters, double slowness, double dearness) {
        double firstChunk = slowness * lognormal(0.3 + inputTokens * 0.0002, 0.2);
        double writing = slowness * lognormal(outputTokens * 0.012, 0.15);
        return Record.builder()
                .timestampNanos(START + ++seconds * 1_000_000_000L)
                .kind(Kind.SPAN)
                .put(Names.SERVICE, "assistant")
                .put(Names.STAGE, "chat")
                .put(Names.REQUEST_MODEL, "gpt-4o")
                .put(Names.DURATION, firstChunk + writing)
                .put(Names.TIME_TO_FIRST_CHUNK, firstChunk)
                .put(Names.INPUT_TOKENS, inputTokens)
                .put(Names.OUTPUT_TOKENS, outputTokens)
                .put(Names.COST, dearness * (inputTokens * 2.5e-6 + outputTokens * 1e-5))
                .put(Names.OUTPUT, text(characters));
    }

    /** Words which all differ, so that nothing repeats, to a full stop. */
    private String text(int characters) {
        StringBuilder words = new StringBuilder("Word");
        while (words.length() < characters - 1) {
            words.append(' ').append(Long.toString(random.nextLong() >>> 1, 36));
        }
        words.setLength(Math.max(1, characters - 1));
        return words.append('.').toString();
    }

    private double lognormal(double median, double sigma) {
        return median * Math.exp(sigma * random.nextGaussian());
    }
}
