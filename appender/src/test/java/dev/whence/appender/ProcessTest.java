package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appender in a JVM of its own, which ends in one way or another. */
class ProcessTest {
    @TempDir
    private Path folder;

    private Process launch(String url, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName(),
                url,
                folder.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String[] lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toArray(String[]::new);
    }

    @Test
    void killedProcessLeavesItsSpoolToTheNextOne() throws Exception {
        int port = RecordingServer.freePort();
        String url = "http://127.0.0.1:" + port;
        Process killed = launch(url, "2000", "stay");
        try (BufferedReader out = killed.inputReader()) {
            assertThat(out.readLine()).isEqualTo("logged");
        } finally {
            killed.destroyForcibly().waitFor();
        }
        try (RecordingServer server = new RecordingServer(port);
                Rig next = new Rig(url, appender -> appender.setSpoolDir(folder.toString()))) {
            await().until(() -> next.appender.counts().delivered() == 2000);
            assertThat(server.taken())
                    .extracting(record -> record.text("message"))
                    .containsExactly(lines(2000));
        }
    }

    @Test
    void programThatSimplyEndsLosesNothing() throws Exception {
        try (RecordingServer server = new RecordingServer()) {
            assertThat(launch(server.url(), "100", "end").waitFor()).isZero();
            assertThat(server.taken())
                    .extracting(record -> record.text("message"))
                    .containsExactly(lines(100));
        }
    }
}
