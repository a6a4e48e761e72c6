package dev.whence.anomaly.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedOutputChecksTest {
    private static final int WARM_UP = 50;

    @Test
    void missingOutputIsFlaggedWhereOutputsAreUsual() {
        Detector check = new EmptyOutput(100, WARM_UP);
        assertThat(flags(check, span().build())).isEmpty();
        warm(check, "Your parcel arrives tomorrow.");
        assertThat(flags(check, span().build()))
                .extracting(Finding::reason)
                .containsExactly("answer gave no output; 98 % of its calls give one");
        assertThat(flags(check, span().put(Names.OUTPUT, "  \n").build())).hasSize(1);
    }

    @Test
    void missingOutputIsRightForToolCallsFailuresAndSilentStages() {
        Detector check = new EmptyOutput(100, WARM_UP);
        warm(check, "Your parcel arrives tomorrow.");
        assertThat(flags(
                        check,
                        span().put(Names.FINISH_REASONS, List.of("tool_calls")).build()))
                .isEmpty();
        assertThat(flags(check, span().put(Names.STATUS, "error").build())).isEmpty();
        for (int i = 0; i < 100; i++) {
            assertThat(flags(check, span().put(Names.STAGE, "silent").build())).isEmpty();
        }
    }

    @Test
    void stopAtTheLengthLimitIsFlagged() {
        Detector check = new Truncated(100, WARM_UP, 0.5);
        Record cut = span().put(Names.OUTPUT, "The three steps are first to open the")
                .put(Names.FINISH_REASONS, List.of("length"))
                .build();
        assertThat(flags(check, cut))
                .extracting(Finding::reason)
                .containsExactly("answer stopped at its length limit, at “The three steps are first to open the”");
        for (int i = 0; i < 200; i++) {
            flags(check, cut);
        }
        assertThat(flags(check, cut)).as("where it is the habit").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The parcel left the warehouse on Monday and will",
                "Das Paket hat das Lager am Montag verlassen und",
                "First open the settings, then choose Billing,",
                "荷物は月曜日に倉庫を出て、明日の午前中にお客様のご住所に到",
                "包裹已于周一离开仓库，预计将在明天上午送到您的地"
            })
    void outputThatEndsMidSentenceIsFlagged(String output) {
        Detector check = new Truncated(100, WARM_UP, 0.5);
        warm(check, "Your parcel arrives tomorrow.");
        assertThat(flags(check, span().put(Names.OUTPUT, output).build()))
                .extracting(Finding::kind)
                .containsExactly("truncated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The parcel arrives tomorrow!",
                "Would you like me to track it for you?",
                "荷物は月曜日に倉庫を出て、明日の午前中に到着します。",
                "पार्सल कल सुबह आपके पते पर पहुँच जाएगा।",
                "Have a wonderful day with your new shoes 😊",
                "Steps:\n1. Open the settings\n2. Choose Billing",
                "- open the settings\n- choose Billing",
                "```java\nint x = 1;\n```",
                "| a | b |\n|---|---|\n| 1 | 2 |",
                "Read more at https://example.com/help",
                "short"
            })
    void outputThatEndsWhereWritersEndIsNot(String output) {
        Detector check = new Truncated(100, WARM_UP, 0.5);
        warm(check, "Your parcel arrives tomorrow.");
        assertThat(flags(check, span().put(Names.OUTPUT, output).build())).isEmpty();
    }

    @Test
    void endingsAreNotJudgedWhereTheyVary() {
        Detector check = new Truncated(100, WARM_UP, 0.5);
        for (int i = 0; i < 200; i++) {
            Record title = span().put(Names.OUTPUT, i % 5 == 0 ? "A sentence, for once." : "Shipping of parcels abroad")
                    .build();
            assertThat(flags(check, title)).isEmpty();
        }
    }

    @Test
    void truncatedOutputsStayFlaggedThroughAnIncident() {
        Detector check = new Truncated(100, WARM_UP, 0.5);
        for (int i = 0; i < 20; i++) {
            warm(check, "Your parcel arrives tomorrow.");
        }
        Record cut = span().put(Names.OUTPUT, "The parcel left the warehouse on Monday and will")
                .build();
        for (int i = 0; i < 100; i++) {
            assertThat(flags(check, cut)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"intent\": \"refund\", \"confidence\": 0.9",
                "{\"intent\": \"refund\",}",
                "{intent: refund}",
                "Sure! Here is the JSON: {\"intent\": \"refund\"}",
                "{\"intent\": \"refund\"} I hope this helps.",
                "refund",
                "[1, 2"
            })
    void brokenJsonIsFlaggedWhereJsonIsUsual(String output) {
        Detector check = new InvalidJson(100, WARM_UP, new Exchanges());
        Record broken = span().put(Names.OUTPUT, output).build();
        assertThat(flags(check, broken)).as("before warm-up").isEmpty();
        for (int i = 0; i < 4; i++) {
            warm(check, "{\"intent\": \"refund\", \"confidence\": 0.9}");
        }
        assertThat(flags(check, broken)).extracting(Finding::kind).containsExactly("invalid_json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"intent\": \"refund\", \"items\": [{\"id\": 1}, {\"id\": 2}]}",
                "[]",
                "  {\"a\": null}\n",
                "```json\n{\"intent\": \"refund\"}\n```",
                "```\n[1, 2]\n```"
            })
    void validJsonIsNot(String output) {
        Detector check = new InvalidJson(100, WARM_UP, new Exchanges());
        Record asked = span().put(Names.OUTPUT, output)
                .put("gen_ai.output.type", "json")
                .build();
        assertThat(flags(check, asked)).isEmpty();
    }

    @Test
    void proseIsFineWhereNobodyAskedForJson() {
        Detector check = new InvalidJson(100, WARM_UP, new Exchanges());
        warm(check, "Your parcel arrives tomorrow.");
        assertThat(flags(check, span().put(Names.OUTPUT, "{not json").build())).isEmpty();
    }

    @Test
    void jsonAskedForIsCheckedFromTheStart() {
        Detector check = new InvalidJson(100, WARM_UP, new Exchanges());
        Record prose = span().put(Names.OUTPUT, "The intent is refund.")
                .put("gen_ai.output.type", "json")
                .build();
        assertThat(flags(check, prose))
                .extracting(Finding::reason)
                .containsExactly(
                        "the output of answer is not valid JSON (it does not begin with { or [); the request asked for JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The parcel is on its way. ",
                "I think that we should go there and then ",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "包裹正在路上。",
                "荷物は今輸送中です。"
            })
    void loopsAreFlagged(String loop) {
        Detector check = new Repetition(100, WARM_UP, 0.5, new Exchanges());
        warm(check, "Your parcel arrives tomorrow.");
        assertThat(flags(check, span().put(Names.OUTPUT, loop.repeat(30)).build()))
                .extracting(Finding::kind)
                .containsExactly("repetition");
    }

    @Test
    void proseDoesNotCountAsLoop() {
        Detector check = new Repetition(100, WARM_UP, 0.5, new Exchanges());
        warm(check, "Your parcel arrives tomorrow.");
        String prose =
                "The parcel left our warehouse in Graz on Monday morning. On Tuesday it was sorted in Linz, and on"
                        + " Wednesday the driver tried to deliver it, but nobody was at home. It now waits for you at the post"
                        + " office in the main street, where you can collect it with your passport until the end of next week."
                        + " If you would rather have it delivered again, choose a day on our website and we will come once more.";
        assertThat(flags(check, span().put(Names.OUTPUT, prose).build())).isEmpty();
    }

    @Test
    void repetitionIsFineWhereItIsTheHabit() {
        Detector check = new Repetition(100, WARM_UP, 0.5, new Exchanges());
        String table = "| item | in stock | yes | price | on request |\n".repeat(12);
        for (int i = 0; i < 120; i++) {
            assertThat(flags(check, span().put(Names.OUTPUT, table).build())).isEmpty();
        }
    }

    private static void warm(Detector check, String output) {
        for (int i = 0; i < WARM_UP; i++) {
            flags(check, span().put(Names.OUTPUT, output).build());
        }
    }

    private static List<Finding> flags(Detector check, Record record) {
        Findings findings = new Findings();
        check.inspect(record, findings);
        return findings.flags();
    }

    private static RecordBuilder span() {
        return Record.builder().kind(Kind.SPAN).put(Names.SERVICE, "assistant").put(Names.STAGE, "answer");
    }
}
