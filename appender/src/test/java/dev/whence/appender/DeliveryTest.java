package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import dev.whence.appender.RecordingServer.Reply;
import dev.whence.appender.shipping.ShipmentCounts;
import dev.whence.model.Record;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private RecordingServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RecordingServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void logLineArrivesAsRecord() {
        try (Rig rig = new Rig(server.url())) {
            rig.logger("app.Checkout").info("took {} of {}", 3, "four");
            rig.flush();
        }
        Record record = server.taken().get(0);
        assertThat(record.service()).isEqualTo("assistant");
        assertThat(record.text("message")).isEqualTo("took 3 of four");
        assertThat(record.text("severity")).isEqualTo("INFO");
        assertThat(record.text("logger.name")).isEqualTo("app.Checkout");
        assertThat(record.text("thread.name")).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void manyLinesTravelInFewRequests() {
        try (Rig rig = new Rig(server.url())) {
            Logger logger = rig.logger("app");
            for (int i = 0; i < 5000; i++) {
                logger.info("line {}", i);
            }
            rig.flush();
            assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(5000, 0, 5000, 0, 0, 0));
        }
        assertThat(server.taken()).hasSize(5000);
        assertThat(server.requests()).hasSizeLessThan(500);
        assertThat(server.taken()).extracting(record -> record.text("message")).doesNotHaveDuplicates();
    }

    @Test
    void busyServerIsAskedAgainWithTheSameBatch() {
        AtomicInteger asked = new AtomicInteger();
        server.answer(
                request -> asked.incrementAndGet() < 3 ? new Reply(429, Map.of("retry-after", "0"), "") : Reply.ok());
        try (Rig rig = new Rig(server.url())) {
            rig.logger("app").info("hello");
            rig.flush();
        }
        assertThat(server.taken()).hasSize(1);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void tooLargeBatchIsSplitUntilItFits() {
        server.answer(request -> request.records().size() > 7 ? Reply.of(413) : Reply.ok());
        try (Rig rig = new Rig(server.url())) {
            for (int i = 0; i < 100; i++) {
                rig.logger("app").info("line {}", i);
            }
            rig.flush();
            assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(100, 0, 100, 0, 0, 0));
        }
        assertThat(server.taken())
                .extracting(record -> record.text("message"))
                .hasSize(100)
                .doesNotHaveDuplicates();
    }
}
