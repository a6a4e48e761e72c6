package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import dev.whence.appender.RecordingServer.Reply;
import dev.whence.appender.shipping.ShipmentCounts;
import dev.whence.model.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records when more is logged than there is room for, and how the application ends. */
class OverloadTest {
    @TempDir
    private Path folder;

    private static final String PAYLOAD = "x".repeat(500);

    private static void log(Logger logger, int count) {
        for (int i = 0; i < count; i++) {
            logger.info("{} {}", i, PAYLOAD);
        }
    }

    private static long ofTheApplication(RecordingServer server) {
        return server.taken().stream()
                .filter(record -> record.text("logger.name").equals("app"))
                .count();
    }

    @Test
    void callerIsNotHeldUpByAServerThatHoldsItsAnswerAndEveryRecordIsAccountedFor() throws IOException {
        CountDownLatch later = new CountDownLatch(1);
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> {
                later.await();
                return Reply.ok();
            });
            try (Rig rig = new Rig(server.url(), appender -> {
                appender.setQueueBytes(new FileSize(100_000));
                appender.setBatchBytes(new FileSize(10_000));
            })) {
                // That these return at all, on this very thread, while no answer can come, is the point.
                log(rig.logger("app"), 10_000);
                assertThat(rig.appender.counts().dropped()).isGreaterThan(9_000);
                later.countDown();
                rig.flush();
                ShipmentCounts counts = rig.appender.counts();
                assertThat(counts.logged()).isEqualTo(10_000);
                assertThat(counts.waiting()).isZero();
                assertThat(counts.delivered() + counts.dropped()).isEqualTo(10_000);
                assertThat(counts.delivered()).isEqualTo(ofTheApplication(server));
                assertThat(rig.statuses())
                        .anySatisfy(status -> assertThat(status).contains("dropped so far", "queueBytes"));
            }
        }
    }

    @Test
    void serverLearnsHowManyRecordsItWillNeverSee() throws IOException {
        CountDownLatch later = new CountDownLatch(1);
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> {
                later.await();
                return Reply.ok();
            });
            Rig rig = new Rig(server.url(), appender -> appender.setQueueBytes(new FileSize(50_000)));
            log(rig.logger("app"), 1000);
            later.countDown();
            rig.close();
            List<Record> notices = server.taken().stream()
                    .filter(record -> record.has("whence.appender.dropped"))
                    .toList();
            Record last = notices.get(notices.size() - 1);
            assertThat(last.value("whence.appender.dropped").orElseThrow())
                    .isEqualTo(rig.appender.counts().dropped());
            assertThat(last.text("severity")).isEqualTo("WARN");
            assertThat(last.service()).isEqualTo("assistant");
            assertThat(rig.appender.counts().logged()).isEqualTo(1000);
            assertThat(rig.appender.counts().dropped()).isGreaterThan(500);
        }
    }

    @Test
    void burstBeyondTheQueueGoesToDiskAndLosesNothing() throws Exception {
        CountDownLatch later = new CountDownLatch(1);
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> {
                later.await();
                return Reply.ok();
            });
            try (Rig rig = new Rig(server.url(), appender -> {
                appender.setQueueBytes(new FileSize(400_000));
                appender.setBatchBytes(new FileSize(20_000));
                appender.setSpoolDir(folder.toString());
            })) {
                Logger logger = rig.logger("app");
                for (int burst = 0; burst < 8; burst++) {
                    log(logger, 100);
                    // What is a burst to the queue is none to the disk: all of it but the batch on its way gets there.
                    await().until(() -> rig.appender.counts().waiting() - spooled() <= 150);
                }
                later.countDown();
                await().until(() -> rig.appender.counts().delivered() == 800);
                assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(800, 0, 800, 0, 0, 0));
                assertThat(ofTheApplication(server)).isEqualTo(800);
            }
        }
    }

    private long spooled() throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".spool")).toList()) {
                for (byte one : Files.readAllBytes(file)) {
                    lines += one == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }

    @Test
    void fullSpoolLetsTheOldestGoAndCountsThem() throws IOException {
        int port = RecordingServer.freePort();
        String url = "http://127.0.0.1:" + port;
        try (Rig rig = new Rig(url, appender -> {
            appender.setSpoolDir(folder.toString());
            appender.setSpoolBytes(new FileSize(400_000));
            appender.setBatchBytes(new FileSize(20_000));
        })) {
            for (int i = 0; i < 4; i++) {
                log(rig.logger("app"), 400);
                rig.flush();
            }
            ShipmentCounts full = rig.appender.counts();
            assertThat(full.dropped()).isGreaterThan(800);
            try (RecordingServer server = new RecordingServer(port)) {
                await().until(() -> rig.appender.counts().waiting() == 0);
                ShipmentCounts counts = rig.appender.counts();
                assertThat(counts.delivered()).isEqualTo(ofTheApplication(server));
                assertThat(counts.delivered() + counts.dropped()).isEqualTo(1600);
                List<Record> taken = server.taken().stream()
                        .filter(record -> record.text("logger.name").equals("app"))
                        .toList();
                assertThat(taken.get(taken.size() - 1).text("message")).startsWith("399 ");
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(path -> path.toString().endsWith(".spool"))).isEmpty();
        }
    }

    @Test
    void stoppingDeliversWhatWaits() throws IOException {
        try (RecordingServer server = new RecordingServer()) {
            try (Rig rig = new Rig(server.url(), appender -> appender.setFlushInterval(Duration.buildByMinutes(5)))) {
                log(rig.logger("app"), 100);
            }
            assertThat(ofTheApplication(server)).isEqualTo(100);
        }
    }

    @Test
    void stoppingEndsThoughTheServerNeverAnswersAndTheRestIsCounted() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> {
                never.await();
                return Reply.ok();
            });
            Rig rig = new Rig(server.url(), appender -> appender.setStopTimeout(Duration.buildByMilliseconds(100)));
            log(rig.logger("app"), 100);
            rig.close();
            assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(100, 0, 0, 0, 100, 0));
            assertThat(rig.droppedAtTheEnd()).contains("of 100 records 0 were delivered", "100 dropped");
        }
    }

    @Test
    void stoppingTriesOnceMoreWhateverPauseIsOn() throws IOException {
        int port = RecordingServer.freePort();
        Rig rig = new Rig("http://127.0.0.1:" + port, appender -> {
            appender.setRetryDelay(Duration.buildByHours(1));
            appender.setMaxRetryDelay(Duration.buildByHours(1));
        });
        log(rig.logger("app"), 10);
        await().until(() -> !rig.statuses().isEmpty());
        try (RecordingServer server = new RecordingServer(port)) {
            rig.close();
            assertThat(ofTheApplication(server)).isEqualTo(10);
        }
    }

    @Test
    void stoppingWithASpoolKeepsWhatIsOnItsWay() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> {
                never.await();
                return Reply.ok();
            });
            Rig rig = new Rig(server.url(), appender -> {
                appender.setStopTimeout(Duration.buildByMilliseconds(100));
                appender.setSpoolDir(folder.toString());
            });
            log(rig.logger("app"), 100);
            rig.close();
            assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(100, 0, 0, 0, 0, 100));
            server.answer(request -> Reply.ok());
            try (Rig next = new Rig(server.url(), appender -> appender.setSpoolDir(folder.toString()))) {
                await().until(() -> next.appender.counts().delivered() == 100);
            }
        }
    }

    @Test
    void whatIsLoggedAfterTheStopIsIgnored() throws IOException {
        try (RecordingServer server = new RecordingServer()) {
            Rig rig = new Rig(server.url());
            Logger logger = rig.logger("app");
            rig.close();
            logger.info("too late");
            assertThat(rig.appender.counts().logged()).isZero();
        }
    }
}
