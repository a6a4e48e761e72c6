package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.lucene.LuceneTraceStore;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that stand for hundreds of requests each, a minute of every combination of attributes. */
class CountedRequestsTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final long START = 1_760_000_000_000_000_000L;
    private static final long INCIDENT = START + 60 * MINUTE;

    @TempDir
    Path folder = Path.of(".");

    /** The failure rate of a part of the traffic in the incident. */
    private interface Rates {
        double of(String cdn, String bitrate, String device);
    }

    @Test
    void partIsNamedThatExplainsNearlyAllAndFailsMost() {
        assertThat(narrowing((cdn, bitrate, device) -> cdn.equals("5") && bitrate.equals("500") ? 0.4 : 0.02))
                .isEqualTo(Map.of("cdn", "5", "bitrate", "500"));
    }

    @Test
    void partThatFailsWorseButExplainsLittleIsLeftForTheWiderOne() {
        assertThat(narrowing((cdn, bitrate, device) -> !cdn.equals("5") ? 0.02 : device.equals("tv") ? 0.4 : 0.3))
                .isEqualTo(Map.of("cdn", "5"));
    }

    @Test
    void failuresEverywhereAreNotNarrowed() {
        assertThat(narrowing((cdn, bitrate, device) -> 0.2)).isEmpty();
    }

    @Test
    void calleeThatExplainsItsCallersSlownessIsNamed() {
        assertThat(mesh("index", 0.15, 0)).isEqualTo("index");
    }

    @Test
    void failuresAreLaidOnTheDeepestOfTheServicesThatPassThemOn() {
        assertThat(mesh("search", 0, 0.25)).isEqualTo("search");
    }

    @Test
    void callerThatIsSlowByItselfIsNamedThoughItsCalleesAreWell() {
        assertThat(mesh("api", 0.15, 0)).isEqualTo("api");
    }

    /** The service named when one of a chain gets slower, or fails more; web calls api, api search, search index. */
    private String mesh(String faulty, double slower, double failing) {
        List<String> chain = List.of("web", "api", "search", "index");
        List<Record> records = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        for (long at = START; at < INCIDENT + 15 * MINUTE; at += MINUTE / 4) {
            double seconds = 0;
            double rate = 0;
            for (int i = chain.size() - 1; i >= 0; i--) {
                boolean hit = at >= INCIDENT && chain.get(i).equals(faulty);
                seconds += 0.03 * (0.9 + 0.2 * random.nextDouble()) + (hit ? slower : 0);
                rate = Math.max(rate, hit ? failing * (0.9 + 0.2 * random.nextDouble()) : 0);
                records.add(Record.builder()
                        .kind(Kind.SPAN)
                        .timestampNanos(at)
                        .put(Names.SERVICE, chain.get(i))
                        .put(Names.STAGE, chain.get(i) + ".handle")
                        .put(Names.DURATION, seconds)
                        .put(Names.AGGREGATE_COUNT, 60.0)
                        .put(Names.AGGREGATE_ERRORS, (double) Math.round(60 * rate))
                        .build());
                if (i > 0) {
                    records.add(Record.builder()
                            .kind(Kind.METRIC)
                            .timestampNanos(at)
                            .put(Names.METRIC_NAME, "traces_service_graph_request_total")
                            .put(Names.METRIC_VALUE, 60)
                            .put("client", chain.get(i - 1))
                            .put("server", chain.get(i))
                            .build());
                }
            }
        }
        return ask(records, Question.between(INCIDENT, INCIDENT + 15 * MINUTE))
                .get(0)
                .service();
    }

    private Map<String, String> narrowing(Rates rates) {
        List<Record> records = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        for (long at = START; at < INCIDENT + MINUTE; at += MINUTE) {
            for (String cdn : List.of("3", "5", "7")) {
                for (String bitrate : List.of("500", "2000", "4000")) {
                    for (String device : List.of("phone", "tv")) {
                        double rate = at < INCIDENT ? 0.02 : rates.of(cdn, bitrate, device);
                        double count = 200 + random.nextInt(100);
                        records.add(Record.builder()
                                .kind(Kind.SPAN)
                                .timestampNanos(at)
                                .put(Names.SERVICE, "player")
                                .put(Names.STAGE, "play")
                                .put(Names.AGGREGATE_COUNT, count)
                                .put(Names.AGGREGATE_ERRORS, (double)
                                        Math.round(count * rate * (0.8 + 0.4 * random.nextDouble())))
                                .put("cdn", cdn)
                                .put("bitrate", bitrate)
                                .put("device", device)
                                .build());
                    }
                }
            }
        }
        return ask(
                        records,
                        Question.between(INCIDENT, INCIDENT + MINUTE)
                                .withBaseline(new Window(START, INCIDENT))
                                .withSymptom(SymptomKind.ERROR))
                .get(0)
                .attributes();
    }

    private List<Answer.Cause> ask(List<Record> records, Question question) {
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(records);
            store.refresh();
            return new RootCauseAnalyzer(store).analyze(question).causes();
        }
    }
}
