package dev.whence.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.model.RedactionOptions;
import dev.whence.model.Redactor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every body, however odd. */
class DecoderProperties {
    private static final long ARRIVAL = 1_795_600_000_000_000_000L;

    @Property(tries = 300)
    void linesAreCountedExactly(@ForAll("lines") List<String> lines, @ForAll boolean crlf, @ForAll boolean ended)
            throws IOException {
        String body = String.join(crlf ? "\r\n" : "\n", lines) + (ended ? "\n" : "");
        Decoded decoded = new NdjsonDecoder(40).decode(new ByteArrayInputStream(body.getBytes(UTF_8)), ARRIVAL);
        List<Long> bad = new ArrayList<>();
        int good = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("{\"n\"")) {
                good++;
            } else if (!line.isBlank()) {
                bad.add(i + 1L);
            }
        }
        assertThat(decoded.records()).hasSize(good);
        assertThat(decoded.rejected()).extracting(Rejected::line).isEqualTo(bad);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.of(
                        "{\"n\":1}",
                        "{\"n\":\"ü\"}",
                        "",
                        "  \t",
                        "{",
                        "nonsense",
                        "[1]",
                        "{\"m\":\"" + "x".repeat(50) + "\"}")
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 500)
    void anyBytesDecodeOrAreRefusedWithAReason(@ForAll byte[] body) throws IOException {
        for (Decoder decoder : decoders()) {
            decodesOrIsRefused(decoder, body);
        }
    }

    /** A real request with a few bytes changed, cut or doubled gets further into the decoders than noise. */
    @Property(tries = 200)
    void anyDamageToARealRequestDecodesOrIsRefused(@ForAll("files") Path file, @ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] body = Files.readAllBytes(file);
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(3)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body = Arrays.copyOf(body, Math.max(1, at));
                default -> System.arraycopy(body, 0, body, at, Math.min(body.length - at, random.nextInt(20)));
            }
        }
        for (Decoder decoder : decoders()) {
            decodesOrIsRefused(decoder, body);
        }
    }

    @Provide
    Arbitrary<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "fixtures", "src", "main", "resources", "clients"))) {
            return Arbitraries.of(files.filter(file ->
                            !file.toString().endsWith(".md") && file.toFile().length() < 20_000)
                    .sorted()
                    .toList());
        }
    }

    private static void decodesOrIsRefused(Decoder decoder, byte[] body) throws IOException {
        try {
            Decoded decoded = decoder.decode(new ByteArrayInputStream(body), ARRIVAL);
            Redactor redactor = new Redactor(RedactionOptions.defaults());
            for (Record record : decoded.records()) {
                Record stored = redactor.redact(record);
                assertThat(RecordCodec.write(stored)).isNotEmpty();
            }
            assertThat(decoded.rejected())
                    .allSatisfy(rejected -> assertThat(rejected.detail()).isNotBlank());
        } catch (UnreadableBodyException e) {
            assertThat(e.detail()).isNotBlank();
        }
    }

    private static List<Decoder> decoders() {
        return List.of(
                new NdjsonDecoder(1 << 20),
                OtlpTraces.protobuf(),
                OtlpTraces.json(),
                OtlpLogs.protobuf(),
                OtlpLogs.json(),
                OtlpMetrics.protobuf(),
                OtlpMetrics.json());
    }
}
