package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import dev.whence.appender.RecordingServer.Reply;
import dev.whence.appender.shipping.ShipmentCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records while the server is away, busy, silent or of another opinion. */
class OutageTest {
    @TempDir
    private Path folder;

    private static void log(Logger logger, int from, int to) {
        for (int i = from; i < to; i++) {
            logger.info("line {}", i);
        }
    }

    private static List<String> messages(RecordingServer server) {
        return server.taken().stream().map(record -> record.text("message")).toList();
    }

    private static String[] lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toArray(String[]::new);
    }

    private void withSpool(WhenceAppender appender) {
        appender.setSpoolDir(folder.toString());
    }

    private static void awaitDelivered(Rig rig, long records) {
        await().until(() -> rig.appender.counts().delivered() >= records);
    }

    @Test
    void recordsWaitInMemoryUntilTheServerIsUp() throws IOException {
        int port = RecordingServer.freePort();
        try (Rig rig = new Rig("http://127.0.0.1:" + port)) {
            log(rig.logger("app"), 0, 100);
            await().until(() -> !rig.statuses().isEmpty());
            assertThat(rig.statuses()).singleElement().asString().contains("no connection", "will be sent again");
            try (RecordingServer server = new RecordingServer(port)) {
                rig.flush();
                assertThat(messages(server)).containsExactly(lines(0, 100));
            }
            assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(100, 0, 100, 0, 0, 0));
        }
    }

    @Test
    void recordsGoToDiskWhileTheServerIsDownAndArriveInOrderAfterwards() throws IOException {
        int port = RecordingServer.freePort();
        try (Rig rig = new Rig("http://127.0.0.1:" + port, this::withSpool)) {
            log(rig.logger("app"), 0, 1000);
            rig.flush();
            log(rig.logger("app"), 1000, 2000);
            rig.flush();
            assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(2000, 0, 0, 0, 0, 2000));
            try (RecordingServer server = new RecordingServer(port)) {
                awaitDelivered(rig, 2000);
                assertThat(messages(server)).containsExactly(lines(0, 2000));
            }
        }
    }

    @Test
    void nextProcessSendsWhatTheLastOneCouldNot() throws IOException {
        int port = RecordingServer.freePort();
        String url = "http://127.0.0.1:" + port;
        try (Rig first = new Rig(url, this::withSpool)) {
            log(first.logger("app"), 0, 500);
        }
        try (RecordingServer server = new RecordingServer(port);
                Rig second = new Rig(url, this::withSpool)) {
            log(second.logger("app"), 500, 600);
            awaitDelivered(second, 600);
            assertThat(messages(server)).containsExactly(lines(0, 600));
            assertThat(second.appender.counts()).isEqualTo(new ShipmentCounts(100, 500, 600, 0, 0, 0));
        }
    }

    @Test
    void flushBringsWhatEarlierProcessesLeftToo() throws IOException {
        int port = RecordingServer.freePort();
        String url = "http://127.0.0.1:" + port;
        try (Rig first = new Rig(url, this::withSpool)) {
            log(first.logger("app"), 0, 500);
        }
        try (RecordingServer server = new RecordingServer(port);
                Rig second = new Rig(url, this::withSpool)) {
            log(second.logger("app"), 500, 501);
            second.flush();
            assertThat(messages(server)).containsExactly(lines(0, 501));
        }
    }

    @Test
    void processesThatShareAFolderDoNotShareFiles() throws IOException {
        int port = RecordingServer.freePort();
        String url = "http://127.0.0.1:" + port;
        try (Rig first = new Rig(url, this::withSpool);
                Rig second = new Rig(url, this::withSpool)) {
            log(first.logger("app"), 0, 100);
            log(second.logger("app"), 100, 200);
        }
        try (RecordingServer server = new RecordingServer(port);
                Rig third = new Rig(url, this::withSpool)) {
            awaitDelivered(third, 200);
            assertThat(messages(server)).containsExactlyInAnyOrder(lines(0, 200));
        }
    }

    @Test
    void serverThatComesAndGoesCostsNothing() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        int[] statuses = {503, 200, 200, 500, 502, 401, 200, 429, 404};
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> Reply.of(statuses[asked.getAndIncrement() % statuses.length]));
            try (Rig rig = new Rig(server.url(), appender -> {
                withSpool(appender);
                appender.setBatchBytes(new FileSize(4096));
            })) {
                log(rig.logger("app"), 0, 1000);
                awaitDelivered(rig, 1000);
                assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(1000, 0, 1000, 0, 0, 0));
            }
            assertThat(messages(server)).containsExactlyInAnyOrder(lines(0, 1000));
        }
    }

    @Test
    void answerThatNeverComesIsAFailedTry() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> {
                if (asked.getAndIncrement() == 0) {
                    never.await();
                }
                return Reply.ok();
            });
            try (Rig rig =
                    new Rig(server.url(), appender -> appender.setRequestTimeout(Duration.buildByMilliseconds(200)))) {
                log(rig.logger("app"), 0, 3);
                rig.flush();
                assertThat(messages(server)).contains(lines(0, 3)); // twice, if this machine was slow to answer again
                assertThat(rig.statuses().get(0)).contains("no answer within 200 ms");
            }
        }
    }

    @Test
    void serverIsNotAskedBeforeItWantsTo() throws IOException {
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> new Reply(503, Map.of("retry-after", "3600"), ""));
            try (Rig rig = new Rig(server.url(), this::withSpool)) {
                log(rig.logger("app"), 0, 10);
                rig.flush();
                log(rig.logger("app"), 10, 20);
                rig.flush();
                assertThat(server.requests()).hasSize(1);
                assertThat(rig.appender.counts().waiting()).isEqualTo(20);
            }
        }
    }

    @Test
    void refusedLinesAreCountedToldOnceAndNeverSentAgain() throws IOException {
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> new Reply(
                    200,
                    Map.of(),
                    "{\"accepted\":" + (request.records().size() - 1)
                            + ",\"rejected\":[{\"line\":1,\"detail\":\"duration is a number\"}]}"));
            try (Rig rig = new Rig(server.url())) {
                log(rig.logger("app"), 0, 10);
                rig.flush();
                log(rig.logger("app"), 10, 20);
                rig.flush();
                int requests = server.requests().size();
                assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(20, 0, 20 - requests, requests, 0, 0));
                assertThat(server.requests().stream()
                                .mapToInt(request -> request.records().size())
                                .sum())
                        .isEqualTo(20);
                assertThat(rig.statuses()).singleElement().asString().contains("duration is a number", "told once");
            }
        }
    }

    @Test
    void batchTheServerDoesNotUnderstandIsNotSentAgain() throws IOException {
        try (RecordingServer server = new RecordingServer()) {
            AtomicInteger asked = new AtomicInteger();
            server.answer(request -> asked.getAndIncrement() == 0 ? Reply.of(400) : Reply.ok());
            try (Rig rig = new Rig(server.url())) {
                log(rig.logger("app"), 0, 1);
                rig.flush();
                log(rig.logger("app"), 1, 2);
                rig.flush();
                assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(2, 0, 1, 1, 0, 0));
                assertThat(messages(server)).containsExactly("line 1");
                assertThat(rig.statuses()).singleElement().asString().contains("HTTP 400", "told to say 400");
            }
        }
    }

    @Test
    void singleRecordThatIsTooLargeIsRefusedAndTheOthersArrive() throws IOException {
        try (RecordingServer server = new RecordingServer()) {
            server.answer(request -> request.body().length() > 5000 ? Reply.of(413) : Reply.ok());
            try (Rig rig = new Rig(server.url(), this::withSpool)) {
                Logger logger = rig.logger("app");
                log(logger, 0, 50);
                logger.info("x".repeat(6000));
                log(logger, 50, 100);
                rig.flush();
                await().until(() -> rig.appender.counts().waiting() == 0);
                assertThat(rig.appender.counts()).isEqualTo(new ShipmentCounts(101, 0, 100, 1, 0, 0));
                assertThat(messages(server)).containsExactlyInAnyOrder(lines(0, 100));
            }
        }
    }

    @Test
    void spooledBatchThatIsTooLargeIsSplitToo() throws IOException {
        int port = RecordingServer.freePort();
        String url = "http://127.0.0.1:" + port;
        try (Rig first = new Rig(url, this::withSpool)) {
            log(first.logger("app"), 0, 500);
        }
        try (RecordingServer server = new RecordingServer(port)) {
            server.answer(request -> request.records().size() > 30 ? Reply.of(413) : Reply.ok());
            try (Rig second = new Rig(url, this::withSpool)) {
                awaitDelivered(second, 500);
                assertThat(messages(server)).containsExactly(lines(0, 500));
                assertThat(second.appender.counts()).isEqualTo(new ShipmentCounts(0, 500, 500, 0, 0, 0));
            }
        }
    }

    @Test
    void folderThatCannotBeUsedIsSaidAndTheRestWorks() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "not a folder");
        try (RecordingServer server = new RecordingServer();
                Rig rig = new Rig(server.url(), appender -> appender.setSpoolDir(file.toString()))) {
            log(rig.logger("app"), 0, 5);
            rig.flush();
            assertThat(messages(server)).containsExactly(lines(0, 5));
            assertThat(rig.statuses()).singleElement().asString().contains("spoolDir", "can't be used");
        }
    }

    @Test
    void manyThreadsLoseNothingAcrossAnOutage() throws Exception {
        int port = RecordingServer.freePort();
        try (Rig rig = new Rig("http://127.0.0.1:" + port, appender -> {
            withSpool(appender);
            appender.setQueueBytes(new FileSize(8 * 1024 * 1024));
        })) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int from = t * 2500;
                Thread thread = new Thread(() -> log(rig.logger("app"), from, from + 2500));
                threads.add(thread);
                thread.start();
            }
            try (RecordingServer server = new RecordingServer(port)) {
                for (Thread thread : threads) {
                    thread.join();
                }
                awaitDelivered(rig, 10_000);
                assertThat(messages(server)).containsExactlyInAnyOrder(lines(0, 10_000));
            }
            ShipmentCounts counts = rig.appender.counts();
            assertThat(counts).isEqualTo(new ShipmentCounts(10_000, 0, 10_000, 0, 0, 0));
        }
    }
}
