package dev.whence.anomaly.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedTextChecksTest {
    private static final int WARM_UP = 50;
    private static final List<String> SENTENCES = List.of(
            "The export runs every night and writes one file for each of your shops.",
            "You can change the hour under Settings, on the page about exports.",
            "Refunds are booked on the day on which the parcel comes back to us.",
            "A manager has to confirm any discount above twenty percent.",
            "The scanner needs a firmware of this year to read the new labels.",
            "Orders from the islands take two days longer in winter.",
            "Vouchers cannot be joined, but the larger one is always used first.",
            "Our drivers call you an hour before they are at your door.");

    private final Random random = new Random(3);
    private final Exchanges exchanges = new Exchanges();

    @Test
    void echoOfTheInputIsFlagged() {
        Detector check = new Echo(100, WARM_UP, 0.5, exchanges);
        String input =
                documents() + "\n\nPlease tell me when the refund for my last two orders will finally be booked.";
        Record echo = asked(input, input.substring(input.indexOf("Please"))).build();
        for (int i = 0; i < WARM_UP; i++) {
            assertThat(flags(check, asked(documents(), prose(4)).build())).isEmpty();
        }
        assertThat(flags(check, echo)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("echo");
            assertThat(finding.reason())
                    .startsWith("answer said its input back: one passage of it makes 100 % of the output; usually ");
        });
    }

    @Test
    void aStageWhoseWorkItIsToRepeatIsNoEcho() {
        Detector check = new Echo(100, WARM_UP, 0.5, exchanges);
        for (int i = 0; i < 200; i++) {
            String text = prose(3);
            assertThat(flags(
                            check,
                            asked("Translate nothing, just repeat: " + text, text)
                                    .build()))
                    .isEmpty();
        }
    }

    @Test
    void muchLongerAndMuchShorterOutputsAreFlagged() {
        Detector check = new UnusualLength(100, WARM_UP, exchanges);
        for (int i = 0; i < 4 * WARM_UP; i++) {
            assertThat(flags(check, asked("", prose(3 + random.nextInt(4))).build()))
                    .isEmpty();
        }
        assertThat(flags(check, asked("", prose(120)).build())).singleElement().satisfies(finding -> {
            assertThat(finding.reason())
                    .matches("the output of answer is unusually long: 7\\d{3} characters; usually about \\d{3}");
            assertThat(finding.score()).isBetween(0.9, 1.0);
        });
        assertThat(flags(check, asked("", "Yes.").build())).singleElement().satisfies(finding -> assertThat(
                        finding.reason())
                .startsWith("the output of answer is unusually short"));
    }

    @Test
    void aNewPromptVersionHasItsOwnLength() {
        Detector check = new UnusualLength(100, WARM_UP, exchanges);
        for (int i = 0; i < 2 * WARM_UP; i++) {
            flags(check, asked("", prose(3)).put("gen_ai.prompt.version", "v1").build());
        }
        assertThat(flags(
                        check,
                        asked("", prose(120)).put("gen_ai.prompt.version", "v2").build()))
                .isEmpty();
        assertThat(flags(
                        check,
                        asked("", prose(120)).put("gen_ai.prompt.version", "v1").build()))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Wann wird mir das Geld für die letzte Bestellung erstattet?   | The money will be paid to you on the day when the parcel is back with us.      | English
            When will the money for my last order be paid back to me?     | Das Geld wird Ihnen an dem Tag erstattet, an dem das Paket wieder bei uns ist.  | German
            ¿Cuándo me van a devolver el dinero de mi último pedido?      | Vous serez remboursé le jour où le colis sera de retour dans notre dépôt.       | French
            Quand est-ce que vous allez me rembourser pour la commande ?  | El dinero se devuelve el día en que el paquete esté de nuevo en el almacén.     | Spanish
            When will the money for my last order be paid back to me?     | Деньги вернутся к вам в тот день, когда посылка снова окажется на нашем складе. | Cyrillic
            When will the money for my last order be paid back to me?     | 返金は商品が倉庫に到着した日に行われますので、今しばらくお待ちください。          | Japanese
            """)
    void anotherLanguageThanTheQuestionIsFlagged(String question, String answer, String language) {
        Detector check = new OtherLanguage(100, WARM_UP, exchanges);
        for (int i = 0; i < 2 * WARM_UP; i++) {
            assertThat(flags(
                            check,
                            asked(
                                            "You are a helpful assistant of a shop. Answer in the language of the question.\n"
                                                    + "Wo ist mein Paket, und wann kommt es bei mir an?",
                                            "Das Paket ist auf dem Weg zu Ihnen und wird morgen mit der Post kommen.")
                                    .build()))
                    .isEmpty();
        }
        Record wrong = asked(
                        "You are a helpful assistant of a shop. Answer in the language of the question.\n" + question,
                        answer)
                .build();
        assertThat(flags(check, wrong)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("language");
            assertThat(finding.reason()).startsWith("answer answered in " + language + " and was asked in ");
        });
    }

    @Test
    void whatToolsAnswerIsNotTheLanguageOfTheQuestion() {
        Detector check = new OtherLanguage(100, WARM_UP, exchanges);
        String instructions =
                "system: You are a helpful assistant of a shop. Answer in the language of the user.\n\nuser: ";
        String found = "\n\ntool: The order was sent on Monday and is at the depot. It will be there in two days.";
        String english = instructions + "Where is the parcel that I have ordered, and when will it be here?";
        String japanese = instructions + "注文した荷物は今どこにありますか、そしていつ届きますか？";
        String inEnglish = "The parcel is at the depot and it will be with you in two days.";
        String inJapanese = "お荷物は配送センターにあり、二日後にお届けの予定でございます。";
        for (int i = 0; i < 4 * WARM_UP; i++) {
            assertThat(flags(check, asked(english + found, inEnglish).build())).isEmpty();
        }
        assertThat(flags(check, asked(japanese + found, inJapanese).build())).isEmpty();
        assertThat(flags(check, asked(japanese + found, inEnglish).build())).hasSize(1);
    }

    @Test
    void aTranslatorMayAnswerInAnotherLanguage() {
        Detector check = new OtherLanguage(100, WARM_UP, exchanges);
        for (int i = 0; i < 200; i++) {
            boolean german = i % 3 == 0;
            Record record = german
                    ? asked(
                                    "The parcel is on its way to you and will be there in the morning.",
                                    "Das Paket ist auf dem Weg zu Ihnen und wird am Morgen da sein.")
                            .build()
                    : asked(
                                    "Das Paket ist auf dem Weg zu Ihnen und wird am Morgen da sein.",
                                    "The parcel is on its way to you and will be there in the morning.")
                            .build();
            assertThat(flags(check, record)).isEmpty();
        }
    }

    @Test
    void anAnswerAboutSomethingElseIsFlaggedWhereAnswersDrawOnTheirInput() {
        Detector check = new Ungrounded(100, WARM_UP, 0.5, exchanges);
        String invented =
                "Tomatoes want a sunny bed, a stake of their own and water early every morning, while cucumbers"
                        + " climb along nets stretched between wooden posts beside greenhouses.";
        for (int i = 0; i < 2 * WARM_UP; i++) {
            assertThat(flags(check, asked(documents(), prose(4)).build())).isEmpty();
        }
        assertThat(flags(check, asked(documents(), invented).build()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo("ungrounded");
                    assertThat(finding.reason())
                            .contains("% of the words in the output of answer do not occur in its input");
                });
        Detector free = new Ungrounded(100, WARM_UP, 0.5, exchanges);
        for (int i = 0; i < 2 * WARM_UP; i++) {
            assertThat(flags(
                            free,
                            asked("Write something nice about parcels and shops, please.", invented)
                                    .build()))
                    .isEmpty();
        }
    }

    @Test
    void anOutputUnlikeAllRecentOnesIsFlagged() {
        Detector check = new Resemblance(100, WARM_UP, 0.5, exchanges);
        for (int i = 0; i < 4 * WARM_UP; i++) {
            flags(check, asked("question " + i, prose(6)).build());
        }
        assertThat(flags(
                        check,
                        asked(
                                        "question",
                                        "upstream connect error or disconnect before headers, reset reason:"
                                                + " connection termination, transport failure reason: delayed connect error 111")
                                .build()))
                .extracting(Finding::kind)
                .containsExactly("novelty");
    }

    @Test
    void theSameOutputToManyInputsIsFlagged() {
        Detector check = new Resemblance(100, WARM_UP, 0.5, exchanges);
        for (int i = 0; i < 4 * WARM_UP; i++) {
            flags(check, asked("question " + i, prose(6)).build());
        }
        String stuck = prose(6);
        for (int i = 0; i < 4; i++) {
            assertThat(flags(check, asked("other " + i, stuck).build())).isEmpty();
        }
        assertThat(flags(check, asked("other", stuck).build())).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("duplicate");
            assertThat(finding.reason())
                    .isEqualTo("answer gave the same output to 5 different inputs among its last 32");
        });
    }

    @Test
    void theSameOutputToTheSameInputIsRight() {
        Detector check = new Resemblance(100, WARM_UP, 0.5, exchanges);
        for (int i = 0; i < 4 * WARM_UP; i++) {
            flags(check, asked("question " + i, prose(6)).build());
        }
        String known = prose(6);
        for (int i = 0; i < 20; i++) {
            assertThat(flags(check, asked("the same question", known).build())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sk-proj-4f9aK2mQ81xZ7bT3, a key",
        "[redacted:key], a key",
        "[redacted:jwt], an access token",
        "maria.huber@mail.example, an e-mail address",
        "+49 30 1234567, a phone number",
        "4111 1111 1111 1111, a card number",
        "DE89 3704 0044 0532 0130 00, a bank account number"
    })
    void secretsAndPersonalDataAreFlaggedAndNeverShown(String leaked, String word) {
        Detector check = new Leak(100, WARM_UP, 0.5, exchanges);
        for (int i = 0; i < 2 * WARM_UP; i++) {
            assertThat(flags(check, asked("question", prose(3)).build())).isEmpty();
        }
        assertThat(flags(
                        check,
                        asked("question", "Please use " + leaked + " for that.").build()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason())
                        .isEqualTo("the output of answer holds " + word
                                + " that its input does not; 0 % of its outputs hold "
                                + (finding.score() > 0.9 ? "secrets" : "personal data")));
        assertThat(flags(
                        check,
                        asked("mine is " + leaked, "Thank you, " + leaked + " it is.")
                                .build()))
                .as("what the user said")
                .isEmpty();
    }

    @Test
    void addressesAreFineWhereTheyAreTheHabit() {
        Detector check = new Leak(100, WARM_UP, 0.5, exchanges);
        for (int i = 0; i < 200; i++) {
            String mail = i % 10 == 0 ? " Write to shop" + i + "@mail.example." : "";
            assertThat(flags(check, asked("question", prose(2) + mail).build())).isEmpty();
        }
    }

    @Test
    void whatWasLearnedSurvivesARestart() throws IOException {
        Detector check = new Resemblance(100, WARM_UP, 0.5, exchanges);
        Detector length = new UnusualLength(100, WARM_UP, exchanges);
        for (int i = 0; i < 2 * WARM_UP; i++) {
            Record record = asked("question " + i, prose(6)).build();
            flags(check, record);
            flags(length, record);
        }
        Detector again = restarted(check, new Resemblance(100, WARM_UP, 0.5, new Exchanges()));
        Detector lengthAgain = restarted(length, new UnusualLength(100, WARM_UP, new Exchanges()));
        for (int i = 0; i < 20; i++) {
            Record record = asked("question", prose(i < 10 ? 6 : 100)).build();
            assertThat(flags(again, record)).isEqualTo(flags(check, record));
            assertThat(flags(lengthAgain, record)).isEqualTo(flags(length, record));
        }
    }

    private static Detector restarted(Detector learned, Detector fresh) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learned.save(new DataOutputStream(bytes));
        fresh.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return fresh;
    }

    /** So many sentences in random order. */
    private String prose(int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(i == 0 ? "" : " ").append(SENTENCES.get(random.nextInt(SENTENCES.size())));
        }
        return text.toString();
    }

    private static String documents() {
        return String.join("\n", SENTENCES);
    }

    private static List<Finding> flags(Detector check, Record record) {
        Findings findings = new Findings();
        check.inspect(record, findings);
        return findings.flags();
    }

    private static RecordBuilder asked(String input, String output) {
        return Record.builder()
                .kind(Kind.SPAN)
                .put(Names.SERVICE, "assistant")
                .put(Names.STAGE, "answer")
                .put(Names.INPUT, input)
                .put(Names.OUTPUT, output);
    }
}
