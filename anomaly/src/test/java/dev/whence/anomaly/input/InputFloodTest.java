package dev.whence.anomaly.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.output.Exchanges;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The same input, again and again. */
class InputFloodTest {
    private static final String[] WORDS =
            "order export shop refund parcel manager invoice user plan account export team price login".split(" ");

    private final Random random = new Random(3);
    private InputFlood detector = new InputFlood(100, 50, new Exchanges());
    private int requests;
    private long seconds = 1_795_500_000L;

    @Test
    void sameInputIsFlaggedFromTheFifthOfOneFlood() {
        learn(300);
        for (int i = 1; i <= 8; i++) {
            List<Finding> flags =
                    asked("Why is the nightly export of all orders of my shop so slow since this morning? Ticket 7"
                            + (i % 2));
            assertThat(flags.isEmpty()).as("time " + i).isEqualTo(i < 5);
            asked(question());
        }
        List<Finding> flags =
                asked("WHY is the nightly export of all orders of my shop so slow, since this morning ?! ticket 71");
        assertThat(flags).extracting(Finding::kind).containsExactly("data_quality", "input_flood");
        assertThat(flags.get(0).reason())
                .matches(
                        "ask was given the same input, or nearly the same, \\d+ times within 1[0-9]\\.\\d s, among its last"
                                + " 24; usually once|ask was given .* times within \\d+ s, .*");
    }

    @Test
    void slipsOfTheHandHideNoFlood() {
        learn(300);
        List<String> same = List.of(
                "Why is the nightly export of all orders of my shop so slow since this morning?",
                "Why is the nightly exprot of all orders of my shop so slow since this morning?",
                "why is the export of all orders of my shop so slow since this morning",
                "Why is the nightly export of all orders of my shop so slow since this morning? please");
        for (int i = 1; i <= 12; i++) {
            assertThat(asked(same.get(i % 4)).isEmpty()).as("time " + i).isEqualTo(i < 5);
            asked(question());
        }
    }

    @Test
    void longInstructionsHideNoFlood() {
        String instructions = instructions(5);
        for (int i = 0; i < 600; i++) {
            assertThat(asked(instructions + question())).isEmpty();
        }
        int flagged = 0;
        for (int i = 1; i <= 24; i++) {
            flagged += asked(instructions + "why is the nightly export of all orders so slow since this morning? take "
                                    + "%02d".formatted(i))
                            .isEmpty()
                    ? 0
                    : 1;
            assertThat(asked(instructions + question())).isEmpty();
        }
        assertThat(flagged).isGreaterThanOrEqualTo(19);
    }

    @Test
    void newInstructionsAreNoFlood() {
        for (int i = 0; i < 600; i++) {
            asked(instructions(5) + question());
        }
        for (int i = 0; i < 300; i++) {
            assertThat(asked(instructions(6) + question())).isEmpty();
        }
    }

    @Test
    void questionsOfTheirOwnAreLeftAlone() {
        int flagged = 0;
        for (int i = 0; i < 10_000; i++) {
            flagged += asked(question()).isEmpty() ? 0 : 1;
        }
        assertThat(flagged).isZero();
    }

    @Test
    void stageThatIsAlwaysAskedTheSameIsLeftAlone() {
        int flagged = 0;
        for (int i = 0; i < 1000; i++) {
            flagged += asked(i % 3 == 0 ? "are you still there? please answer" : question())
                            .isEmpty()
                    ? 0
                    : 1;
        }
        assertThat(flagged).isZero();
    }

    @Test
    void sameInputOverHoursIsNoFlood() {
        learn(300);
        for (int i = 0; i < 24; i++) {
            seconds += 1200;
            assertThat(asked("Good morning, what is new in my account?")).isEmpty();
        }
    }

    @Test
    void retriesOfOneRequestAreNoFlood() {
        learn(300);
        for (int i = 0; i < 12; i++) {
            assertThat(inspected(record("Why is the export of my shop so slow?", "one")))
                    .isEmpty();
        }
    }

    @Test
    void lastingFloodBecomesUsual() {
        learn(300);
        int late = 0;
        for (int i = 0; i < 2000; i++) {
            boolean flagged = !asked(i % 2 == 0 ? "what does the plan of my team cost?" : question())
                    .isEmpty();
            late += flagged && i > 1500 ? 1 : 0;
        }
        assertThat(late).isZero();
    }

    @Test
    void savedStateJudgesAsBefore() throws IOException {
        learn(300);
        for (int i = 0; i < 4; i++) {
            asked("Why is the export of my shop so slow today?");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        detector.save(new DataOutputStream(bytes));
        List<Finding> expected = asked("Why is the export of my shop so slow today?");
        seconds--;
        detector = new InputFlood(100, 50, new Exchanges());
        detector.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(expected).isNotEmpty();
        assertThat(asked("Why is the export of my shop so slow today?")).isEqualTo(expected);
    }

    private static String instructions(int version) {
        Random words = new Random(version);
        StringBuilder text = new StringBuilder("you are the assistant of a shop");
        for (int i = 0; i < 300; i++) {
            text.append(' ').append(WORDS[words.nextInt(WORDS.length)]).append((char) ('a' + words.nextInt(26)));
        }
        return text.append("\n").toString();
    }

    private void learn(int times) {
        for (int i = 0; i < times; i++) {
            asked(question());
        }
    }

    private String question() {
        StringBuilder question = new StringBuilder("how");
        for (int i = 0; i < 9; i++) {
            question.append(' ').append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(30));
        }
        return question.append('?').toString();
    }

    private List<Finding> asked(String input) {
        return inspected(record(input, "trace " + ++requests));
    }

    private List<Finding> inspected(Record record) {
        Findings findings = new Findings();
        detector.inspect(record, findings);
        return findings.flags();
    }

    private Record record(String input, String trace) {
        return Record.builder()
                .timestampNanos(++seconds * 1_000_000_000L)
                .kind(Kind.SPAN)
                .put(Names.TRACE_ID, trace)
                .put(Names.SERVICE, "assistant")
                .put(Names.STAGE, "ask")
                .put(Names.INPUT, input)
                .build();
    }
}
