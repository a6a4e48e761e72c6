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
        try (TraceStore store = LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE)) {
            store.append(records);
            store.refresh();
            return new RootCauseAnalyzer(store)
                    .analyze(Question.between(INCIDENT, INCIDENT + MINUTE)
                            .withBaseline(new Window(START, INCIDENT))
                            .withSymptom(SymptomKind.ERROR))
                    .causes()
                    .get(0)
                    .attributes();
        }
    }
}
