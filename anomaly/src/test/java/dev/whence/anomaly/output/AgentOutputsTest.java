package dev.whence.anomaly.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent of a clinic's front desk, which writes short tool calls and long answers under one name. */
class AgentOutputsTest {
    private static final int WARM_UP = 50;
    private static final List<String> WHO = List.of(
            "Doctor Okafor",
            "the night nurse",
            "our radiology ward",
            "the pharmacy downstairs",
            "your insurer",
            "the laboratory",
            "a physiotherapist",
            "the vaccination desk");
    private static final List<String> DOES = List.of(
            "confirms the appointment",
            "needs a signed referral",
            "sends the results by letter",
            "asks for fasting",
            "checks your blood pressure",
            "renews the prescription",
            "schedules a second scan",
            "keeps the file open");
    private static final List<String> WHEN = List.of(
            "on weekday mornings.",
            "within ten working days.",
            "after the first consultation.",
            "before surgery.",
            "as soon as a bed is free.",
            "during visiting hours.");

    private final Random random = new Random(11);
    private final Exchanges exchanges = new Exchanges();
    private final Detector length = new UnusualLength(100, WARM_UP, exchanges);
    private final Detector echo = new Echo(100, WARM_UP, 0.5, exchanges);
    private final Detector words = new UnfamiliarWords(100, WARM_UP, 0.5, exchanges);

    @BeforeEach
    void seeHealthyTurns() {
        int flagged = 0;
        for (int i = 0; i < 1500; i++) {
            Record turn = i % 3 == 0 ? answer(prose(5 + random.nextInt(8))) : toolCall(prose(1));
            for (Detector check : List.of(length, echo, words)) {
                flagged += flags(check, turn).size();
            }
        }
        assertThat(flagged).isLessThan(8);
    }

    @Test
    void aFewWordsAreShortForAnAnswerThoughToolCallsAreAsShort() {
        assertThat(flags(length, toolCall(prose(1)))).isEmpty();
        assertThat(flags(length, answer("Certainly, noted.")))
                .extracting(Finding::kind)
                .containsExactly("length");
    }

    @Test
    void anAnswerAsLongAsTenIsLong() {
        assertThat(flags(length, answer(prose(80)))).extracting(Finding::kind).containsExactly("length");
    }

    @Test
    void aTextThatIsNotWhatItsTokensMakeIsFlagged() {
        String text = prose(8);
        assertThat(flags(length, turn(conversation(), json("text", text), text.length() / 4 * 5)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason()).contains(" is short for its tokens: "));
        assertThat(flags(length, turn(conversation(), json("text", text), text.length() / 4 / 5 + 1)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason()).contains(" is long for its tokens: "));
    }

    @Test
    void anAnswerAboutSomethingElseIsFlaggedThoughAnswersDoNotDrawOnTheirInput() {
        String other =
                "Glaciers carve broad valleys while rivers leave narrow gorges behind. Volcanic islands slowly sink"
                        + " beneath coral, until only a lagoon remains. Sediment piles up along continental margins.";
        assertThat(flags(words, answer(other))).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("novelty");
            assertThat(finding.reason())
                    .contains("% of the words in the output of chat were neither used by it before");
        });
        assertThat(flags(words, answer(other))).as("the second time as well").hasSize(1);
        String brief = "Glaciers carve broad valleys while rivers leave narrow gorges behind.";
        assertThat(flags(words, turn(conversation(), json("reason", brief), 32)))
                .hasSize(1);
    }

    @Test
    void theWordsOfTheInputMayBeSaid() {
        String strange = "glaciers carving broad valleys where rivers leave narrow gorges";
        assertThat(flags(
                        words,
                        turn(
                                conversation() + "\nPatient: I dreamt of " + strange,
                                json("text", "You dreamt of " + strange + ". " + prose(1)),
                                40)))
                .isEmpty();
    }

    @Test
    void sayingTheQuestionBackIsAnEchoThoughToolResultsAreQuoted() {
        String question = "Could the vaccination desk see my daughter earlier than it says in the letter you sent us?";
        assertThat(flags(echo, turn(conversation() + question, json("reason", question), 20)))
                .extracting(Finding::kind)
                .containsExactly("echo");
    }

    @Test
    void sayingInstructionsBackIsAnEchoThoughToolResultsAreQuoted() {
        String conversation = conversation() + prose(2);
        String inside = conversation.substring(20, conversation.length() - 60).replace("\n", "\\n");
        assertThat(flags(echo, turn(conversation, json("reason", inside), 40)))
                .extracting(Finding::kind)
                .containsExactly("echo");
    }

    private Record answer(String text) {
        return turn(conversation(), json("text", text), (text.length() + 30) / 4);
    }

    /** Its reason is often a sentence of what a tool told. */
    private Record toolCall(String reason) {
        String conversation = random.nextInt(4) == 0
                ? conversation() + "\nTool: " + prose(2) + " " + reason + " " + prose(2) + "\nPatient: please go on"
                : conversation();
        return turn(conversation, json("reason", reason), (reason.length() + 60) / 4);
    }

    private static String json(String field, String text) {
        return field.equals("text")
                ? "{\"action\": \"answer\", \"text\": \"" + text + "\"}"
                : "{\"action\": \"book\", \"arguments\": {\"desk\": 4}, \"reason\": \"" + text + "\"}";
    }

    private String conversation() {
        return "You work at a clinic's front desk. Say one JSON object.\nPatient: when does "
                + WHO.get(random.nextInt(8)) + " have time, and do I need number " + random.nextInt(1000) + " again?\n";
    }

    private String prose(int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(WHO.get(random.nextInt(WHO.size())))
                    .append(' ')
                    .append(DOES.get(random.nextInt(DOES.size())))
                    .append(' ')
                    .append(WHEN.get(random.nextInt(WHEN.size())));
        }
        return text.toString();
    }

    private static Record turn(String input, String output, int tokens) {
        return Record.builder()
                .kind(Kind.SPAN)
                .put(Names.SERVICE, "desk")
                .put(Names.STAGE, "chat")
                .put(Names.OUTPUT_TOKENS, tokens)
                .put(Names.FINISH_REASONS, List.of("stop"))
                .put(Names.INPUT, input)
                .put(Names.OUTPUT, output)
                .build();
    }

    private static List<Finding> flags(Detector check, Record record) {
        Findings findings = new Findings();
        check.inspect(record, findings);
        return findings.flags();
    }
}
