package dev.whence.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    @TempDir
    Path folder;

    @Test
    void programRunsWithTheArgumentsAndStreamsGiven() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.whence.launcher.Launcher",
                        "templates",
                        "-")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().write("user 17 logged in — été\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(out)).contains("logged in — été").startsWith("{\"template_id\":");
        assertThat(Files.readString(err)).isEmpty();
    }

    @Test
    void statusOfTheProgramIsTheLaunchers() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.whence.launcher.Launcher",
                        "nonsense")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
    }

    @Test
    void namedJavaIsTakenBeforeTheOneThatRuns() throws IOException {
        Path named = java("21.0.5");
        JavaHome found =
                JavaHome.find(Map.of("WHENCE_JAVA_HOME", named.toString())).orElseThrow();
        assertThat(found.version()).isEqualTo(21);
        assertThat(found.java().toPath()).isEqualTo(named.resolve("bin/java"));
        List<String> command = Launcher.command(found, "whence.jar");
        assertThat(command).contains("--enable-native-access=ALL-UNNAMED").endsWith("dev.whence.server.Main");
        assertThat(command).doesNotContain("--sun-misc-unsafe-memory-access=allow"); // unknown before 23
    }

    @Test
    void tooOldJavaIsPassedOver() throws IOException {
        assertThat(JavaHome.suitable(java("17.0.15").toString())).isEmpty();
        assertThat(JavaHome.suitable(java("1.8.0_402").toString())).isEmpty();
        assertThat(JavaHome.suitable(folder.resolve("none").toString())).isEmpty();
    }

    @Test
    void featureReleaseOfOldAndNewVersions() {
        assertThat(JavaHome.feature("1.8.0_402")).isEqualTo(8);
        assertThat(JavaHome.feature("17.0.15")).isEqualTo(17);
        assertThat(JavaHome.feature("26-ea")).isEqualTo(26);
        assertThat(JavaHome.feature("")).isZero();
    }

    private Path java(String version) throws IOException {
        Path home = Files.createDirectory(folder.resolve("java-" + version));
        Files.createDirectory(home.resolve("bin"));
        Files.createFile(home.resolve("bin/java"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
