package dev.whence.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DetectCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void columnsComeBackWithScoreAnomalyAndReason() {
        StringBuilder csv = new StringBuilder("timestamp,value\n");
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            csv.append(1_795_500_000 + i * 60)
                    .append(',')
                    .append(i == 390 ? 500 : 20 + random.nextGaussian())
                    .append('\n');
        }
        assertThat(run(csv.toString(), "-")).isZero();
        List<String> rows = out.toString().lines().toList();
        assertThat(rows).hasSize(401);
        assertThat(rows.get(0)).isEqualTo("timestamp,value,score,anomaly,reason");
        assertThat(rows.get(391))
                .matches("1795523400,500.0,0\\.\\d+,true,500 is higher than all before; the highest was 22\\.\\d+");
        assertThat(rows.get(390)).endsWith(",false,");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void headerIsOptional() {
        assertThat(run("2026-11-24 12:00:00,1.5\n2026-11-24 12:05:00,1.6\n")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "timestamp,value,score,anomaly,reason",
                        "2026-11-24 12:00:00,1.5,0.0,false,",
                        "2026-11-24 12:05:00,1.6,0.0,false,");
    }

    @Test
    void badRowsAreReportedWithTheirLineAndTheOthersGoOn() {
        assertThat(
                        run(
                                "timestamp,value\nyesterday,1\n2026-11-24T12:00:00Z,many\n2026-11-24T12:05:00Z\n2026-11-24T12:10:00Z,3\n"))
                .isZero();
        assertThat(err.toString().lines())
                .containsExactly(
                        "whence detect: line 2: “yesterday” is no time; write it like 2026-11-24T12:00:00Z, or as an epoch",
                        "whence detect: line 3: “many” in column value is no number",
                        "whence detect: line 4: it has 1 cells, not 2");
        assertThat(out.toString().lines())
                .contains("yesterday,1,,,", "2026-11-24T12:10:00Z,3,0.0,false,")
                .hasSize(5);
    }

    @Test
    void allColumnsAreJudgedWhenAskedTo() {
        StringBuilder csv = new StringBuilder("f1,f2\n");
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            csv.append(random.nextGaussian())
                    .append(',')
                    .append(random.nextGaussian())
                    .append('\n');
        }
        assertThat(run(csv.append("0.1,77\n").toString(), "--columns", "-")).isZero();
        assertThat(out.toString().lines().toList().get(301)).contains(",true,\"f2 is 77, usually about ");
    }

    @Test
    void rowOfTableIsJudgedByTheRowsAfterItTooAndUnreadOnesKeepTheirPlace() {
        StringBuilder csv = new StringBuilder("f1,f2\n0.1,77\nmany,1\n");
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            csv.append(random.nextGaussian())
                    .append(',')
                    .append(random.nextGaussian())
                    .append('\n');
        }
        assertThat(run(csv.toString(), "--columns", "-")).isZero();
        List<String> rows = out.toString().lines().toList();
        assertThat(rows).hasSize(303);
        assertThat(rows.get(1)).startsWith("0.1,77,0.").contains(",true,");
        assertThat(rows.get(2)).isEqualTo("many,1,,,");
        assertThat(err.toString()).isEqualToIgnoringNewLines("whence detect: line 3: “many” in column f1 is no number");
    }

    @Test
    void rowsBeyondTheTablesBoundAreJudgedByTheFirst() {
        StringBuilder csv = new StringBuilder("f1,f2\n");
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            csv.append(random.nextInt(100))
                    .append(',')
                    .append(random.nextInt(100))
                    .append('\n');
        }
        csv.append("50,50\n50,5000\n");
        assertThat(run(csv.toString(), "--columns", "-")).isZero();
        List<String> rows = out.toString().lines().toList();
        assertThat(rows).hasSize(100_003);
        assertThat(rows.get(100_001)).startsWith("50,50,0.").endsWith(",false,");
        assertThat(rows.get(100_002)).startsWith("50,5000,0.").contains(",true,\"");
    }

    @Test
    void fileIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1\n2\n");
        assertThat(run("", file.toString())).isZero();
        assertThat(out.toString().lines())
                .containsExactly("value,score,anomaly,reason", "1,0.0,false,", "2,0.0,false,");
    }

    @Test
    void missingFileAndEmptyInputFailAndWrongUsageIsTold() {
        assertThat(run("", folder.resolve("none.csv").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file");
        assertThat(run("")).isEqualTo(1);
        assertThat(err.toString()).contains("the input is empty");
        assertThat(run("", "--nonsense")).isEqualTo(2);
    }

    private int run(String input, String... args) {
        DetectCommand command = new DetectCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
