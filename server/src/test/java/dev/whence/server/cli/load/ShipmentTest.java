package dev.whence.server.cli.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.whence.server.cli.ApiClient;
import dev.whence.server.cli.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShipmentTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final Tally tally = new Tally(10);
    private HttpServer server;
    private ApiClient client;
    private int requests;
    private int busy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/records", this::answer);
        server.start();
        client = new ApiClient("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void busyServerIsGivenTheTimeItAsksFor() {
        busy = 2;
        Shipment shipment = new Shipment(client, tally, pauses::add);
        shipment.add("f", new Part.Sendable(1, "{\"a\":1}".getBytes(UTF_8)));
        shipment.flush();
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
        assertThat(tally.accepted()).isEqualTo(1);
    }

    @Test
    void serverThatStaysBusyIsGivenUp() {
        busy = Integer.MAX_VALUE;
        Shipment shipment = new Shipment(client, tally, pauses::add);
        shipment.add("f", new Part.Sendable(1, "{}".getBytes(UTF_8)));
        assertThatThrownBy(shipment::flush).isInstanceOf(Failure.class).hasMessageContaining("stays busy");
    }

    @Test
    void batchThatIsTooLargeIsHalvedUntilTheLineIsFoundThatIs() {
        Shipment shipment = new Shipment(client, tally, pauses::add);
        for (int line = 1; line <= 5; line++) {
            shipment.add(
                    "f",
                    new Part.Sendable(line, "x".repeat(line == 4 ? 200 : 30).getBytes(UTF_8)));
        }
        shipment.flush();
        assertThat(tally.accepted()).isEqualTo(4);
        assertThat(tally.reasons()).containsExactly("f:4: too large; shorten it");
    }

    @Test
    void fullBatchesGoBeforeTheEnd() {
        Shipment shipment = new Shipment(client, tally, pauses::add);
        for (int line = 1; line <= 10_001; line++) {
            shipment.add("f", new Part.Sendable(line, new byte[] {'1'}));
        }
        assertThat(requests).isGreaterThan(1); // the fake server's limit halves them
        shipment.flush();
        assertThat(tally.accepted()).isEqualTo(10_001);
    }

    /** A server that takes bodies up to 100 bytes. */
    private void answer(HttpExchange exchange) throws IOException {
        requests++;
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = 200;
        String answer = "{\"accepted\":" + new String(body, UTF_8).lines().count() + ",\"rejected\":[]}";
        if (busy > 0) {
            busy--;
            status = 429;
            exchange.getResponseHeaders().set("Retry-After", "7");
            answer = "{\"detail\":\"too much waits\"}";
        } else if (body.length > 100) {
            status = 413;
            answer = "{\"detail\":\"too large; shorten it\"}";
        }
        exchange.sendResponseHeaders(status, 0);
        exchange.getResponseBody().write(answer.getBytes(UTF_8));
        exchange.close();
    }
}
