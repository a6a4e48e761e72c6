package dev.whence.indexer.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.indexer.StoreException;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    @Property(tries = 300)
    void givesBackEqualRecords(@ForAll("batches") List<Record> batch) {
        assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
    }

    @Test
    void keepsWhatTheJsonFormWouldRefuse() {
        List<Record> odd = List.of(
                Record.builder().timestampNanos(-5).kind(Kind.SPAN).build(),
                Record.builder()
                        .put(Names.DURATION, -1.0)
                        .put(Names.STATUS, "undecided")
                        .put(Names.KIND, "a field of that name")
                        .put(Names.TRACE_ID, "UPPER")
                        .build());
        assertThat(BatchCodec.decode(BatchCodec.encode(odd))).isEqualTo(odd);
    }

    @Test
    void whatIsNoBatchIsRefusedWhateverItIs() {
        byte[] sound = BatchCodec.encode(
                List.of(Record.builder().put("name", List.of("a", 1L)).build()));
        for (int length = 0; length < sound.length; length++) {
            byte[] cut = Arrays.copyOf(sound, length);
            assertThatThrownBy(() -> BatchCodec.decode(cut)).isInstanceOf(StoreException.class);
        }
        sound[0] = 9;
        assertThatThrownBy(() -> BatchCodec.decode(sound)).hasMessageContaining("format 9");
    }

    @Provide
    Arbitrary<List<Record>> batches() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.strings().map(text -> (Object) text),
                Arbitraries.longs().map(number -> (Object) number),
                Arbitraries.doubles().map(number -> (Object) number),
                Arbitraries.of(true, false).map(flag -> (Object) flag));
        Arbitrary<Object> values =
                Arbitraries.oneOf(scalars, scalars.list().ofMaxSize(4).map(list -> (Object) list));
        Arbitrary<Map<String, Object>> fields = Arbitraries.maps(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(20), values)
                .ofMaxSize(8);
        return Combinators.combine(Arbitraries.longs(), Arbitraries.of(Kind.values()), fields)
                .as(BatchCodecTest::record)
                .list()
                .ofMaxSize(5);
    }

    private static Record record(long timestampNanos, Kind kind, Map<String, Object> fields) {
        RecordBuilder builder = Record.builder().timestampNanos(timestampNanos).kind(kind);
        fields.forEach(builder::put);
        return builder.build();
    }
}
