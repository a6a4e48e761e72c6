package dev.whence.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whence.server.ServerConfig;
import dev.whence.server.WhenceServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Cli cli = new Cli();

    @Test
    void serverSaysWhereItListensAnswersAndEndsWhenAsked() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = start(out, err);
        try {
            String url = url(out);
            assertThat(status(url + "/healthz")).isEqualTo(200);
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out)).matches("listening on http://127.0.0.1:\\d+\n");
        assertThat(Files.readString(err)).doesNotContain("WARN", "\tat ");
        assertThat(folder.resolve("data")).isDirectory();
    }

    @Test
    void killedLauncherTakesTheServerWithIt() throws Exception {
        Path out = folder.resolve("out");
        Process launcher = start(out, folder.resolve("err"));
        String url = url(out);
        List<ProcessHandle> programs = launcher.children().toList();
        assertThat(programs).hasSize(1);
        launcher.destroyForcibly().waitFor();
        await().atMost(PATIENCE).until(() -> !programs.get(0).isAlive());
        assertThat(url).isNotEmpty();
    }

    @Test
    void folderThatAnotherServerHasOpenEndsItWithOneLine() {
        try (WhenceServer other =
                WhenceServer.start(ServerConfig.of(folder.resolve("data")).withPort(0))) {
            assertThat(other.url()).isNotEmpty();
            Cli.Result result = cli.run(
                    "serve", "--port", "0", "--data", folder.resolve("data").toString());
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).startsWith("whence serve: ").hasLineCount(1);
        }
    }

    @Test
    void portThatIsTakenEndsItWithOneLine() {
        try (WhenceServer other =
                WhenceServer.start(ServerConfig.of(folder.resolve("a")).withPort(0))) {
            String port = String.valueOf(URI.create(other.url()).getPort());
            Cli.Result result = cli.run(
                    "serve", "--port", port, "--data", folder.resolve("b").toString());
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err())
                    .startsWith("whence serve: cannot listen on 127.0.0.1:" + port)
                    .hasLineCount(1);
        }
    }

    @Test
    void folderThatCannotBeMadeEndsItWithOneLine() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Cli.Result result =
                cli.run("serve", "--port", "0", "--data", file.resolve("data").toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("whence serve: ").hasLineCount(1);
    }

    @Test
    void badSettingsSayWhatToChange() throws IOException {
        assertThat(cli.run("serve", "--port", "99999").status()).isEqualTo(2);
        assertThat(config("prot = 7071")).contains("there is no setting prot; known are host, port");
        assertThat(config("port = many")).contains("port is a number, not \"many\"");
        assertThat(config("store.keep.days = -1")).contains("records are kept");
        assertThat(config("bias.groups = a,b,c,d,e,f")).contains("bias.groups names 5 attributes at most");
        assertThat(config("redact.personal = email, shoe size")).contains("kinds of email, phone, card and iban");
        assertThat(cli.run("serve", "--config", "/none/such").err()).contains("there is no file /none/such");
    }

    @Test
    void settingsOfTheFileAreTaken() throws IOException {
        Path file = Files.writeString(
                folder.resolve("whence.properties"),
                """
                port = 0
                otlp.port = 0
                data = /var/lib/whence
                redact.personal = email, card
                redact.drop = user.*, session_id
                anomaly.warmup.records = 100
                store.keep.days = 1.5
                store.max.bytes = 1000000000
                bias.groups = user.region, tenant.id
                bias.window.minutes = 60
                """);
        ServerConfig config = ConfigFile.read(file, ServerConfig.of(Path.of("x")));
        assertThat(config.port()).isZero();
        assertThat(config.otlpPort()).hasValue(0);
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/whence"));
        assertThat(config.redaction().personalData()).hasSize(2);
        assertThat(config.redaction().drop()).containsExactly("user.*", "session_id");
        assertThat(config.anomaly().warmUp()).isEqualTo(100);
        assertThat(config.store().maxAge()).hasValue(Duration.ofHours(36));
        assertThat(config.bias().groups()).containsExactly("user.region", "tenant.id");
        assertThat(config.bias().window()).isEqualTo(Duration.ofHours(1));
        assertThat(config.store().maxIndexBytes()).hasValue(1_000_000_000);
    }

    private String config(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("settings"), text);
        Cli.Result result = cli.run("serve", "--config", file.toString());
        assertThat(result.status()).isEqualTo(1);
        return result.err();
    }

    private Process start(Path out, Path err) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.whence.launcher.Launcher",
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    private static String url(Path out) {
        await().atMost(PATIENCE).until(() -> Files.readString(out).endsWith("\n"));
        try {
            return Files.readString(out).strip().replace("listening on ", "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int status(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
