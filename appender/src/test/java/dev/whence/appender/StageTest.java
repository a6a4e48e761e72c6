package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class StageTest {
    private static final long START = 1_764_000_000_000_000_000L;

    private final AtomicLong now = new AtomicLong(START);
    private RecordingServer server;
    private Rig rig;
    private Stages stages;

    @BeforeEach
    void start() throws IOException {
        server = new RecordingServer();
        rig = new Rig(server.url());
        stages = rig.stages(now::get);
    }

    @AfterEach
    void stop() {
        rig.close();
        server.close();
        MDC.clear();
    }

    private Record sent(String stage) {
        rig.flush();
        return server.taken().stream()
                .filter(record -> record.stage().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stageArrivesAsSpanWithItsOwnTimes() {
        try (Stage stage = stages.start("retrieve")) {
            stage.put("documents", 3).put("regions", List.of("eu", "us")).input("why?");
            now.addAndGet(1_500_000_000L);
        }
        Record span = sent("retrieve");
        assertThat(span.kind()).isEqualTo(Kind.SPAN);
        assertThat(span.timestampNanos()).isEqualTo(START);
        assertThat(span.durationSeconds()).isEqualTo(1.5);
        assertThat(span.service()).isEqualTo("assistant");
        assertThat(span.fields())
                .containsEntry("documents", 3L)
                .containsEntry("regions", List.of("eu", "us"))
                .containsEntry("input", "why?")
                .doesNotContainKeys("message", "parent_span_id", "logger.name", "status");
        assertThat(span.traceId()).hasSize(32);
        assertThat(span.spanId()).hasSize(16);
    }

    @Test
    void stageWithinAnotherIsItsChildAndLogLinesBelongToTheInnermost() {
        try (Stage outer = stages.start("ask")) {
            try (Stage inner = stages.start("chat")) {
                inner.tokens(10, 20);
                rig.logger("app").info("inside");
            }
            rig.logger("app").info("between");
            outer.output("done");
        }
        rig.logger("app").info("after");
        Record outer = sent("ask");
        Record inner = sent("chat");
        assertThat(inner.traceId()).isEqualTo(outer.traceId());
        assertThat(inner.parentSpanId()).isEqualTo(outer.spanId());
        assertThat(line("inside").spanId()).isEqualTo(inner.spanId());
        assertThat(line("between").spanId()).isEqualTo(outer.spanId());
        assertThat(line("after").traceId()).isEmpty();
    }

    private Record line(String message) {
        return server.taken().stream()
                .filter(record -> record.text("message").equals(message))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void failureOfTheWorkIsNotedAndThrownOn() {
        assertThatThrownBy(() -> Stage.call("x", stage -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        try (Stage stage = stages.start("chat")) {
            stage.fail(new IllegalStateException("no model", new IOException("socket")));
        }
        Record span = sent("chat");
        assertThat(span.isError()).isTrue();
        assertThat(span.text(Names.ERROR_TYPE)).isEqualTo("java.lang.IllegalStateException");
        assertThat(span.text(Names.ERROR_MESSAGE)).isEqualTo("no model");
        assertThat(span.text(Names.ERROR_STACK)).contains("Caused by: java.io.IOException: socket");
    }

    @Test
    void wrappedTaskRunsInTheStageOnAnotherThreadAndLeavesItClean() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            try (Stage outer = stages.start("ask")) {
                MDC.put("tenant.id", "acme");
                Future<?> task = pool.submit(Stage.wrap(() -> {
                    try (Stage inner = stages.start("search")) {
                        inner.put("hits", 1);
                        rig.logger("app").info("over there");
                    }
                }));
                task.get();
                MDC.remove("tenant.id");
                Record inner = sent("search");
                assertThat(inner.parentSpanId()).isEqualTo(outer.context().spanId());
                assertThat(line("over there").text("tenant.id")).isEqualTo("acme");
            }
            Future<Map<String, String>> mdc = pool.submit(MDC::getCopyOfContextMap);
            assertThat(mdc.get()).isNullOrEmpty();
            assertThat(pool.submit(Stage::current).get()).isEmpty();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void stageClosedByAnotherThreadIsForgottenByItsOwn() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Stage stage = stages.start("stream");
            pool.submit(stage::close).get();
            assertThat(Stage.current()).isEmpty();
            assertThat(MDC.get("trace_id")).isNull();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void stageJoinsTheTraceInTheMdc() {
        MDC.put("traceId", "0AF7651916cd43dd8448eb211c80319c");
        MDC.put("spanId", "b7ad6b7169203331");
        try (Stage stage = stages.start("chat")) {
            assertThat(stage.traceparent()).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
        }
        assertThat(sent("chat").parentSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void calledServiceGoesOnWithTheTrace() {
        String header;
        try (Stage caller = stages.start("gateway")) {
            header = caller.traceparent();
        }
        try (Stage called = stages.start(TraceContext.parse(header).orElseThrow(), "worker")) {
            called.put("queue", "fast");
        }
        assertThat(sent("worker").traceId()).isEqualTo(sent("gateway").traceId());
        assertThat(sent("worker").parentSpanId()).isEqualTo(sent("gateway").spanId());
    }

    @Test
    void wholeRecordPassesThroughLogbackUnchanged() {
        Record record = Record.builder()
                .kind(Kind.SPAN)
                .timestampNanos(START + 1)
                .put("service", "vectordb")
                .put("stage", "vector.search")
                .put("trace_id", "0af7651916cd43dd8448eb211c80319c")
                .put("span_id", "b7ad6b7169203331")
                .put("duration", 0.25)
                .put("status", "error")
                .put("cloud.region", "ap-south")
                .put("top_k", 8)
                .build();
        MDC.put("tenant.id", "of the player, not of the played");
        new StageLog(rig.logger(StageLog.LOGGER_NAME)).emit(record);
        assertThat(sent("vector.search")).isEqualTo(record);
    }

    @Test
    void modelCallIsToldInOpenTelemetrysWords() {
        try (Stage stage = stages.startModel("chat", "openai", "gpt-4o")) {
            now.addAndGet(250_000_000L);
            stage.firstChunk();
            now.addAndGet(250_000_000L);
            stage.firstChunk();
            stage.input("why?").output("because").tokens(12, 3).finishReason("stop");
        }
        assertThat(sent("chat gpt-4o").fields())
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "openai")
                .containsEntry("gen_ai.request.model", "gpt-4o")
                .containsEntry("gen_ai.usage.input_tokens", 12L)
                .containsEntry("gen_ai.usage.output_tokens", 3L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .containsEntry("gen_ai.response.time_to_first_chunk", 0.25)
                .containsEntry("duration", 0.5);
    }

    @Test
    void bodiesOfAProviderAreReadByTheStage() {
        try (Stage stage = stages.start("chat")) {
            stage.providerRequest("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"why?\"}]}");
            stage.providerResponse("{\"model\":\"gpt-4o-2\",\"choices\":[{\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"because\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,"
                    + "\"completion_tokens\":2}}");
            stage.providerResponse("not JSON");
        }
        assertThat(sent("chat").fields())
                .containsEntry("gen_ai.request.model", "gpt-4o")
                .containsEntry("gen_ai.response.model", "gpt-4o-2")
                .containsEntry("output", "because")
                .containsEntry("gen_ai.usage.input_tokens", 9L);
    }

    @Test
    void toolCallIsNamedAfterItsTool() {
        String result = stages.startTool("weather").call(stage -> "rain");
        assertThat(result).isEqualTo("rain");
        assertThat(sent("execute_tool weather").fields())
                .containsEntry("gen_ai.tool.name", "weather")
                .containsEntry("status", "ok");
    }

    @Test
    void workThatFailsFailsItsStage() {
        assertThatThrownBy(() -> stages.start("parse").call(stage -> Integer.parseInt("four")))
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> stages.start("read").run(stage -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class);
        assertThat(sent("parse").text("error.type")).isEqualTo("java.lang.NumberFormatException");
        assertThat(sent("read").text("error.message")).isEqualTo("gone");
        assertThat(Stage.current()).isEmpty();
    }

    @Test
    void detachedStageIsEnteredOnlyWhereItIsAskedTo() {
        Stage stream = stages.startDetached("chat");
        assertThat(Stage.current()).isEmpty();
        stream.within(() -> {
            try (Stage inner = stages.start("moderate")) {
                inner.put("verdict", "fine");
            }
        });
        stream.close();
        assertThat(sent("moderate").parentSpanId()).isEqualTo(sent("chat").spanId());
    }

    @Test
    void executorBringsTheContextToItsThreads() {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (Stage outer = stages.start("ask")) {
            Executor executor = Stage.propagating(pool);
            CompletableFuture<Void> both = CompletableFuture.allOf(
                    CompletableFuture.runAsync(() -> stages.start("left").close(), executor),
                    CompletableFuture.runAsync(() -> stages.start("right").close(), executor));
            both.join();
            assertThat(sent("left").parentSpanId()).isEqualTo(outer.context().spanId());
            assertThat(sent("right").parentSpanId()).isEqualTo(outer.context().spanId());
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void parentClosedBeforeItsChildLeavesNothingBehind() {
        Stage outer = stages.start("outer");
        Stage inner = stages.start("inner");
        outer.close();
        inner.close();
        assertThat(Stage.current()).isEmpty();
        assertThat(MDC.get("trace_id")).isNull();
        assertThat(sent("inner").parentSpanId()).isEqualTo(sent("outer").spanId());
    }

    @Test
    void closedStageIsLoggedOnceAndChangesNoMore() {
        Stage stage = stages.start("once");
        stage.close();
        stage.put("late", true).fail("late", "too late");
        stage.close();
        sent("once");
        assertThat(server.taken()).hasSize(1);
        assertThat(server.taken().get(0).has("late")).isFalse();
    }

    @Test
    void headerThatIsNoTraceparentIsNone() {
        assertThat(List.of(
                        "",
                        "00",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                        "00-0af7651916cd43dd8448eb211c80319x-b7ad6b7169203331-01",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra"))
                .allSatisfy(header -> assertThat(TraceContext.parse(header)).isEmpty());
        assertThat(TraceContext.parse("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes"))
                .isPresent();
    }
}
