package dev.whence.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as newline-delimited JSON: what is taken, and what is said of the rest. */
class RecordRoutesTest {
    private static final String PATH = "/api/v1/records";
    private static final int LIMIT = 1 << 20;

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestServer.config(folder).withBodyLimitBytes(LIMIT));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void goodLinesAreTakenBesideBadOnes() {
        Reply reply = server.post(
                PATH,
                "application/x-ndjson",
                "{\"message\":\"besides one\"}\nnonsense\n\n{\"duration\":\"long\"}\n{\"message\":\"besides two\"}\n");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("accepted").asInt()).isEqualTo(2);
        assertThat(reply.json().path("rejected")).hasSize(2);
        assertThat(reply.json().at("/rejected/0/line").asInt()).isEqualTo(2);
        assertThat(reply.json().at("/rejected/1/line").asInt()).isEqualTo(4);
        assertThat(reply.json().at("/rejected/1/detail").asString()).contains("duration is a number of seconds");
        server.server().store().refresh();
        assertThat(server.get("/api/v1/search?q=besides").json().path("total").asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "application/ndjson; charset=utf-8",
                "application/json",
                "text/plain;charset=UTF-8",
                "application/x-www-form-urlencoded"
            })
    void everyUsualContentTypeIsTaken(String type) {
        Reply reply = server.post(PATH, type, "{\"message\":\"one line\"}");
        assertThat(reply.text()).isEqualTo("{\"accepted\":1,\"rejected\":[]}");
        assertThat(reply.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void anotherContentTypeIsToldWhatToSend() {
        Reply reply = server.post(PATH, "application/xml", "<a/>");
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.detail()).contains("application/xml", "application/x-ndjson");
    }

    @Test
    void linesOfWhichNoneIsGoodAreAProblem() {
        Reply reply = server.post(PATH, "application/x-ndjson", "{\"a\":\n[1]\n");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains("none of the 2 lines", "line 1: not valid JSON");
        assertThat(reply.json().path("accepted").asInt()).isZero();
        assertThat(reply.json().path("rejected")).hasSize(2);
    }

    @Test
    void anEmptyBodyIsAProblem() {
        Reply reply = server.post(PATH, "application/x-ndjson", "");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains("empty", "{\"message\":\"hello\"}");
        assertThat(server.post(PATH, "application/x-ndjson", "\n \n").status()).isEqualTo(400);
    }

    @Test
    void gzipAndZstdAreInflated() throws IOException {
        byte[] body = "{\"message\":\"squeezed\"}\n".repeat(100).getBytes(UTF_8);
        assertThat(encoded("gzip", gzip(body)).json().path("accepted").asInt()).isEqualTo(100);
        assertThat(encoded("zstd", Zstd.compress(body)).json().path("accepted").asInt())
                .isEqualTo(100);
    }

    @Test
    void anUnknownEncodingIsToldTheKnownOnes() {
        Reply reply = encoded("br", new byte[] {1, 2, 3});
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.detail()).contains("\"br\"", "gzip, zstd");
        assertThat(reply.header("Accept-Encoding")).isEqualTo("gzip, zstd");
    }

    @Test
    void brokenCompressionIsSaidSo() throws IOException {
        byte[] whole = gzip("{\"message\":\"cut\"}\n".repeat(1000).getBytes(UTF_8));
        for (byte[] broken : new byte[][] {Arrays.copyOf(whole, whole.length / 2), "{\"a\":1}".getBytes(UTF_8)}) {
            Reply gzip = encoded("gzip", broken);
            assertThat(gzip.status()).isEqualTo(400);
            assertThat(gzip.detail()).contains("not valid gzip", "Content-Encoding");
            assertThat(encoded("zstd", broken).status()).isEqualTo(400);
        }
        byte[] zstd = Zstd.compress("{\"message\":\"cut\"}\n".repeat(1000).getBytes(UTF_8));
        assertThat(encoded("zstd", Arrays.copyOf(zstd, zstd.length - 5)).detail())
                .contains("not valid zstd");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAlsoWhenItOnlyInflatesToThat() throws IOException {
        byte[] large = " ".repeat(LIMIT + 1).getBytes(UTF_8);
        Reply plain = server.post(PATH, "application/x-ndjson", large);
        assertThat(plain.status()).isEqualTo(413);
        assertThat(plain.detail()).contains(String.valueOf(LIMIT), "smaller parts");
        byte[] bomb = gzip(new byte[100 << 20]);
        assertThat(bomb.length).isLessThan(LIMIT);
        assertThat(encoded("gzip", bomb).status()).isEqualTo(413);
        assertThat(encoded("zstd", Zstd.compress(new byte[100 << 20])).status()).isEqualTo(413);
        assertThat(server.post(PATH, "application/json", "{\"message\":\"still here\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBodyWithoutLengthIsBoundedToo() {
        byte[] large = "{\"message\":\"chunked\"}\n".repeat(LIMIT / 10).getBytes(UTF_8);
        Reply reply = server.send(server.request(PATH)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void secretsAreGoneBeforeAnythingIsStored() {
        server.take(
                "{\"message\":\"redact me\",\"password\":\"hunter2\",\"note\":\"Authorization: Bearer abcdefghijklmnop\"}");
        Reply found = server.get("/api/v1/search?q=" + TestServer.encoded("\"redact me\""));
        assertThat(found.json().path("total").asInt()).isEqualTo(1);
        assertThat(found.text()).doesNotContain("hunter2", "abcdefghijklmnop").contains("[redacted:");
    }

    @Test
    void manyBadLinesAreCountedRatherThanListed() {
        Reply reply = server.post(PATH, "application/x-ndjson", "{\"message\":\"one\"}\n" + "x\n".repeat(5000));
        assertThat(reply.json().path("accepted").asInt()).isEqualTo(1);
        assertThat(reply.json().path("rejected")).hasSize(1000);
        assertThat(reply.json().path("rejected_total").asInt()).isEqualTo(5000);
    }

    private static Reply encoded(String encoding, byte[] body) {
        return server.send(server.request(PATH)
                .header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
