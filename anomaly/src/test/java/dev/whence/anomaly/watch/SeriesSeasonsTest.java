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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What differs at the same hours every day is usual at these hours, whichever signal it is. */
class SeriesSeasonsTest {
    private static final long DAWN = 1_795_478_400L * 1_000_000_000L; // midnight, UTC
    private static final long MINUTE = 60_000_000_000L;
    private static final int DAY = 24 * 60;
    private static final int REQUESTS = 40;
    private static final int LEARNING_DAYS = 2;

    private final Random random = new Random(11);
    private final List<Record> told = new ArrayList<>();
    private SeriesWatch watch = new SeriesWatch(WatchOptions.defaults());

    /** How much there is of each thing: 1 as by day. */
    record Load(
            double requests, double failing, double refusing, double slow, double tail, double tokens, double cost) {
        static final Load USUAL = new Load(1, 0.01, 0.01, 1, 1, 1, 1);
    }

    /** A thing that is otherwise each night, and how it is when something is wrong besides. */
    record Nightly(String kind, Load night, Load fault) {
        static final Nightly REQUEST_RATE =
                new Nightly("request_rate", new Load(5, 0.01, 0.01, 1, 1, 1, 1), new Load(20, 0.01, 0.01, 1, 1, 1, 1));
        static final Nightly REST =
                new Nightly("request_rate", new Load(0.2, 0.01, 0.01, 1, 1, 1, 1), new Load(5, 0.01, 0.01, 1, 1, 1, 1));
        static final Nightly ERROR_RATE =
                new Nightly("error_rate", new Load(1, 0.2, 0.01, 1, 1, 1, 1), new Load(1, 0.95, 0.01, 1, 1, 1, 1));
        static final Nightly REFUSAL_RATE =
                new Nightly("refusal_rate", new Load(1, 0.01, 0.2, 1, 1, 1, 1), new Load(1, 0.01, 0.95, 1, 1, 1, 1));
        static final Nightly LATENCY =
                new Nightly("latency_level", new Load(1, 0.01, 0.01, 4, 1, 1, 1), new Load(1, 0.01, 0.01, 16, 1, 1, 1));
        static final Nightly TAIL =
                new Nightly("latency_level", new Load(1, 0.01, 0.01, 1, 8, 1, 1), new Load(1, 0.01, 0.01, 1, 60, 1, 1));
        static final Nightly TOKENS =
                new Nightly("tokens", new Load(1, 0.01, 0.01, 1, 1, 5, 1), new Load(1, 0.01, 0.01, 1, 1, 20, 1));
        static final Nightly COST =
                new Nightly("cost", new Load(1, 0.01, 0.01, 1, 1, 1, 5), new Load(1, 0.01, 0.01, 1, 1, 1, 20));
    }

    static Stream<Nightly> nightly() {
        return Stream.concat(rising(), Stream.of(Nightly.REST));
    }

    static Stream<Nightly> rising() {
        return Stream.of(
                Nightly.REQUEST_RATE,
                Nightly.ERROR_RATE,
                Nightly.REFUSAL_RATE,
                Nightly.LATENCY,
                Nightly.TAIL,
                Nightly.TOKENS,
                Nightly.COST);
    }

    @ParameterizedTest
    @MethodSource("nightly")
    void whatComesEveryNightIsToldOnTheFirstTwoNightsOnly(Nightly what) {
        days(0, 6, what, 2 * 60, 4 * 60);
        Map<Long, List<String>> byDay = byDay();
        assertThat(byDay.keySet()).as("%s", byDay).allMatch(day -> day < LEARNING_DAYS);
        assertThat(byDay.get(0L)).contains(what.kind);
    }

    @ParameterizedTest
    @MethodSource("nightly")
    void hoursNeedNotBeginOnTheHour(Nightly what) {
        days(0, 4, what, 2 * 60 + 40, 3 * 60 + 25);
        assertThat(byDay().keySet()).as("%s", byDay()).allMatch(day -> day < LEARNING_DAYS);
    }

    @ParameterizedTest
    @MethodSource("nightly")
    void aFaultWithinTheNightIsTold(Nightly what) {
        days(0, 4, what, 2 * 60, 4 * 60);
        told.clear();
        for (int minute = 4 * DAY; minute < 4 * DAY + 5 * 60; minute++) {
            int of = minute % DAY;
            take(
                    minute,
                    of >= 3 * 60 && of < 3 * 60 + 10
                            ? what.fault
                            : of >= 2 * 60 && of < 4 * 60 ? what.night : Load.USUAL);
        }
        assertThat(told).extracting(SeriesSeasonsTest::kind).contains(what.kind);
        Record first = told.getFirst();
        assertThat(first.timestampNanos()).isBetween(at(4 * DAY + 3 * 60), at(4 * DAY + 3 * 60 + 5));
        assertThat(first.text(Names.ANOMALY_REASON)).contains("usual at this hour");
    }

    @ParameterizedTest
    @MethodSource("rising")
    void whatIsUsualByNightIsToldByDay(Nightly what) {
        days(0, 4, what, 2 * 60, 4 * 60);
        told.clear();
        for (int minute = 4 * DAY; minute < 4 * DAY + 15 * 60; minute++) {
            int of = minute % DAY;
            take(minute, of >= 2 * 60 && of < 4 * 60 || of >= 14 * 60 && of < 14 * 60 + 10 ? what.night : Load.USUAL);
        }
        assertThat(told).extracting(SeriesSeasonsTest::kind).contains(what.kind);
        assertThat(told.getFirst().timestampNanos()).isBetween(at(4 * DAY + 14 * 60), at(4 * DAY + 14 * 60 + 5));
        assertThat(told.getFirst().text(Names.ANOMALY_REASON)).contains("usual at this hour");
    }

    @Test
    void aNightThatDoesNotComeIsTold() {
        days(0, 4, Nightly.TOKENS, 2 * 60, 6 * 60);
        told.clear();
        for (int minute = 4 * DAY; minute < 5 * DAY; minute++) {
            take(minute, Load.USUAL);
        }
        assertThat(told).extracting(SeriesSeasonsTest::kind).containsExactly("tokens");
        assertThat(told.getFirst().timestampNanos()).isBetween(at(4 * DAY + 2 * 60), at(4 * DAY + 4 * 60));
    }

    @Test
    void aNightThatDoesNotEndIsTold() {
        days(0, 4, Nightly.LATENCY, 2 * 60, 6 * 60);
        told.clear();
        for (int minute = 4 * DAY; minute < 4 * DAY + 9 * 60; minute++) {
            take(minute, minute % DAY >= 2 * 60 ? Nightly.LATENCY.night : Load.USUAL);
        }
        assertThat(told).extracting(SeriesSeasonsTest::kind).containsOnly("latency_level");
        assertThat(told.getFirst().timestampNanos()).isBetween(at(4 * DAY + 6 * 60), at(4 * DAY + 8 * 60));
    }

    @Test
    void oneBadHourMakesNoHabit() {
        for (int day = 0; day < 4; day++) {
            for (int minute = day * DAY; minute < (day + 1) * DAY; minute++) {
                boolean bad = day == 1 && minute % DAY / 60 == 14 || day == 3 && minute % DAY / 60 == 14;
                take(minute, bad ? Nightly.ERROR_RATE.night : Load.USUAL);
            }
        }
        assertThat(byDay().keySet()).containsExactly(1L, 3L);
    }

    @Test
    void nightsOfWorkingDaysAreUsualAfterTheWeekEnd() {
        for (int day = 0; day < 14; day++) {
            for (int minute = day * DAY; minute < (day + 1) * DAY; minute++) {
                boolean night = minute % DAY / 120 == 1 && day % 7 < 5;
                take(minute, night ? Nightly.TOKENS.night : Load.USUAL);
            }
        }
        assertThat(byDay().keySet()).as("%s", byDay()).allMatch(day -> day < 7);
    }

    @Test
    void recordsInDisorderTeachTheSameHours() {
        List<Record> records = new ArrayList<>();
        List<Record> all = new ArrayList<>();
        for (int day = 0; day < 5; day++) {
            for (int minute = day * DAY; minute < (day + 1) * DAY; minute++) {
                boolean night = minute % DAY / 120 == 1;
                spans(minute, night ? Nightly.LATENCY.night : Load.USUAL).forEach(one -> records.add(one.build()));
                if (minute % 60 == 59) {
                    Map<Record, Long> arrivals = records.stream()
                            .collect(Collectors.toMap(
                                    one -> one,
                                    one -> one.timestampNanos() + random.nextLong(MINUTE * 9 / 10),
                                    (a, b) -> a));
                    records.sort(Comparator.comparing(arrivals::get));
                    all.addAll(records);
                    records.clear();
                }
            }
        }
        all.forEach(this::take);
        assertThat(byDay().keySet()).as("%s", byDay()).isNotEmpty().allMatch(day -> day < LEARNING_DAYS);
    }

    @Test
    void hoursSurviveARestart() throws IOException {
        days(0, 4, Nightly.LATENCY, 2 * 60, 4 * 60);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        watch.save(new DataOutputStream(saved));
        watch = new SeriesWatch(WatchOptions.defaults());
        watch.load(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        told.clear();
        days(4, 6, Nightly.LATENCY, 2 * 60, 4 * 60);
        assertThat(told).isEmpty();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        watch.save(new DataOutputStream(again));
        assertThat(again.size()).isBetween(500, 5000);
    }

    @Test
    void hoursThatMakeNoDifferenceAnyMoreAreForgotten() {
        Seasons seasons = Seasons.NONE.needed(Scale.LOGARITHM, DAWN);
        for (int hour = 0; hour < 24 * 20; hour++) {
            seasons = seasons.learn(at(hour * 60), 1, 10);
        }
        assertThat(seasons).isSameAs(Seasons.NONE);
    }

    private void days(int from, int to, Nightly what, int begins, int ends) {
        for (int minute = from * DAY; minute < to * DAY; minute++) {
            int of = minute % DAY;
            take(minute, of >= begins && of < ends ? what.night : Load.USUAL);
        }
    }

    private void take(int minute, Load load) {
        spans(minute, load).forEach(span -> take(span.build(), random.nextDouble() < load.refusing));
    }

    private List<RecordBuilder> spans(int minute, Load load) {
        List<RecordBuilder> spans = new ArrayList<>();
        long requests = Math.round(REQUESTS * load.requests * Math.exp(0.1 * random.nextGaussian()));
        for (int i = 0; i < requests; i++) {
            double tail = random.nextInt(4) == 0 ? load.tail : 1;
            RecordBuilder span = Record.builder()
                    .timestampNanos(at(minute) + Math.round(i / (double) requests * MINUTE * 0.95))
                    .kind(Kind.SPAN)
                    .put(Names.SERVICE, "assistant")
                    .put(Names.STAGE, "chat")
                    .put(Names.DURATION, 0.2 * load.slow * tail * Math.exp(0.2 * random.nextGaussian()))
                    .put(Names.INPUT_TOKENS, Math.round(800 * load.tokens * Math.exp(0.5 * random.nextGaussian())))
                    .put(Names.COST, 0.001 * load.cost * Math.exp(0.5 * random.nextGaussian()));
            spans.add(random.nextDouble() < load.failing ? span.put(Names.STATUS, "error") : span);
        }
        return spans;
    }

    private void take(Record record) {
        take(record, false);
    }

    private void take(Record record, boolean refuses) {
        Findings findings = new Findings();
        if (refuses) {
            findings.flag(new Finding("refusal", 0.9, "declines", 0, 1));
        }
        watch.inspect(record, findings);
        told.addAll(findings.derived());
    }

    private Map<Long, List<String>> byDay() {
        return told.stream()
                .collect(Collectors.groupingBy(
                        one -> (one.timestampNanos() - 1 - DAWN) / (DAY * MINUTE),
                        TreeMap::new,
                        Collectors.mapping(SeriesSeasonsTest::kind, Collectors.toList())));
    }

    private static long at(int minute) {
        return DAWN + minute * MINUTE;
    }

    private static String kind(Record record) {
        return record.text(Names.ANOMALY_KIND);
    }
}
