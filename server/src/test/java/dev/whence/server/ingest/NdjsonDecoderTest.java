package dev.whence.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Names;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class NdjsonDecoderTest {
    private static final long ARRIVAL = 1_795_523_211_000_000_000L;

    @Test
    void badLinesNeverCostTheGoodOnes() throws Exception {
        Decoded decoded = decode("{\"message\":\"one\"}\n\n{\"message\":\r\n  \t\r\n{\"message\":\"two\"}\r\nnonsense");
        assertThat(decoded.records()).extracting(r -> r.text(Names.MESSAGE)).containsExactly("one", "two");
        assertThat(decoded.rejected()).extracting(Rejected::line).containsExactly(3L, 6L);
        assertThat(decoded.rejected()).allSatisfy(r -> assertThat(r.detail()).contains("JSON"));
    }

    @Test
    void aLineThatIsTooLongIsRejectedAlone() throws Exception {
        String big = "{\"message\":\"" + "x".repeat(300_000) + "\"}";
        Decoded decoded = new NdjsonDecoder(1000).decode(bytes("{\"a\":1}\n" + big + "\n{\"a\":2}\n" + big), ARRIVAL);
        assertThat(decoded.records()).extracting(r -> r.number("a")).containsExactly(1.0, 2.0);
        assertThat(decoded.rejected()).extracting(Rejected::line).containsExactly(2L, 4L);
        assertThat(decoded.rejected().get(0).detail()).contains("longer than 1000 bytes");
    }

    @Test
    void aLineOfExactlyTheLimitPasses() throws Exception {
        String line = "{\"a\":\"b\"}";
        assertThat(new NdjsonDecoder(line.length())
                        .decode(bytes(line + "\r\n" + line), ARRIVAL)
                        .records())
                .hasSize(2);
        assertThat(new NdjsonDecoder(line.length() - 1)
                        .decode(bytes(line + "\r\n" + line), ARRIVAL)
                        .rejected())
                .hasSize(2);
    }

    @Test
    void linesMayComeInPiecesOfAnySize() throws Exception {
        String body = "{\"message\":\"" + "ä".repeat(70_000) + "\"}\n{\"message\":\"b\"}\n".repeat(1);
        for (int piece : new int[] {1, 7, 65_535, 65_536, 65_537}) {
            Decoded decoded = new NdjsonDecoder(1 << 20).decode(dripping(body.getBytes(UTF_8), piece), ARRIVAL);
            assertThat(decoded.records()).hasSize(2);
            assertThat(decoded.records().get(0).text(Names.MESSAGE)).hasSize(70_000);
        }
    }

    @Test
    void aByteOrderMarkIsSkipped() throws Exception {
        assertThat(decode("\uFEFF{\"message\":\"one\"}\n").records()).hasSize(1);
    }

    @Test
    void brokenUtf8IsRejectedWithItsLine() throws Exception {
        byte[] body = "{\"message\":\"a\"}\n{\"message\":\"?\"}\n".getBytes(UTF_8);
        body[body.length - 4] = (byte) 0xFF;
        Decoded decoded = new NdjsonDecoder(1000).decode(new ByteArrayInputStream(body), ARRIVAL);
        assertThat(decoded.records()).hasSize(1);
        assertThat(decoded.rejected()).singleElement().satisfies(r -> {
            assertThat(r.line()).isEqualTo(2);
            assertThat(r.detail()).contains("UTF-8");
        });
    }

    @Test
    void nestingWithoutEndIsRejected() throws Exception {
        Decoded decoded = decode("{\"a\":" + "[".repeat(100_000) + "\n{\"a\":1}");
        assertThat(decoded.records()).hasSize(1);
        assertThat(decoded.rejected()).singleElement().satisfies(r -> assertThat(r.detail())
                .contains("nesting"));
    }

    private static Decoded decode(String body) throws IOException {
        return new NdjsonDecoder(1 << 20).decode(bytes(body), ARRIVAL);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static InputStream dripping(byte[] bytes, int piece) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(piece, length));
            }
        };
    }
}
