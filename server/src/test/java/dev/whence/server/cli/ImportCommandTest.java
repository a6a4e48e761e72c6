package dev.whence.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.whence.server.ServerConfig;
import dev.whence.server.WhenceServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final String SPAN =
            """
            {
              "resourceSpans": [{
                "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "vectordb"}}]},
                "scopeSpans": [{"spans": [{
                  "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "vector.search",
                  "startTimeUnixNano": "1795521600000000000", "endTimeUnixNano": "1795521600600000000"
                }]}]
              }]
            }
            """;

    @TempDir
    Path folder;

    private final Cli cli = new Cli();

    @Test
    void plainAndPackedFilesAndStandardInputGoIntoADataFolder() throws IOException {
        Path plain = Files.write(folder.resolve("plain"), lines("plain", 3));
        Path gzip = Files.write(folder.resolve("gzip"), gzip(lines("gzip", 4)));
        Path zstd = Files.write(folder.resolve("zstd"), Zstd.compress(lines("zstd", 5)));
        Path document = Files.writeString(folder.resolve("spans.json"), SPAN);

        Cli.Result result = cli.input(lines("stdin", 2))
                .run("import", path(plain), path(gzip), path(zstd), path(document), "-", "--data", path(data()));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("imported 15 records, refused 0, in ");
        assertThat(result.status()).isZero();
        assertThat(total("source:gzip")).isEqualTo("4 records");
        assertThat(total("source:zstd")).isEqualTo("5 records");
        assertThat(total("source:stdin")).isEqualTo("2 records");
        assertThat(cli.run("search", "service:vectordb", "--data", path(data())).out())
                .contains("vector.search", "600 ms");
    }

    @Test
    void badLinesAreNamedAndCostTheOthersNothing() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mixed.ndjson"),
                """
                {"message":"good"}
                {"message":"cut
                {"timestamp":"yesterday","message":"late"}

                {"message":"good too"}
                """);
        Cli.Result result = cli.run("import", path(file), "--data", path(data()));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).startsWith("imported 2 records, refused 2, in ");
        assertThat(result.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(file + ":2: not valid JSON"),
                        line -> assertThat(line).startsWith(file + ":3: timestamp is RFC 3339"));
        assertThat(total("good")).isEqualTo("2 records");
    }

    @Test
    void fileOfNothingButBadLinesIsCountedLineByLine() throws IOException {
        String bad = IntStream.range(0, 1500).mapToObj(i -> "oops " + i).collect(Collectors.joining("\n"));
        Path file = Files.writeString(folder.resolve("bad"), bad);
        Cli.Result result = cli.run("import", path(file), "--data", path(data()), "--reasons", "2");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).startsWith("imported 0 records, refused 1,500, in ");
        assertThat(result.err().lines()).hasSize(3).last().asString().startsWith("… and 1,498 refused lines more");
    }

    @Test
    void recordsGoToARunningServer() throws IOException {
        try (WhenceServer server = WhenceServer.start(ServerConfig.of(data()).withPort(0))) {
            Cli.Result result = cli.input(lines("url", 25_000)).run("import", "-", "--to", server.url());
            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
            server.store().refresh();
            assertThat(cli.run("search", "source:url", "--url", server.url()).err())
                    .contains("of 25,000 records");
        }
    }

    @Test
    void folderOfARunningServerIsNotTouched() throws IOException {
        try (WhenceServer server = WhenceServer.start(ServerConfig.of(data()).withPort(0))) {
            assertThat(server.url()).isNotEmpty();
            Cli.Result result = cli.input(lines("x", 1)).run("import", "-", "--data", path(data()));
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err().lines().filter(line -> line.startsWith("whence import: ")))
                    .hasSize(1);
        }
    }

    @Test
    void missingFileIsSaidBeforeAnythingIsSent() throws IOException {
        Path file = Files.write(folder.resolve("there"), lines("there", 1));
        Cli.Result result = cli.run("import", path(file), path(folder.resolve("gone")), "--data", path(data()));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("whence import: there is no file " + folder.resolve("gone") + "\n");
        assertThat(data()).doesNotExist();
    }

    @Test
    void serverThatIsNotThereIsSaidInOneLine() throws IOException {
        Cli.Result result = cli.input(lines("x", 1)).run("import", "-", "--to", "http://127.0.0.1:" + closedPort());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("whence import: nothing answers at ")
                .hasLineCount(1);
    }

    @Test
    void folderAndServerExcludeEachOther() {
        assertThat(cli.run("import", "-", "--to", "localhost:1", "--data", "x").status())
                .isEqualTo(2);
        assertThat(cli.run("import").status()).isEqualTo(2);
        assertThat(cli.run("import", "-", "--to", "ftp://x").status()).isEqualTo(2);
    }

    private String total(String query) {
        return cli.run("search", query, "--data", path(data())).err().strip();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String path(Path path) {
        return path.toString();
    }

    private static byte[] lines(String source, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"message\":\"number " + i + "\",\"source\":\"" + source + "\"}")
                .collect(Collectors.joining("\n"))
                .getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
