package dev.whence.anomaly.input;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that are not as those of their stage usually are. */
class InputQualityTest {
    private static final long START = 1_795_500_000_000_000_000L;

    private final Random random = new Random(11);
    private InputQuality detector = new InputQuality(100, 50);
    private long second;

    @Test
    void healthyRecordsAreLeftAlone() {
        int flagged = 0;
        for (int i = 0; i < 20_000; i++) {
            flagged += judged(order()).equals(NOTHING) ? 0 : 1;
        }
        assertThat(flagged).isLessThanOrEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 2})
    void rangeOfHeavyTailedNumbersIsTheirOwn(double sigma) {
        int flagged = 0;
        for (int i = 0; i < 20_000; i++) {
            Record record = span().put("bytes.read", Math.exp(sigma * random.nextGaussian()))
                    .put("rows.read", (long) Math.pow(1 - random.nextDouble(), -1 / (1.5 / sigma)))
                    .build();
            flagged += judged(record).equals(NOTHING) ? 0 : 1;
        }
        assertThat(flagged).isLessThanOrEqualTo(20);
    }

    @Test
    void fieldThatIsMissingIsNamedWithItsShare() {
        learn(600);
        Record missing = judged(without(order(), "order.total"));

        assertThat(kinds(missing)).containsExactly("data_quality", "missing_field");
        assertThat(missing.text(Names.ANOMALY_REASON))
                .isEqualTo("take order has no field order.total, which 99.8 % of its records have");
        assertThat(missing.text(Names.DATA_QUALITY_FIELD)).isEqualTo("order.total");
        assertThat(missing.number(Names.ANOMALY_SCORE)).isBetween(0.8, 1.0);
    }

    @Test
    void fieldThatOnlySomeRecordsHaveMayBeMissing() {
        for (int i = 0; i < 2000; i++) {
            RecordBuilder record = span();
            if (i % 20 != 0) {
                record.put("order.coupon", "WELCOME10");
            }
            assertThat(judged(record.build())).isEqualTo(NOTHING);
        }
    }

    @Test
    void failedSpansMayLackWhatTheyDidNotComeTo() {
        learn(600);
        assertThat(judged(without(order(), "order.total").toBuilder()
                        .put(Names.STATUS, "error")
                        .build()))
                .isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "order.contact, '', missing_field",
        "order.contact, undefined, missing_field",
        "order.total, 12.50, type_change",
        "order.express, yes, type_change",
        "order.uuid, 4711, format_change",
        "order.number, inv-123456, format_change",
        "order.placed, 25/11/2026, format_change",
        "order.contact, Jane, format_change",
        "order.basket, sku=A12, format_change",
        "order.channel, WEB, new_value"
    })
    void otherTextIsFlaggedForWhatItIs(String field, String value, String kind) {
        learn(600);
        Record flagged = judged(order().toBuilder().put(field, value).build());
        assertThat(kinds(flagged)).containsExactly("data_quality", kind);
        assertThat(flagged.text(Names.ANOMALY_REASON)).contains(field).contains(value);
        assertThat(flagged.text(Names.DATA_QUALITY_FIELD)).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(longs = {-10, 500, 1_000_000})
    void numberOutOfRangeIsFlaggedWithTheRange(long pages) {
        learn(600);
        Record flagged = judged(order().toBuilder().put("document.pages", pages).build());

        assertThat(kinds(flagged)).containsExactly("data_quality", "out_of_range");
        assertThat(flagged.number(Names.ANOMALY_OBSERVED)).isEqualTo((double) pages);
        assertThat(flagged.number(Names.ANOMALY_EXPECTED)).isBetween(1.0, 9.0);
        assertThat(flagged.text(Names.ANOMALY_REASON))
                .startsWith("take order has " + pages + " in the field document.pages; usually about ")
                .endsWith(", so far 1 to 9");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 14})
    void numberNextToTheRangeIsNotFlagged(long pages) {
        learn(600);
        assertThat(judged(order().toBuilder().put("document.pages", pages).build()))
                .isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wie \u00c3\u00a4ndere ich das?",
                "I can\u00e2\u20ac\u2122t log in",
                "Wie \uFFFDndere ich das?",
                "What does it\u0000 cost?",
                "Wie \\u00e4ndere ich das?",
                "Tom &amp; Jerry",
                "\u00d0\u00bf\u00d1\u20ac\u00d0\u00b8\u00d0\u00b2\u00d0\u00b5\u00d1\u201a"
            })
    void damagedTextsAreFlagged(String input) {
        learn(200);
        Record flagged = judged(order().toBuilder().put(Names.INPUT, input).build());
        assertThat(kinds(flagged)).containsExactly("data_quality", "encoding");
        assertThat(flagged.text(Names.DATA_QUALITY_FIELD)).isEqualTo(Names.INPUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S\u00c3O PAULO \u00c9 \u00d3TIMA, MAM\u00c3E",
                "\u00ab L\u2019\u00c9T\u00c9 EST L\u00c0 \u00bb \u2026",
                "Er sagte: \u201eJa\u201c \u2013 und ging\u2026",
                "C:\\users\\me & you; a\tb\r\n",
                "\u00cem\u00e2n, \u00e2ge, h\u00e2te\u2026",
                "\u65e5\u672c\u8a9e \ud83d\ude42"
            })
    void soundTextsOfAnyLanguageAreNot(String input) {
        learn(200);
        assertThat(judged(order().toBuilder().put(Names.INPUT, input).build())).isEqualTo(NOTHING);
    }

    @Test
    void stageThatIsGivenHtmlMayHaveEntities() {
        for (int i = 0; i < 400; i++) {
            Record page = span().put(Names.INPUT, "page " + i + (i % 9 == 0 ? " a &amp; b" : " a"))
                    .build();
            assertThat(judged(page)).isEqualTo(NOTHING);
        }
    }

    @Test
    void releaseThatChangesTheSchemaIsFlaggedForSomeHundredRecordsOnly() {
        learn(2000);
        int early = 0;
        int late = 0;
        for (int i = 0; i < 3000; i++) {
            Record other = without(order(), "order.total").toBuilder()
                    .put("order.sum", 12.5)
                    .put("order.express", "yes")
                    .put("order.uuid", "u-" + random.nextInt(9999))
                    .build();
            boolean flagged = !judged(other).equals(NOTHING);
            early += flagged && i < 30 ? 1 : 0;
            late += flagged && i >= 800 ? 1 : 0;
        }
        assertThat(early).isEqualTo(30);
        assertThat(late).isZero();
    }

    @Test
    void whatComesRarelyIsFlaggedEachTime() {
        learn(1000);
        int flagged = 0;
        for (int i = 0; i < 8000; i++) {
            boolean bad = i % 1000 == 999;
            Record record = bad ? order().toBuilder().put("order.total", "?").build() : order();
            flagged += bad && !judged(record).equals(NOTHING) ? 1 : 0;
            if (!bad) {
                judged(record);
            }
        }
        assertThat(flagged).isEqualTo(8);
    }

    @Test
    void nothingIsFlaggedBeforeTheWarmUp() {
        for (int i = 0; i < 50; i++) {
            assertThat(judged(span().put("value", i % 2 == 0 ? "x" + i : (Object) (long) Math.pow(9, i % 17))
                            .put(Names.INPUT, "a\uFFFD")
                            .build()))
                    .isEqualTo(NOTHING);
        }
        assertThat(detector.ready()).isFalse();
    }

    @Test
    void whatIsKeptOfStageIsBounded() {
        for (int i = 0; i < 500; i++) {
            RecordBuilder record = span();
            for (int j = 0; j < 40; j++) {
                record.put("metadata." + random.nextInt(100_000), "v" + j);
            }
            judged(record.build());
        }
        assertThat(saved().length).isLessThan(12_000);
    }

    @Test
    void savedStateJudgesAsBefore() throws IOException {
        learn(700);
        byte[] saved = saved();
        List<Record> next = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            next.add(i % 50 == 7 ? without(order(), "order.number") : order());
        }
        List<Findings> expected = next.stream().map(this::inspected).toList();
        detector = new InputQuality(100, 50);
        detector.load(new DataInputStream(new ByteArrayInputStream(saved)));
        for (int i = 0; i < next.size(); i++) {
            assertThat(inspected(next.get(i)).flags()).isEqualTo(expected.get(i).flags());
        }
    }

    private static final Record NOTHING =
            Record.builder().timestampNanos(0).kind(Kind.SPAN).build();

    /** What was flagged of a record; {@link #NOTHING} when nothing was. */
    private Record judged(Record record) {
        return inspected(record).addTo(NOTHING);
    }

    private Findings inspected(Record record) {
        Findings findings = new Findings();
        detector.inspect(record, findings);
        return findings;
    }

    private static List<String> kinds(Record record) {
        Object kinds = record.value(Names.ANOMALY_KIND).orElse(List.of());
        return kinds instanceof List<?> many
                ? many.stream().map(String::valueOf).toList()
                : List.of(kinds.toString());
    }

    private byte[] saved() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            detector.save(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private void learn(int records) {
        for (int i = 0; i < records; i++) {
            judged(order());
        }
    }

    private RecordBuilder span() {
        return Record.builder()
                .timestampNanos(START + ++second * 1_000_000_000L)
                .kind(Kind.SPAN)
                .put(Names.SERVICE, "shop")
                .put(Names.STAGE, "take order")
                .put(Names.DURATION, 0.1);
    }

    private Record order() {
        return span().put("order.number", "ord-" + (100_000 + random.nextInt(900_000)))
                .put("order.uuid", new UUID(random.nextLong(), random.nextLong()).toString())
                .put("order.placed", "2026-11-" + (10 + random.nextInt(20)) + "T10:00:00Z")
                .put("order.total", Math.exp(3 + random.nextGaussian()))
                .put("document.pages", 1L + random.nextInt(9))
                .put("order.express", random.nextBoolean())
                .put("order.channel", random.nextInt(3) == 0 ? "web" : "app")
                .put("order.contact", "c" + random.nextInt(9999) + "@mail.example")
                .put("order.basket", "{\"sku\":\"A" + random.nextInt(999) + "\"}")
                .put(Names.INPUT, "Wie \u00e4ndere ich Bestellung " + random.nextInt(999) + "?")
                .build();
    }

    private static Record without(Record record, String name) {
        RecordBuilder rest =
                Record.builder().timestampNanos(record.timestampNanos()).kind(record.kind());
        record.fields().forEach((field, value) -> {
            if (!field.equals(name)) {
                rest.put(field, value);
            }
        });
        return rest.build();
    }
}
