package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.status.StatusListener;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** Which record an event becomes. */
class MappingTest {
    private RecordingServer server;
    private Rig rig;
    private Logger logger;

    @BeforeEach
    void start() throws IOException {
        server = new RecordingServer();
        rig = new Rig(server.url(), appender -> {
            appender.setEnvironment("test");
            appender.setVersion("1.2.3");
            appender.addAttribute("cloud.region = eu-west-1");
            appender.setMaxTextLength(1000);
        });
        logger = rig.logger("app.Chat");
    }

    @AfterEach
    void stop() {
        rig.close();
        server.close();
        MDC.clear();
    }

    private Record only() {
        rig.flush();
        assertThat(server.taken()).hasSize(1);
        return server.taken().get(0);
    }

    @Test
    void timeIsThatOfTheEventToTheNanosecond() {
        Instant before = Instant.now();
        logger.info("now");
        Instant after = Instant.now();
        long nanos = only().timestampNanos();
        Instant time = Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
        assertThat(time).isBetween(before, after);
    }

    @Test
    void everyRecordSaysWhereItComesFrom() {
        logger.info("hello");
        assertThat(only().fields())
                .containsEntry("service", "assistant")
                .containsEntry("deployment.environment.name", "test")
                .containsEntry("service.version", "1.2.3")
                .containsEntry("cloud.region", "eu-west-1");
    }

    @Test
    void keyValuePairsKeepTheirTypes() {
        logger.atInfo()
                .addKeyValue("gen_ai.usage.input_tokens", 42)
                .addKeyValue("ratio", 0.5f)
                .addKeyValue("price", new BigDecimal("1.25"))
                .addKeyValue("cached", true)
                .addKeyValue("day", DayOfWeek.MONDAY)
                .addKeyValue("stop", new String[] {"a", "b"})
                .addKeyValue("scores", new double[] {0.5, 1})
                .addKeyValue("found", Optional.of(7))
                .addKeyValue("missing", Optional.empty())
                .addKeyValue("nothing", (Object) null)
                .addKeyValue("http", Map.of("response", Map.of("status_code", 200)))
                .log("typed");
        assertThat(only().fields())
                .containsEntry("gen_ai.usage.input_tokens", 42L)
                .containsEntry("ratio", 0.5)
                .containsEntry("price", 1.25)
                .containsEntry("cached", true)
                .containsEntry("day", "MONDAY")
                .containsEntry("stop", List.of("a", "b"))
                .containsEntry("scores", List.of(0.5, 1.0))
                .containsEntry("found", 7L)
                .containsEntry("http.response.status_code", 200L)
                .doesNotContainKeys("missing", "nothing");
    }

    @Test
    void mdcEntriesAreAttributes() {
        MDC.put("tenant.id", "acme");
        MDC.put("trace_id", "0af7651916cd43dd8448eb211c80319c");
        MDC.put("span_id", "b7ad6b7169203331");
        logger.info("hello");
        assertThat(only().fields())
                .containsEntry("tenant.id", "acme")
                .containsEntry("trace_id", "0af7651916cd43dd8448eb211c80319c")
                .containsEntry("span_id", "b7ad6b7169203331");
    }

    @Test
    void keyValuePairWinsOverMdcEntryOfTheSameName() {
        MDC.put("tenant.id", "acme");
        logger.atInfo().addKeyValue("tenant.id", "emca").log("hello");
        assertThat(only().text("tenant.id")).isEqualTo("emca");
    }

    @Test
    void nothingAnApplicationNamesCanSpoilTheRecord() {
        MDC.put("timestamp", "yesterday");
        MDC.put("kind", "unkind");
        logger.atInfo()
                .addKeyValue("status", 404)
                .addKeyValue("duration", "long")
                .addKeyValue("message", "other")
                .addKeyValue("severity", 3)
                .addKeyValue("service", "payments")
                .addKeyValue("", "no name")
                .log("mine");
        Record record = only();
        assertThat(record.kind()).isEqualTo(Kind.LOG);
        assertThat(record.fields())
                .containsEntry("message", "mine")
                .containsEntry("severity", "INFO")
                .containsEntry("service", "assistant")
                .containsEntry("attributes.status", 404L)
                .containsEntry("attributes.duration", "long")
                .containsEntry("attributes.timestamp", "yesterday")
                .containsEntry("attributes.kind", "unkind")
                .containsEntry("attributes.service", "payments")
                .doesNotContainKeys("status", "duration");
        assertThat(record.timestampNanos()).isGreaterThan(1_700_000_000_000_000_000L);
    }

    @Test
    void statusAndDurationAreTakenWhereTheyAreMeantSo() {
        logger.atInfo()
                .addKeyValue("status", "error")
                .addKeyValue("duration", 1.5)
                .log("done");
        assertThat(only().fields()).containsEntry("status", "error").containsEntry("duration", 1.5);
    }

    @Test
    void exceptionIsTakenApart() {
        logger.error("failed", new IllegalStateException("outer", new IOException("inner")));
        Record record = only();
        assertThat(record.fields())
                .containsEntry("severity", "ERROR")
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("error.message", "outer");
        assertThat(record.text("error.stack"))
                .startsWith("java.lang.IllegalStateException: outer\n\tat ")
                .contains("exceptionIsTakenApart", "Caused by: java.io.IOException: inner", " more\n");
    }

    @Test
    void exceptionsThatCauseThemselvesOrHaveNoEndAreCut() {
        IOException one = new IOException("one");
        one.initCause(new IOException("two", one));
        one.addSuppressed(new IOException("three"));
        logger.error("loop", one);
        RuntimeException deep = new RuntimeException("z".repeat(5000));
        for (int i = 0; i < 200; i++) {
            deep = new RuntimeException("z".repeat(5000), deep);
        }
        logger.error("deep", deep);
        rig.flush();
        assertThat(server.taken()).hasSize(2);
        assertThat(server.taken().get(0).text("error.stack")).contains("one", "two", "three");
        assertThat(server.taken().get(1).text("error.stack")).hasSizeLessThan(40_000);
        assertThat(server.taken().get(1).text("error.message")).hasSizeLessThan(1100);
    }

    @Test
    void valuesWithoutEndAreCut() {
        Map<String, Object> self = new HashMap<>();
        self.put("self", self);
        self.put("name", "loop");
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        Iterable<Integer> infinite =
                () -> java.util.stream.Stream.iterate(0, i -> i + 1).iterator();
        logger.atInfo()
                .addKeyValue("map", self)
                .addKeyValue("list", endless)
                .addKeyValue("infinite", infinite)
                .addKeyValue("text", "t".repeat(5000))
                .log("m".repeat(5000));
        Record record = only();
        assertThat(record.text("map.name")).isEqualTo("loop");
        assertThat(record.text("list")).contains("nested too deeply");
        assertThat(record.text("text")).hasSizeLessThan(1100).contains("4000 more characters");
        assertThat(record.text("message")).hasSizeLessThan(1100);
        assertThat((List<?>) record.value("infinite").orElseThrow()).hasSizeLessThan(1000);
    }

    @Test
    void objectWhoseOwnMethodsFailCostsOnlyItself() {
        Object rude = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        logger.atInfo().addKeyValue("rude", rude).addKeyValue("polite", "yes").log("hello");
        assertThat(only().fields())
                .containsEntry("polite", "yes")
                .containsEntry("rude", "(not readable: java.lang.IllegalStateException)");
    }

    @Test
    void eventThatCannotBeReadStillCounts() {
        rig.context.setMDCAdapter(null);
        logger.info("there is no MDC here");
        assertThat(only().text("message")).isEqualTo("there is no MDC here");
    }

    @Test
    void objectThatLogsWhileItIsLoggedDoesNotGoRound() {
        Object talkative = new Object() {
            @Override
            public String toString() {
                logger.info("I am being looked at");
                return "talkative";
            }
        };
        logger.atInfo().addKeyValue("who", talkative).log("hello");
        rig.flush();
        assertThat(server.taken()).extracting(record -> record.text("message")).contains("hello");
        assertThat(server.taken()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatTheShippingThreadItselfLogsIsNotShipped() throws IOException {
        int port = RecordingServer.freePort();
        try (Rig lost = new Rig("http://127.0.0.1:" + port)) {
            List<String> said = new CopyOnWriteArrayList<>();
            lost.context.getStatusManager().add((StatusListener) status -> {
                said.add(status.getMessage());
                lost.logger("status").warn(status.getMessage());
            });
            lost.logger("app").info("hello");
            await().until(() -> !said.isEmpty());
            try (RecordingServer found = new RecordingServer(port)) {
                lost.flush();
                assertThat(found.taken())
                        .extracting(record -> record.text("message"))
                        .containsExactly("hello");
            }
        }
    }

    @Test
    void markersAreNamed() {
        logger.info(MarkerFactory.getMarker("AUDIT"), "hello");
        assertThat(only().value("logback.marker")).contains(List.of("AUDIT"));
    }

    @Test
    void linesWithBreaksAndStrangeCharactersStayOneRecord() {
        logger.info("first\nsecond\r\u2028 \uD83D\uDE00 \uD83D \u0000 \"quoted\" ä");
        assertThat(only().text("message")).isEqualTo("first\nsecond\r\u2028 \uD83D\uDE00 \uFFFD \u0000 \"quoted\" ä");
    }
}
