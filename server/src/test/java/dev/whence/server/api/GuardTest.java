package dev.whence.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import dev.whence.server.TestServer.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with requests that it should not answer, and with those it cannot understand. */
class GuardTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itListensOnLoopbackAlone() {
        assertThat(server.url()).startsWith("http://127.0.0.1:");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:7070, 200",
        "127.0.0.1:1, 200",
        "[::1]:7070, 200",
        "whence.localhost, 200",
        "evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "localhost.evil.example:7070, 421",
    })
    void aNameOfAnotherMachineIsNotAnswered(String host, int status) throws IOException {
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void pagesOfOthersMaySendNothing() {
        Reply foreign = server.send(server.request("/api/v1/records")
                .header("Content-Type", "text/plain")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString("{\"message\":\"forged\"}")));
        assertThat(foreign.status()).isEqualTo(403);
        Reply own = server.send(server.request("/api/v1/records")
                .header("Content-Type", "text/plain")
                .header("Origin", server.url())
                .POST(BodyPublishers.ofString("{\"message\":\"own\"}")));
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.response().headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app.js", "/api/v1/search", "/nothing", "/api/v1/search?limit=x"})
    void everyAnswerForbidsWhatAPageDoesNotNeed(String path) {
        Reply reply = server.get(path);
        assertThat(reply.header("Content-Security-Policy")).contains("default-src 'self'");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void thePagesAndTheirLibraryAreServed() {
        assertThat(server.get("/").text()).contains("<title>Whence</title>");
        assertThat(server.get("/lib/standalone.module.js").header("Content-Type"))
                .startsWith("text/javascript");
        assertThat(server.get("/pages/search.js").status()).isEqualTo(200);
        assertThat(server.get("/favicon.svg").header("Content-Type")).startsWith("image/svg+xml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../logback.xml",
                "/%2e%2e/logback.xml",
                "/..%2flogback.xml",
                "/css/../../logback.xml",
                "/logback.xml",
                "/openapi-schemas.json",
                "/css/"
            })
    void nothingBesideThePagesIsServed(String path) throws IOException {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .containsPattern("^HTTP/1.1 40[04]")
                .contains("application/problem+json")
                .doesNotContain("appender");
    }

    @Test
    void anUnknownRouteIsToldTheNearest() {
        Reply reply = server.get("/api/v1/serch");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.detail()).contains("/api/v1/serch", "did you mean /api/v1/search?", "/openapi.json");
    }

    @Test
    void anotherMethodIsToldTheRightOne() {
        Reply reply = server.send(server.request("/api/v1/search").DELETE());
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET");
        assertThat(reply.detail()).contains("DELETE", "GET");
        assertThat(server.get("/api/v1/records").header("Allow")).isEqualTo("POST");
    }

    @Test
    void headAndOptionsAreAnswered() {
        Reply head = server.send(server.request("/api/v1/search").HEAD());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.response().body()).isEmpty();
        Reply options = server.send(server.request("/api/v1/records").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow")).isEqualTo("OPTIONS, POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nBad Header\\r\\n\\r\\n | 400",
                "nonsense\\r\\n\\r\\n | 400",
                "GET /%zz HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 400",
                "GET /healthz?a=%zz HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 400",
            })
    void whatIsNotHttpIsAProblemToo(String request, int status) throws IOException {
        String answer = raw(request.replace("\\r\\n", "\r\n"));
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("application/problem+json")
                .doesNotContain("<html", "\tat ");
    }

    @Test
    void aVeryLongAddressIsAProblem() throws IOException {
        String answer = raw("GET /api/v1/search?q=" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer).containsPattern("^HTTP/1.1 (414|431)").contains("application/problem+json");
    }

    private static String raw(String request) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
