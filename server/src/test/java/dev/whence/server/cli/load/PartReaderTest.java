package dev.whence.server.cli.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartReaderTest {
    private static final long ARRIVAL = 1_795_521_600_000_000_000L;
    private static final String SPANS =
            """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%s"}}]},\
            "scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331",\
            "name":"chat","startTimeUnixNano":"1795521600000000000","endTimeUnixNano":"1795521601000000000"}]}]}]}""";

    @TempDir
    Path folder;

    @Test
    void linesAreRecordsOrOtlpRequestsInAnyOrder() throws IOException {
        List<Part> parts = parts("{\"message\":\"one\"}\n\n" + SPANS.formatted("a") + "\nnot json\n");
        assertThat(parts).hasSize(3);
        assertThat(text(parts.get(0))).isEqualTo("1 {\"message\":\"one\"}");
        assertThat(text(parts.get(1))).startsWith("3 {\"timestamp\":\"2026-11-24T12:00:00Z\",\"kind\":\"span\"");
        assertThat(text(parts.get(2))).isEqualTo("4 not json"); // the server says what is wrong with it
    }

    @Test
    void documentOverManyLinesIsReadResourceByResource() throws IOException {
        String resource =
                SPANS.formatted("a").replace("{\"resourceSpans\":[", "").replaceFirst("]}$", "");
        List<Part> parts = parts("{\n  \"resourceSpans\": [\n" + resource + ",\n" + resource.replace("\"a\"", "\"b\"")
                + "\n  ]\n}\n" + SPANS.formatted("c"));
        assertThat(parts).extracting(Part::line).containsExactly(3L, 4L, 7L);
        assertThat(text(parts.get(1))).contains("\"service\":\"b\"");
        assertThat(text(parts.get(2))).contains("\"service\":\"c\"");
    }

    @Test
    void requestWithMembersBesideItsResourcesIsReadWhole() throws IOException {
        String resources = SPANS.formatted("a").replaceFirst("^\\{", "").replaceFirst("}$", "");
        List<Part> parts = parts("{\n\"schema\":{\"v\":1},\n" + resources + ",\n\"more\":[{\"x\":1}],\n"
                + resources
                        .replace("Spans\":[{\"resource\"", "Logs\":[{\"resource\"")
                        .replace("scopeSpans", "scopeLogs")
                        .replace("\"spans\"", "\"logRecords\"")
                + "\n}");
        assertThat(parts)
                .extracting(part -> text(part).contains("\"kind\":\"span\""))
                .startsWith(true);
        assertThat(parts).hasSize(2);
    }

    @Test
    void arraysOfRecordsAreRecords() throws IOException {
        assertThat(parts("[{\"message\":\"a\"},{\"message\":\"b\"},\n7]"))
                .extracting(PartReaderTest::text)
                .containsExactly(
                        "1 {\"message\":\"a\"}",
                        "1 {\"message\":\"b\"}",
                        "2 a record is a JSON object, like {\"message\":\"…\"}");
    }

    @Test
    void damagedFirstLineCostsTheOthersNothing() throws IOException {
        assertThat(parts("{\"message\":\"cut\n{\"message\":\"whole\"}\n"))
                .extracting(PartReaderTest::text)
                .containsExactly("1 {\"message\":\"cut", "2 {\"message\":\"whole\"}");
        assertThat(parts("{\"message\":1,\n{\"message\":\"whole\"}\n")).hasSize(2);
    }

    @Test
    void damageInADocumentSaysWhereReadingEnded() throws IOException {
        List<Part> parts = parts("{\n\"message\":\"a\"\n}\n{\n\"message\": oops\n}\n");
        assertThat(text(parts.get(0))).isEqualTo("1 {\"message\":\"a\"}");
        assertThat(text(parts.get(1))).startsWith("5 not valid JSON: ").endsWith("nothing after it was read");
        assertThat(parts).hasSize(2);
    }

    @Test
    void unusableRequestSaysWhy() throws IOException {
        assertThat(parts("{\"resourceSpans\":\"none\"}\n{\"message\":\"a\"}"))
                .satisfiesExactly(bad -> assertThat(bad).isInstanceOf(Part.Unusable.class), good -> assertThat(good)
                        .isInstanceOf(Part.Sendable.class));
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreNoMatter() throws IOException {
        assertThat(parts("\uFEFF{\"message\":\"a\"}\r\n{\"message\":\"b\"}\r\n"))
                .extracting(PartReaderTest::text)
                .containsExactly("1 {\"message\":\"a\"}", "2 {\"message\":\"b\"}");
    }

    @Test
    void packedFilesAreKnownByTheirFirstBytes() throws IOException {
        byte[] plain = "{\"message\":\"a\"}\n".getBytes(UTF_8);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        for (int member = 0; member < 2; member++) { // as cat a.gz b.gz makes it
            try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                out.write(plain);
            }
        }
        assertThat(content(gzip.toByteArray())).isEqualTo("{\"message\":\"a\"}\n{\"message\":\"a\"}\n");
        assertThat(content(Zstd.compress(plain))).isEqualTo("{\"message\":\"a\"}\n");
        assertThat(content(plain)).isEqualTo("{\"message\":\"a\"}\n");
        assertThat(content(new byte[0])).isEmpty();
    }

    private String content(byte[] file) throws IOException {
        Path path = Files.write(folder.resolve("file"), file);
        try (InputFile input = InputFile.open(path.toString(), new ByteArrayInputStream(new byte[0]))) {
            String content = new String(input.content().readAllBytes(), UTF_8);
            assertThat(input.bytesRead()).isEqualTo(file.length);
            return content;
        }
    }

    private static List<Part> parts(String content) throws IOException {
        PartReader reader = PartReader.of(new ByteArrayInputStream(content.getBytes(UTF_8)), ARRIVAL);
        List<Part> all = new ArrayList<>();
        for (List<Part> parts = reader.next(); !parts.isEmpty(); parts = reader.next()) {
            all.addAll(parts);
        }
        return all;
    }

    private static String text(Part part) {
        return switch (part) {
            case Part.Sendable sendable -> sendable.line() + " " + new String(sendable.bytes(), UTF_8);
            case Part.Unusable unusable -> unusable.line() + " " + unusable.why();
        };
    }
}
