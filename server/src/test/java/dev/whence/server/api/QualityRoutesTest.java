package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Quality and bias over HTTP. 240 requests, each with an entry that knows the region and a call that knows model and
 * prompt; every third is from the south, where one in four fails and two in four are thought little of.
 */
class QualityRoutesTest {
    @TempDir
    static Path folder;

    private static TestServer server;
    private static JsonNode description;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            boolean south = i % 3 == 0;
            int turn = i / 3 % 4; // of requests from the south
            String trace = "\"trace_id\":\"%032x\"".formatted(i + 1);
            String time = "\"timestamp\":\"2026-11-24T12:%02d:%02dZ\"".formatted(i / 60, i % 60);
            lines.add(
                    "{%s,%s,\"kind\":\"span\",\"span_id\":\"a1\",\"service\":\"gateway\",\"stage\":\"ask\",\"duration\":1,\"user.region\":\"%s\",\"status\":\"%s\"}"
                            .formatted(
                                    time,
                                    trace,
                                    south ? "south" : i % 3 == 1 ? "north" : "west",
                                    south && (i / 3 % 8 == 0 || i / 3 % 8 == 3) ? "error" : "ok"));
            // fails in every region and is tried again: no failed request
            lines.add(
                    "{%s,%s,\"kind\":\"span\",\"span_id\":\"b1\",\"parent_span_id\":\"a1\",\"service\":\"llm\",\"stage\":\"chat\",\"duration\":1,\"gen_ai.request.model\":\"%s\",\"gen_ai.prompt.version\":%d,\"output\":\"The parcel leaves on Monday, number %d.\",\"status\":\"error\"}"
                            .formatted(time, trace, i % 2 == 0 ? "large" : "small", i % 2 == 0 ? 2 : 1, i));
            // a day later
            lines.add("{\"timestamp\":\"2026-11-25T12:00:00Z\",%s,\"score.name\":\"thumbs\",\"score.value\":%d}"
                    .formatted(trace, south && turn < 2 ? 0 : 1));
            if (i < 80) {
                // the large model takes every second complaint for a question, the small one is always right
                String expected = i / 2 % 2 == 0 ? "complaint" : "Question";
                String label = i % 4 == 0 && i % 8 == 0 ? "question" : expected;
                lines.add(
                        "{\"timestamp\":\"2026-11-25T12:00:01Z\",%s,\"span_id\":\"b1\",\"score.name\":\"intent\",\"score.label\":\"%s\",\"score.expected\":\"%s\"}"
                                .formatted(trace, label, expected));
            }
        }
        lines.add(
                "{\"timestamp\":\"2026-11-25T12:00:02Z\",\"trace_id\":\"ffff\",\"score.name\":\"lost\",\"score.value\":1}");
        lines.add(
                "{\"timestamp\":\"2026-11-25T12:00:03Z\",\"score.name\":\"tagged\",\"score.value\":0.5,\"gen_ai.request.model\":\"tiny\"}");
        server.take(lines.toArray(String[]::new));
        description = server.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode ask(String path, String schema) {
        JsonNode answer = server.get(path).json();
        assertThat(Schema.in(description).faults(schema, answer)).isEmpty();
        return answer;
    }

    private static JsonNode group(JsonNode answer, String field, String value) {
        return answer.path("groups")
                .valueStream()
                .filter(group -> group.path("values").path(field).asString().equals(value))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void labelsAreComparedWithThoseExpectedByModelAndPromptVersion() {
        JsonNode answer = ask("/api/v1/quality?name=intent", "Quality");
        assertThat(answer.path("groups")).hasSize(2);
        JsonNode large = group(answer, "gen_ai.request.model", "large");
        assertThat(large.at("/values/gen_ai.prompt.version").asString()).isEqualTo("2");
        assertThat(large.path("count").asInt()).isEqualTo(40);
        assertThat(large.has("mean")).isFalse();
        // 20 complaints, 10 of them taken for questions; 20 questions, all right
        assertThat(large.at("/labels/accuracy").asDouble()).isEqualTo(0.75);
        JsonNode complaint = large.at("/labels/classes/0");
        assertThat(complaint.path("label").asString()).isEqualTo("complaint");
        assertThat(complaint.path("precision").asDouble()).isEqualTo(1);
        assertThat(complaint.path("recall").asDouble()).isEqualTo(0.5);
        assertThat(complaint.path("f1").asDouble()).isEqualTo(2 / 3.0, within(1e-9));
        JsonNode question = large.at("/labels/classes/1");
        assertThat(question.path("precision").asDouble()).isEqualTo(2 / 3.0, within(1e-9));
        assertThat(question.path("recall").asDouble()).isEqualTo(1);
        assertThat(large.at("/labels/macro_f1").asDouble()).isEqualTo((2 / 3.0 + 0.8) / 2, within(1e-9));
        assertThat(group(answer, "gen_ai.request.model", "small")
                        .at("/labels/accuracy")
                        .asDouble())
                .isEqualTo(1);
    }

    @Test
    void scoresFindWhatOnlyTheEntryOfTheirTraceKnows() {
        JsonNode answer = ask("/api/v1/quality?name=thumbs&by=user.region,gen_ai.request.model", "Quality");
        assertThat(answer.path("groups")).hasSize(6);
        assertThat(answer.at("/examined/in_several").asInt()).isZero();
        JsonNode regions = ask("/api/v1/quality?name=thumbs&by=user.region", "Quality");
        assertThat(group(regions, "user.region", "south").path("mean").asDouble())
                .isEqualTo(0.5);
        assertThat(group(regions, "user.region", "north").path("mean").asDouble())
                .isEqualTo(1);
    }

    @Test
    void aScoreOfATraceCountsForEachOfItsStages() {
        JsonNode answer = ask("/api/v1/quality?name=thumbs&by=stage", "Quality");
        assertThat(group(answer, "stage", "ask").path("count").asInt()).isEqualTo(240);
        assertThat(group(answer, "stage", "chat").path("count").asInt()).isEqualTo(240);
        assertThat(answer.at("/examined/in_several").asInt()).isEqualTo(240);
        assertThat(ask("/api/v1/quality?name=intent&by=stage", "Quality").path("groups"))
                .hasSize(1);
    }

    @Test
    void scoresWithoutATraceAreKeptAndCounted() {
        JsonNode answer = ask("/api/v1/quality", "Quality");
        assertThat(answer.at("/examined/scores").asInt()).isEqualTo(322);
        assertThat(answer.at("/examined/without_trace").asInt()).isEqualTo(2);
        assertThat(answer.at("/examined/sampled").asBoolean()).isFalse();
        assertThat(group(answer, "gen_ai.request.model", "").path("mean").asDouble())
                .isEqualTo(1);
        assertThat(group(answer, "gen_ai.request.model", "tiny").path("mean").asDouble())
                .isEqualTo(0.5);
        assertThat(ask("/api/v1/quality?to=2026-11-25T00:00:00Z", "Quality").path("groups"))
                .isEmpty();
    }

    private static JsonNode entry(JsonNode answer, String group) {
        return answer.path("groups")
                .valueStream()
                .filter(entry -> entry.path("group").asString().equals(group))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRegionWhoseRequestsFailDiffers() {
        JsonNode answer = ask("/api/v1/bias?group_by=user.region&outcome=error", "Bias");
        assertThat(answer.path("groups")).hasSize(3);
        JsonNode first = answer.at("/groups/0");
        assertThat(first.path("group").asString()).isEqualTo("south");
        assertThat(first.path("verdict").asString()).isEqualTo("differs");
        assertThat(first.path("rate").asDouble()).isEqualTo(0.25);
        assertThat(first.path("rest_rate").asDouble()).isZero();
        assertThat(first.path("effect").asDouble()).isEqualTo(0.25);
        assertThat(first.has("ratio")).isFalse();
        assertThat(first.path("adjusted_p_value").asDouble()).isLessThan(1e-6);
        assertThat(answer.at("/examined/requests").asInt()).isEqualTo(240);
    }

    @Test
    void aRegionThatIsThoughtLittleOfDiffers() {
        JsonNode answer = ask("/api/v1/bias?group_by=user.region&outcome=score", "Bias");
        JsonNode south = entry(answer, "south");
        assertThat(south.path("score").asString()).isEqualTo("thumbs");
        assertThat(south.path("test").asString()).isEqualTo("mann_whitney");
        assertThat(south.path("verdict").asString()).isEqualTo("differs");
        assertThat(south.path("effect").asDouble()).isEqualTo(-0.5, within(1e-9));
        assertThat(south.path("difference").asDouble()).isEqualTo(-0.5, within(1e-9));
    }

    @Test
    void groupsThatEndAlikeAreEven() {
        JsonNode answer = ask("/api/v1/bias?group_by=gen_ai.request.model", "Bias");
        assertThat(answer.path("groups")
                        .valueStream()
                        .filter(entry -> !entry.path("verdict").asString().equals("too_few"))
                        .map(entry -> entry.path("verdict").asString()))
                .isNotEmpty()
                .containsOnly("even");
        assertThat(answer.path("groups").valueStream().map(entry -> entry.path("outcome")
                        .asString()))
                .contains("error", "refusal", "score");
    }

    @Test
    void smallGroupsAreSaidToBeTooFew() {
        JsonNode answer = ask("/api/v1/bias?group_by=user.region&outcome=error&to=2026-11-24T12:01:00Z", "Bias");
        assertThat(answer.path("groups")).hasSize(3);
        assertThat(answer.path("groups").valueStream().map(entry -> entry.path("verdict")
                        .asString()))
                .containsOnly("too_few");
    }

    @Test
    void requestsWithoutOneGroupAreLeftOutAndCounted() {
        JsonNode stages = ask("/api/v1/bias?group_by=stage&outcome=error", "Bias");
        assertThat(stages.path("groups")).isEmpty();
        assertThat(stages.at("/examined/mixed").asInt()).isEqualTo(240);
        JsonNode none = ask("/api/v1/bias?group_by=nobody.has.this", "Bias");
        assertThat(none.path("groups")).isEmpty();
        assertThat(none.at("/examined/without_group").asInt()).isEqualTo(240);
    }

    @Test
    void severalAttributesAreComparedAtOnce() {
        JsonNode answer = ask("/api/v1/bias?group_by=user.region,gen_ai.request.model&outcome=error", "Bias");
        assertThat(answer.path("group_by").asString()).isEqualTo("user.region,gen_ai.request.model");
        assertThat(answer.path("groups")).hasSize(5);
        assertThat(answer.at("/groups/0/group_by").asString()).isEqualTo("user.region");
        assertThat(answer.at("/groups/0/reason").asString())
                .isEqualTo("user.region south: 25 % of requests fail, against 0.0 % of the rest");
        assertThat(answer.at("/groups/0/sessions").asInt()).isEqualTo(80);
        assertThat(answer.at("/groups/0/design_effect").asDouble()).isEqualTo(1);
        assertThat(answer.at("/examined/requests").asInt()).isEqualTo(240);
    }

    @Test
    void aQueryTakesWholeRequests() {
        JsonNode answer = ask("/api/v1/bias?group_by=user.region&outcome=error&q=gen_ai.request.model:large", "Bias");
        assertThat(answer.at("/examined/requests").asInt()).isEqualTo(120);
        assertThat(entry(answer, "south").path("count").asInt()).isEqualTo(40);
        // errors are those of the entry, which knows no model
        assertThat(entry(answer, "south").path("rate").asDouble()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bias|group_by is missing; give the attribute whose values are the groups, such as group_by=tenant.id",
                "bias?group_by=a&outcome=luck|outcome is error, refusal or score; not \"luck\"",
                "bias?group_by=a,b,c,d,e,f|group_by takes 5 attributes at most",
                "bias?group_by=a&q=((|this ( is not closed",
                "bias?group=a|did you mean \"group_by\"",
                "bias?group_by=a&from=now&to=now-1h|from must be before to",
                "quality?from=yesterday|from is a time as 2026",
                "quality?by=a,b,c,d|by takes 3 fields at most",
            })
    void misuseIsExplained(String path, String detail) {
        TestServer.Reply reply = server.get("/api/v1/" + path);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.detail()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource({"timestamp", "kind", "trace_id", "status", "output", "duration", "input"})
    void everyFieldCanBeAskedFor(String field) {
        ask("/api/v1/quality?by=" + field, "Quality");
        ask("/api/v1/bias?group_by=" + field, "Bias");
    }
}
