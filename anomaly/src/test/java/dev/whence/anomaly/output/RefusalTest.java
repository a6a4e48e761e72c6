package dev.whence.anomaly.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    private final Refusal check = new Refusal(0.5, new Exchanges());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't assist with that request.",
                "I’m sorry, but I can’t help with that.",
                "Sorry, I cannot provide information on how to do this.",
                "I am unable to help you with that.",
                "I can't comply with this request.",
                "As an AI language model, I cannot give medical advice.",
                "Unfortunately, I'm not able to share personal data about other customers.",
                "I apologize, but I cannot fulfill this request.",
                "I must decline to answer that question.",
                "I won't be able to help with that.",
                "For legal reasons, I have to decline this one.",
                "Sorry, I don't have permission to look into other accounts.",
                "I'd rather not speculate about her health.",
                "It would be inappropriate for me to comment on that.",
                "My guidelines prevent me from going into this.",
                "What you're asking for goes beyond my role here.",
                "Ich muss es leider ablehnen, darüber zu sprechen.",
                "Aus rechtlichen Gründen ist mir das nicht gestattet.",
                "Diese Auskunft ist mir leider untersagt.",
                "Il m'est malheureusement interdit de communiquer ce numéro.",
                "Je n'ai pas l'autorisation de consulter ce dossier.",
                "Me resulta imposible atender lo que pide.",
                "No tengo autorización para eso.",
                "Devo declinare, mi dispiace.",
                "Não tenho autorização para isso.",
                "Helaas, dat verzoek moet ik afwijzen.",
                "Przepraszam, ale muszę odmówić.",
                "**I'm sorry**, but that request is against our usage policy.",
                "Es tut mir leid, aber ich kann Ihnen dabei nicht helfen.",
                "Leider kann ich diese Anfrage nicht bearbeiten.",
                "Dabei kann ich Ihnen leider nicht weiterhelfen.",
                "Ich darf dazu keine Auskunft geben.",
                "Als KI-Sprachmodell kann ich keine medizinische Beratung anbieten.",
                "Je suis désolé, mais je ne peux pas vous aider avec cette demande.",
                "Désolée, je ne suis pas en mesure de répondre à cette question.",
                "Malheureusement, je ne peux pas fournir ces informations.",
                "Lo siento, pero no puedo ayudarte con eso.",
                "Lamentablemente, no puedo proporcionar esa información.",
                "Mi dispiace, ma non posso aiutarti con questa richiesta.",
                "Purtroppo non posso fornire queste informazioni.",
                "Sinto muito, mas não posso ajudar com isso.",
                "Desculpe, não posso fornecer essas informações.",
                "Het spijt me, maar daar kan ik je niet mee helpen.",
                "Sorry, ik kan deze vraag niet beantwoorden.",
                "Helaas kan ik geen medisch advies geven.",
                "Przykro mi, ale nie mogę pomóc w tej sprawie.",
                "申し訳ございませんが、そのご質問にはお答えできません。",
                "すみません、その内容についてはお手伝いできません。",
                "申し訳ありませんが、このリクエストには対応できません。",
                "抱歉，我无法提供这方面的帮助。",
                "对不起，我不能协助您完成这个请求。",
                "很抱歉，但我无法回答这个问题。",
                "作为一个人工智能语言模型，我不能提供医疗建议。",
                "{\"answer\": \"抱歉，我不能提供相关内容。\"}"
            })
    void declinesAreFound(String output) {
        assertThat(flags(output)).extracting(Finding::kind).containsExactly("refusal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Yes, I can help with that. Open the settings and choose Billing.",
                "I'm sorry to hear that your parcel is late. It arrives tomorrow.",
                "Sorry for the delay! Your refund was sent on Monday.",
                "A model refuses a request by saying “I'm sorry, but I can't help with that.”",
                "\"I can't assist with that\" is what many models say when they decline.",
                "You can't provide a refund after 30 days, so offer a voucher instead.",
                "I could not find the invoice in the documents you gave me.",
                "I can't recommend this hotel enough: the breakfast is wonderful.",
                "Unfortunately the store is closed on Sundays.",
                "Refusals are frequent in models with strict safety training.",
                "Es tut mir leid, dass Ihr Paket verspätet ist. Es kommt morgen an.",
                "Ich kann Ihnen gern helfen. Öffnen Sie die Einstellungen.",
                "Leider ist das Geschäft am Sonntag geschlossen.",
                "For refunds, contact the shop where you bought it; it does not have to decline.",
                "I would rather take the earlier train: it is not as full.",
                "That is against the rules of the league, so the goal did not count.",
                "Aus diesen Gründen ist das Verfahren nicht zulässig, sagt der Vertrag.",
                "Il est impossible de rendre un article soldé, selon les conditions.",
                "No tiene permiso de residencia, según el documento.",
                "Je suis désolé pour le retard. Votre colis arrive demain.",
                "Lo siento por la demora. Su pedido llega mañana.",
                "Claro, puedo ayudarte con eso.",
                "Mi dispiace per il ritardo. Il pacco arriva domani.",
                "Sinto muito pelo atraso. A encomenda chega amanhã.",
                "Het spijt me dat uw pakket te laat is. Het komt morgen aan.",
                "申し訳ございません。お荷物は明日到着します。",
                "はい、お手伝いします。設定を開いてください。",
                "抱歉让您久等了，您的包裹明天送达。",
                "当然可以，请打开设置页面。"
            })
    void answersAreNot(String output) {
        assertThat(flags(output)).isEmpty();
    }

    @Test
    void longAnswerAfterApologyWeighsLess() {
        String answer = "I'm sorry, but I can't provide legal advice. " + "What the contract says is this. ".repeat(60);
        Findings findings = new Findings();
        check.inspect(record(answer), findings);
        assertThat(findings.flags()).isEmpty();
        assertThat(findings.addTo(record(answer)).number(Names.QUALITY_REFUSAL)).isEqualTo(0.4);
    }

    @Test
    void contentFilterCounts() {
        Findings findings = new Findings();
        Record filtered = Record.builder()
                .kind(Kind.SPAN)
                .put(Names.STAGE, "chat")
                .put(Names.FINISH_REASONS, List.of("content_filter"))
                .build();
        check.inspect(filtered, findings);
        assertThat(findings.flags())
                .extracting(Finding::reason)
                .containsExactly("chat was stopped by a content filter");
    }

    private List<Finding> flags(String output) {
        Findings findings = new Findings();
        check.inspect(record(output), findings);
        return findings.flags();
    }

    private static Record record(String output) {
        return Record.builder()
                .kind(Kind.SPAN)
                .put(Names.STAGE, "chat")
                .put(Names.OUTPUT, output)
                .build();
    }
}
