package dev.whence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordCodecTest {
    private static final long NOW = 1_795_523_211_000_000_000L;

    @Test
    void whatIsWrittenReadsBackEqual() throws RecordFormatException {
        Record record = Record.builder()
                .timestampNanos(1_795_523_211_218_893_623L)
                .put(Names.STAGE, "retrieve")
                .put(Names.DURATION, 2.0)
                .put("tenant.id", "ä\"\n")
                .put("k", 7)
                .put("flag", true)
                .put("list", List.of("a", "b"))
                .build();
        Record back = RecordCodec.read(RecordCodec.write(record), NOW);
        assertThat(back).isEqualTo(record);
        assertThat(back.kind()).isEqualTo(Kind.SPAN);
    }

    @Test
    void nestedObjectsAreFlattenedAndListsOfObjectsKeptAsJson() throws RecordFormatException {
        Record record = read("{\"a\":{\"b\":{\"c\":1}},\"m\":[{\"role\":\"user\"}],\"message\":\"x\"}");
        assertThat(record.fields()).containsEntry("a.b.c", 1L).containsEntry("m", "[{\"role\":\"user\"}]");
        assertThat(record.kind()).isEqualTo(Kind.LOG);
        assertThat(record.timestampNanos()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "1795523211, 1795523211000000000",
        "1795523211218, 1795523211218000000",
        "1795523211218893, 1795523211218893000",
        "1795523211218893623, 1795523211218893623",
        "1795523211.5, 1795523211500000000",
        "2026-11-24T12:26:51.25Z, 1795523211250000000",
        "2026-11-24T13:26:51.25+01:00, 1795523211250000000",
    })
    void timestampsComeInManyForms(String text, long nanos) {
        assertThat(Times.parse(text)).hasValue(nanos);
        assertThat(Times.parse(Times.format(nanos))).hasValue(nanos);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"duration\":\"fast\",\"stage\":\"x\"} | duration",
                "{\"duration\":-1,\"stage\":\"x\"} | duration",
                "{\"timestamp\":\"yesterday\",\"stage\":\"x\"} | timestamp",
                "{\"status\":200,\"stage\":\"x\"} | status",
                "{\"kind\":\"thing\",\"stage\":\"x\"} | kind",
                "{\"service\":[\"a\"]} | service",
                "{\"message\": | JSON",
                "[1] | one JSON object",
                "{} | at least one field",
                "{\"a\":1} {\"b\":2} | more than one",
            })
    void badRecordsAreRefusedWithWhatToChange(String line, String says) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining(says);
    }

    private static Record read(String line) throws RecordFormatException {
        return RecordCodec.read(line.getBytes(StandardCharsets.UTF_8), NOW);
    }
}
