package dev.whence.anomaly.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the windows of a series say, and when. */
class SeriesWatchTest {
    private static final long START = 1_795_500_000L * 1_000_000_000L;
    private static final long MINUTE = 60_000_000_000L;
    private static final WatchOptions OPTIONS = WatchOptions.defaults();

    private final Random random = new Random(7);
    private final List<Record> told = new ArrayList<>();
    private SeriesWatch watch = new SeriesWatch(OPTIONS);

    @Test
    void healthyTrafficSaysNothing() {
        for (int minute = 0; minute < 300; minute++) {
            take(minute, "search", 40, 0.01, 0.05);
            take(minute, "rare", 2, 0.1, 0.5);
        }
        assertThat(told).isEmpty();
        assertThat(watch.ready()).isTrue();
    }

    @Test
    void nothingIsSaidBeforeTheWarmUp() {
        for (int minute = 0; minute < 14; minute++) {
            take(minute, "search", minute % 2 == 0 ? 1 : 500, minute % 2, 0.05);
        }
        assertThat(told).isEmpty();
        assertThat(watch.ready()).isFalse();
    }

    @Test
    void aRiseOfFailuresBecomesARecordOfItsOwn() {
        healthy(0, 30);
        for (int minute = 30; minute < 33; minute++) {
            take(minute, "search", 40, 0.5, 0.05);
        }
        assertThat(told).hasSize(1);
        Record record = told.getFirst();
        assertThat(record.kind()).isEqualTo(Kind.METRIC);
        assertThat(record.text(Names.METRIC_NAME)).isEqualTo("whence.series.error_rate");
        assertThat(record.text(Names.ANOMALY_KIND)).isEqualTo("error_rate");
        assertThat(record.number(Names.METRIC_VALUE)).isBetween(0.3, 0.7);
        assertThat(record.number(Names.ANOMALY_EXPECTED)).isBetween(0.0, 0.05);
        assertThat(record.number(Names.ANOMALY_SCORE)).isBetween(0.9, 1.0);
        assertThat(record.text(Names.ANOMALY_REASON)).contains("requests of search failed", "usually");
        assertThat(record.service()).isEqualTo("assistant");
        assertThat(record.stage()).isEqualTo("search");
        assertThat(record.traceId()).isEmpty();
        assertThat(record.timestampNanos()).isEqualTo(START + 31 * MINUTE);
    }

    @Test
    void threeFailuresOfFourRequestsSayLittle() {
        for (int minute = 0; minute < 60; minute++) {
            take(minute, "search", 4, 0.02, 0.05);
        }
        take(60, "search", 1, 0, 0.05);
        take(60, "search", 2, 1, 0.05);
        take(61, "search", 4, 0, 0.05);
        take(62, "search", 4, 0, 0.05);
        assertThat(told).isEmpty();
    }

    @Test
    void anIncidentIsToldOnceAndAgainWhenItGetsMuchWorse() {
        healthy(0, 30);
        for (int minute = 30; minute < 40; minute++) {
            take(minute, "search", 40, 0.25, 0.05);
        }
        assertThat(told).hasSize(1);
        for (int minute = 40; minute < 50; minute++) {
            take(minute, "search", 40, 0.95, 0.05);
        }
        assertThat(told).hasSize(2);
        healthy(50, 70);
        for (int minute = 70; minute < 75; minute++) {
            take(minute, "search", 40, 0.5, 0.05);
        }
        assertThat(told).hasSize(3).allSatisfy(one -> assertThat(kind(one)).isEqualTo("error_rate"));
    }

    @Test
    void slowerRequestsAreALevelOfLatency() {
        healthy(0, 30);
        for (int minute = 30; minute < 34; minute++) {
            take(minute, "search", 40, 0.01, 0.25);
        }
        assertThat(told).hasSize(1);
        assertThat(kind(told.getFirst())).isEqualTo("latency_level");
        assertThat(told.getFirst().number(Names.ANOMALY_OBSERVED)).isBetween(0.2, 0.32);
        assertThat(told.getFirst().number(Names.ANOMALY_EXPECTED)).isBetween(0.04, 0.06);
    }

    @Test
    void manyMoreOrManyFewerRequestsAreTold() {
        healthy(0, 30);
        take(30, "search", 200, 0.01, 0.05);
        healthy(31, 45);
        take(45, "search", 3, 0.0, 0.05);
        take(46, "search", 3, 0.0, 0.05);
        healthy(47, 49);
        assertThat(told).extracting(SeriesWatchTest::kind).containsExactly("request_rate", "request_rate");
        assertThat(told.getFirst().number(Names.METRIC_VALUE)).isBetween(3.0, 3.5);
        assertThat(told.getLast().number(Names.METRIC_VALUE)).isBetween(0.04, 0.06);
    }

    @Test
    void aSeriesThatStopsIsMissedThoughNothingOfItArrives() {
        for (int minute = 0; minute < 60; minute++) {
            take(minute, "search", 40, 0.01, 0.05);
            if (minute < 40) {
                take(minute, "rerank", 40, 0.01, 0.05);
            }
        }
        assertThat(told).hasSize(1);
        assertThat(kind(told.getFirst())).isEqualTo("silence");
        assertThat(told.getFirst().stage()).isEqualTo("rerank");
        assertThat(told.getFirst().number(Names.METRIC_VALUE)).isZero();
        assertThat(told.getFirst().timestampNanos()).isBetween(START + 41 * MINUTE, START + 44 * MINUTE);
    }

    @Test
    void aSeriesThatOftenRestsIsNotMissedSoon() {
        for (int minute = 0; minute < 120; minute++) {
            take(minute, "search", 40, 0.01, 0.05);
            if (minute < 90 && minute % 10 == 0) {
                take(minute, "nightly", 10, 0.01, 0.05);
            }
        }
        assertThat(told).isEmpty();
    }

    @Test
    void refusalsThatOtherDetectorsFlagAreCounted() {
        for (int minute = 0; minute < 34; minute++) {
            for (int i = 0; i < 40; i++) {
                Findings findings = new Findings();
                if (minute >= 30 && i % 3 == 0) {
                    findings.flag(new Finding("refusal", 0.9, "declines", 0, 1));
                }
                watch.inspect(span(minute, i / 40.0, "chat", 0.5).build(), findings);
                told.addAll(findings.derived());
            }
        }
        assertThat(told).extracting(SeriesWatchTest::kind).containsExactly("refusal_rate");
    }

    @Test
    void promptsThatGrowShowInTokensAndCost() {
        for (int minute = 0; minute < 34; minute++) {
            for (int i = 0; i < 40; i++) {
                double input = 800 * Math.exp(0.5 * random.nextGaussian()) * (minute < 30 ? 1 : 5);
                take(span(minute, i / 40.0, "chat", 0.5)
                        .put(Names.INPUT_TOKENS, Math.round(input))
                        .put(Names.OUTPUT_TOKENS, 100L)
                        .put(Names.COST, input * 1e-6));
            }
        }
        assertThat(told).extracting(SeriesWatchTest::kind).containsExactlyInAnyOrder("tokens", "cost");
        assertThat(told.getFirst().text(Names.ANOMALY_REASON)).contains("read", "tokens");
    }

    @Test
    void requestsOfWhichSomeReturnAtOnceScatterMoreThanUsual() {
        healthy(0, 40);
        for (int minute = 40; minute < 46; minute++) {
            for (int i = 0; i < 40; i++) {
                double seconds = i % 4 == 0 ? 0.0005 : 0.05 * Math.exp(0.3 * random.nextGaussian());
                take(span(minute, i / 40.0, "search", seconds));
            }
        }
        assertThat(told).extracting(SeriesWatchTest::kind).containsExactly("latency_spread");
        assertThat(told.getFirst().text(Names.METRIC_STATISTIC)).isEqualTo("spread");
        assertThat(told.getFirst().number(Names.ANOMALY_EXPECTED)).isBetween(1.5, 2.2);
        assertThat(told.getFirst().number(Names.ANOMALY_OBSERVED)).isGreaterThan(20);
        assertThat(told.getFirst().text(Names.ANOMALY_REASON)).contains("took between", "is usual");
    }

    @Test
    void answersOfVeryDifferentLengthsScatterMoreThanUsualThoughTheirMeanIsTheSame() {
        for (int minute = 0; minute < 46; minute++) {
            for (int i = 0; i < 40; i++) {
                double tokens = 400 * Math.exp((minute < 40 ? 0.2 : 1.5) * random.nextGaussian());
                take(span(minute, i / 40.0, "chat", 0.5).put(Names.OUTPUT_TOKENS, Math.round(tokens)));
            }
        }
        assertThat(told).extracting(SeriesWatchTest::kind).containsExactly("tokens_spread");
    }

    @Test
    void whenEverythingFailsTheMostSurprisingAreToldAndTheOthersCounted() {
        int stages = Ration.MOST + 50;
        for (int minute = 0; minute < 34; minute++) {
            for (int stage = 0; stage < stages; stage++) {
                take(minute, "stage-" + stage, 10, minute < 30 ? 0.01 : 1, 0.05);
            }
        }
        List<Record> more =
                told.stream().filter(one -> kind(one).equals("untold")).toList();
        assertThat(more).isNotEmpty();
        double untold =
                more.stream().mapToDouble(one -> one.number(Names.METRIC_VALUE)).sum();
        assertThat(told.size() - more.size() + untold).isGreaterThanOrEqualTo(stages - 5);
        assertThat(more.getFirst().text(Names.ANOMALY_REASON)).contains("more findings", "error_rate");
        assertThat(told.stream().collect(Collectors.groupingBy(Record::timestampNanos, Collectors.counting())))
                .allSatisfy((window, count) -> assertThat(count).isLessThanOrEqualTo(Ration.MOST + 2L));
    }

    @Test
    void recordsAWindowLateAreCountedAndOlderOnesAreReported() {
        List<Record> shuffled = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            for (int i = 0; i < 40; i++) {
                shuffled.add(span(minute, i / 40.0, "search", 0.05).build());
            }
        }
        IdentityHashMap<Record, Long> arrivals = new IdentityHashMap<>();
        shuffled.forEach(one -> arrivals.put(one, one.timestampNanos() + random.nextLong(MINUTE * 9 / 10)));
        shuffled.sort(Comparator.comparing(arrivals::get));
        shuffled.forEach(this::take);
        assertThat(told).isEmpty();
        assertThat(watch.late()).isZero();
        take(span(20, 0, "search", 0.05).build());
        assertThat(watch.late()).isOne();
    }

    @Test
    void aRecordFromAFarFutureMovesNothing() {
        healthy(0, 30);
        take(span(60 * 24 * 365, 0, "search", 0.05).build());
        healthy(30, 60);
        assertThat(told).isEmpty();
        assertThat(watch.tooEarly()).isOne();
        assertThat(watch.late()).isZero();
    }

    @Test
    void aBackgroundOfOldRecordsIsNoSilence() {
        for (int minute = 0; minute < 120; minute++) {
            take(minute, "search", 40, 0.01, 0.05);
            take(minute - 10_000, "imported", 40, 0.01, 0.05);
        }
        assertThat(told).isEmpty();
        assertThat(watch.late()).isZero();
    }

    @Test
    void theRhythmOfTheDayIsLearned() {
        for (int minute = 0; minute < 60 * 24 * 5; minute++) {
            double day = Math.sin(2 * Math.PI * minute / (60.0 * 24));
            int requests = (int) Math.round(20 + 15 * day + random.nextGaussian());
            for (int i = 0; i < requests; i++) {
                take(span(minute, i / 40.0, "search", 0.05));
            }
        }
        assertThat(told).isEmpty();
    }

    @Test
    void whatWasLearnedIsTheSameAfterARestart() throws IOException {
        healthy(0, 30);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        watch.save(new DataOutputStream(saved));
        SeriesWatch again = new SeriesWatch(OPTIONS);
        again.load(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        List<Record> rest = new ArrayList<>();
        for (int minute = 30; minute < 40; minute++) {
            for (int i = 0; i < 60; i++) {
                rest.add(span(minute, i / 60.0, "search", 0.3)
                        .put(Names.STATUS, i % 2 == 0 ? "error" : "ok")
                        .build());
            }
        }
        rest.forEach(this::take);
        List<Record> first = List.copyOf(told);
        told.clear();
        watch = again;
        rest.forEach(this::take);
        assertThat(told).isEqualTo(first).isNotEmpty();
    }

    @Test
    void theNumberOfSeriesIsBounded() {
        watch = new SeriesWatch(new WatchOptions(60, 10, 15, 1e-6));
        for (int i = 0; i < 100; i++) {
            take(span(0, i / 100.0, "stage-" + i, 0.05));
        }
        assertThat(watch.seriesCount()).isEqualTo(10);
    }

    private void healthy(int from, int to) {
        for (int minute = from; minute < to; minute++) {
            take(minute, "search", 40, 0.01, 0.05);
        }
    }

    private void take(int minute, String stage, int requests, double failing, double seconds) {
        for (int i = 0; i < requests; i++) {
            RecordBuilder span =
                    span(minute, i / (double) requests, stage, seconds * Math.exp(0.3 * random.nextGaussian()));
            take(random.nextDouble() < failing ? span.put(Names.STATUS, "error") : span);
        }
    }

    private void take(RecordBuilder span) {
        take(span.build());
    }

    private void take(Record record) {
        Findings findings = new Findings();
        watch.inspect(record, findings);
        told.addAll(findings.derived());
    }

    private static RecordBuilder span(int minute, double part, String stage, double seconds) {
        return Record.builder()
                .timestampNanos(START + minute * MINUTE + Math.round(part * MINUTE * 0.95))
                .kind(Kind.SPAN)
                .put(Names.SERVICE, "assistant")
                .put(Names.STAGE, stage)
                .put(Names.DURATION, seconds);
    }

    private static String kind(Record record) {
        return record.text(Names.ANOMALY_KIND);
    }
}
