package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Incidents which no group of requests shows by itself: one entry for many kinds of requests, few of each kind, and a
 * minute of them. The stored day tells what is usual.
 */
class ContrastTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long DAY = 1_760_000_000L * SECOND;
    private static final long INCIDENT = DAY + 300 * MINUTE;
    private static final Window BASELINE = new Window(DAY + 30 * MINUTE, DAY + 31 * MINUTE);

    @TempDir
    Path folder = Path.of(".");

    private final SplittableRandom random = new SplittableRandom(11);
    private final List<Record> records = new ArrayList<>();
    private long ids = 1;

    /** How one request goes. */
    private static final class Visit {
        double price = 0.003;
        double wireToPrice = 0.001;
        boolean pricesAreFound = true;
        boolean priceWaits;
        String customer = "acme";
        String linesOf = "";
        double drift = 1;
    }

    @Test
    void stepsThatAreMissingPointToTheServiceWhichTakesAnotherWay() {
        everyHalfHour(visit -> {}, 0.5);
        minute(INCIDENT, visit -> visit.pricesAreFound = false, 0.5);
        Answer.Cause first = ask().get(0);
        assertThat(first.service()).isEqualTo("price");
        assertThat(first.kind()).isEqualTo("path");
        assertThat(first.evidence()).anySatisfy(fact -> assertThat(fact.text()).contains("price found"));
        assertThat(first.traces()).isNotEmpty();
    }

    @Test
    void calleeThatAllItsCallersWaitForHasTheNetworkTrouble() {
        everyHalfHour(visit -> {}, 0.5);
        minute(INCIDENT, visit -> visit.wireToPrice = 0.4, 0.5);
        Answer.Cause first = ask().get(0);
        assertThat(first.service()).isEqualTo("price");
        assertThat(first.kind()).isEqualTo("network");
    }

    @Test
    void processorThatIsUsedUpIsNamedThoughNothingIsSlowYet() {
        everyHalfHour(visit -> {}, 0.5);
        minute(INCIDENT, visit -> {}, 0.5);
        for (int i = 0; i < 400; i++) {
            long at = DAY + i * MINUTE;
            boolean during = at >= INCIDENT && at < INCIDENT + 2 * MINUTE;
            metric(at, "price", during ? 97 : 2 + random.nextDouble());
            metric(at, "cart", 3 + random.nextDouble());
        }
        Answer.Cause first = ask().get(0);
        assertThat(first.service()).isEqualTo("price");
        assertThat(first.kind()).isEqualTo("resource");
    }

    @Test
    void whatOtherTimesOfTheDayShowTooIsNoCause() {
        everyHalfHour(visit -> visit.drift = 2.5, 0.5);
        minute(BASELINE.fromNanos(), visit -> {}, 0.3);
        minute(INCIDENT, visit -> visit.drift = 2.5, 0.3);
        assertThat(ask()).allSatisfy(cause -> assertThat(cause.confidence()).isEqualTo("low"));
    }

    @Test
    void minuteLikeAnyOtherHasNoCause() {
        everyHalfHour(visit -> {}, 0.5);
        minute(INCIDENT, visit -> {}, 0.5);
        assertThat(ask()).isEmpty();
    }

    @Test
    void linesThatComeInBurstsNowAndThenAreNoOtherWay() {
        long before = INCIDENT - 12 * MINUTE;
        for (int minute = 0; minute < 16; minute++) {
            boolean busy = minute == 4 || minute == 13;
            minute(before + minute * MINUTE, visit -> visit.priceWaits = busy, 0.5);
        }
        assertThat(ask(Question.between(INCIDENT, INCIDENT + 4 * MINUTE).withBaseline(new Window(before, INCIDENT))))
                .isEmpty();
    }

    @Test
    void linesThatCustomersAlwaysCauseAreNoOtherWayWhenTheyComeMoreOften() {
        long before = INCIDENT - 12 * MINUTE;
        for (int minute = 0; minute < 16; minute++) {
            double share = minute < 12 ? 0.2 : 0.6;
            minute(
                    before + minute * MINUTE,
                    visit -> {
                        visit.customer = random.nextDouble() < share ? "bolt" : "acme";
                        visit.linesOf = visit.customer;
                    },
                    0.5);
        }
        assertThat(ask(Question.between(INCIDENT, INCIDENT + 4 * MINUTE).withBaseline(new Window(before, INCIDENT))))
                .isEmpty();
    }

    @Test
    void whatABaselineAloneHoldsTellsOfAnotherWayToo() {
        long before = INCIDENT - 12 * MINUTE;
        for (int minute = 0; minute < 16; minute++) {
            boolean broken = minute >= 12;
            minute(before + minute * MINUTE, visit -> visit.pricesAreFound = !broken, 0.5);
        }
        assertThat(ask(Question.between(INCIDENT, INCIDENT + 4 * MINUTE).withBaseline(new Window(before, INCIDENT))))
                .first()
                .extracting(Answer.Cause::service)
                .isEqualTo("price");
    }

    private List<Answer.Cause> ask() {
        return ask(Question.between(INCIDENT, INCIDENT + MINUTE).withBaseline(BASELINE));
    }

    private List<Answer.Cause> ask(Question question) {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(records);
            store.refresh();
            return new RootCauseAnalyzer(store).analyze(question).causes();
        }
    }

    private void everyHalfHour(Consumer<Visit> fault, double seconds) {
        for (int i = 1; i < 10; i++) {
            minute(DAY + i * 30L * MINUTE, fault, seconds);
        }
    }

    private void minute(long from, Consumer<Visit> fault, double seconds) {
        for (long at = from; at < from + MINUTE; at += Math.round(seconds * SECOND)) {
            Visit visit = new Visit();
            fault.accept(visit);
            serve(at, visit);
        }
    }

    /** One entry: a page of one of three kinds, of which two ask for prices, each by a service of its own. */
    private void serve(long at, Visit visit) {
        String trace = String.format("%032x", ids++);
        int kind = random.nextInt(3);
        String service = List.of("cart", "search", "profile").get(kind);
        String root = id();
        String page = id();
        long now = at + SECOND / 1000;
        long began = now;
        now += nanos(varied(0.004 * (1 + kind) * visit.drift));
        if (kind < 2) {
            String call = id();
            long sent = now;
            long arrived = sent + nanos(varied(visit.wireToPrice));
            long answered = arrived + nanos(varied(visit.price));
            String server = id();
            span(trace, server, call, "price", "GET /prices", arrived, answered);
            if (visit.priceWaits) {
                log(trace, server, arrived + 500, "all workers busy");
            }
            log(trace, server, arrived + 1000, visit.linesOf.isEmpty() ? "price asked" : "asked by " + visit.linesOf);
            if (visit.pricesAreFound) {
                log(trace, server, answered - 1000, "price found");
            }
            now = answered + nanos(0.0005);
            span(trace, call, page, service, "GET", sent, now);
        }
        now += nanos(varied(0.002));
        span(trace, page, root, service, "page", began, now);
        span(trace, root, "", "gateway", "/*", at, now + SECOND / 1000);
        int last = records.size() - 1;
        records.set(
                last,
                records.get(last).toBuilder().put("tenant.id", visit.customer).build());
    }

    private void span(String trace, String id, String parent, String service, String stage, long from, long to) {
        RecordBuilder span = Record.builder()
                .kind(Kind.SPAN)
                .timestampNanos(from)
                .put(Names.TRACE_ID, trace)
                .put(Names.SPAN_ID, id)
                .put(Names.SERVICE, service)
                .put(Names.STAGE, stage)
                .put(Names.DURATION, (to - from) / 1e9);
        if (!parent.isEmpty()) {
            span.put(Names.PARENT_SPAN_ID, parent);
        }
        records.add(span.build());
    }

    private void log(String trace, String span, long at, String template) {
        records.add(Record.builder()
                .kind(Kind.LOG)
                .timestampNanos(at)
                .put(Names.TRACE_ID, trace)
                .put(Names.SPAN_ID, span)
                .put(Names.SERVICE, "price")
                .put(Names.MESSAGE, template)
                .put(Names.LOG_TEMPLATE, template)
                .build());
    }

    private void metric(long at, String service, double percent) {
        records.add(Record.builder()
                .kind(Kind.METRIC)
                .timestampNanos(at)
                .put(Names.SERVICE, service)
                .put(Names.METRIC_NAME, "cpu.utilization")
                .put(Names.METRIC_VALUE, percent)
                .build());
    }

    private String id() {
        return String.format("%016x", ids++);
    }

    private double varied(double seconds) {
        return seconds * (0.8 + 0.4 * random.nextDouble());
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }
}
