package dev.whence.anomaly.output;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a model declines, in ten languages: an optional apology, then that it can or may not do one of the things that
 * requests ask for. "I cannot find it" or "the document does not say" is an answer, and stands in no list here.
 */
final class RefusalPhrases {
    /** Characters at the beginning of a text that are looked at. */
    static final int LOOKED_AT = 240;

    private static final String ENGLISH_OPENING =
            "(?:(?:(?:i['’]?m|i am)? ?(?:really |very )?sorry|apologies|i apologi[sz]e|unfortunately|as an ai[^,.]{0,40}"
                    + "|as a (?:large )?language model[^,.]{0,40}|(?:for|due to|because of) [^,.]{3,60}?)[,.!:;—– -]+(?:(?:and|but|however)[, ]+)?)?";
    private static final String GERMAN_OPENING =
            "(?:(?:(?:es )?tut mir (?:sehr )?leid|leider|entschuldigung|ich bedau[e]?re"
                    + "|aus [^,.!?]{3,40}gründen|als (?:ki|sprachmodell)[^,.]{0,40})[,.!:;—– -]+(?:(?:aber|doch|jedoch) )?)?";

    private static final List<Pattern> PHRASES = List.of(
            // English
            phrase(
                    "(?:(?:i['’]?m|i am)? ?(?:really |very |so |deeply )?sorry|apologies|my apologies|i apologi[sz]e|unfortunately"
                            + "|regrettably|thank you for [^.!]{0,60}|as an ai[^,.]{0,40}|as a (?:large )?language model[^,.]{0,40})?"
                            + "[,.!:;—– -]*(?:(?:and|but|however)[, ]+)?(?:for (?:your|that|this|the) [^,.]{0,50}|unfortunately)?[, ]*"
                            + "i(?:['’]m| am)? ?(?:just |simply |really |afraid i )*(?:can['’]?t|can ?not|won['’]?t|will not"
                            + "|(?:am )?(?:not able|unable|not permitted|not allowed|not in a position|not comfortable|not programmed) ?(?:to)?"
                            + "|must (?:respectfully )?(?:decline|refuse)|(?:have to|need to) (?:respectfully )?(?:decline|refuse)"
                            + "|(?:respectfully )?decline to|refuse to|don['’]t feel comfortable|do not feel comfortable)"
                            + "(?: (?:to|with|actually|really|in good conscience|directly|be able to|legally|ethically))*"
                            + "(?:[ ,]|$)*(?:that|this|it|your|the|do that|do this|help|assist|provid|compl[yi]|fulfil|answer|creat|generat"
                            + "|writ|shar|discuss|support|engag|continu|process|giv|offer|participat|produc|respond|advis|recommend any"
                            + "|facilitat|promot|disclos|reveal|accommodat|proceed|talk about|speak (?:about|to|on)|carry out|perform"
                            + "|handl|do (?:so|what)|decline|with)"),
            phrase(
                    "(?:i['’]?m sorry|sorry|apologies)[,.!—– -]*(?:but )?(?:this|that|your request|the request|it)[^.!?]{0,60}"
                            + "(?:against|violat|not (?:something|allowed|permitted|appropriate)|outside (?:of )?(?:my|the)|isn['’]t something)"),
            phrase(
                    "(?:that|this|your)(?: request)?(?: is not|['’]s not| isn['’]t) something (?:that )?i(?:['’]m| am)? ?(?:can|able to|allowed to|willing to)"),
            phrase(
                    ENGLISH_OPENING
                            + "(?:i (?:just |simply |really )?(?:don['’]t|do not) have (?:the |any )?(?:ability|permission|authori[sz]ation|authority|clearance|right) to"
                            + "|i(?:['’]d| would) (?:rather|prefer) not|i (?:prefer not to|have to (?:respectfully |politely )?(?:decline|refuse)|must (?:decline|refuse))"
                            + "|i(?:['’]m| am) (?:going to have to (?:decline|refuse)|prohibited|forbidden|restricted|barred) ?(?:from)?"
                            + "|it(?:['’]s| is| would be) (?:not (?:possible|appropriate|permitted)|impossible|inappropriate) for me to"
                            + "|my (?:guidelines|policies|policy|programming|instructions|rules)[^.!?]{0,30}(?:not|n['’]t|prevent|prohibit|forbid)"
                            + "|(?:this|that|it|your (?:request|question)|what you(?:['’]re| are) asking)[^.!?]{0,30} (?:is|falls|lies|goes)"
                            + " (?:outside|beyond|against) (?:of )?(?:what i|my|our|the (?:scope|limits|bounds) of (?:what i|my)))"),
            // German
            phrase(GERMAN_OPENING
                    + "(?:(?:ich|diese[nrs]?[^,.!?]{0,30}|das|da|hier|dabei) )?(?:leider )?(?:muss|möchte|werde)(?: ich)?\\b[^.!?]{0,60}"
                    + "(?:ablehnen|zurückweisen|verweigern)"),
            phrase(GERMAN_OPENING
                    + "(?:(?:das|dies|es|hierzu[^,.!?]{0,40}|diese[^,.!?]{0,40}) )?(?:ist|wäre) (?:es |das |dies )?mir (?:das |dies |es )?(?:leider |aus [^,.!?]{0,40} )?"
                    + "(?:nicht (?:möglich|erlaubt|gestattet)|untersagt|verboten|unmöglich)"),
            phrase(
                    "(?:(?:das |es )?tut mir (?:sehr )?leid|leider|entschuldigung|entschuldige[n]?(?: sie)?|ich bedau[e]?re|bedauerlicherweise"
                            + "|als (?:ki|sprachmodell|künstliche)[^,.]{0,40})?[,.!:;—– -]*(?:(?:aber|doch|jedoch) )?"
                            + "(?:(?:ich|dabei|damit|dazu|da|hierbei|das|diese[nrs]?[^,.!?]{0,30}|bei [^,.!?]{0,50}) )?"
                            + "(?:leider )?(?:ich )?(?:kann|darf|werde|möchte|bin|muss)(?: ich)?\\b[^.!?]{0,80}"
                            + "(?:nicht|kein[e]?[nrs]?|ablehnen)\\b[^.!?]{0,80}"
                            + "(?:helfen|weiterhelfen|behilflich|unterstütz|beantwort|bereitstell|geben|erstell|nachkommen|erfüll|bearbeit"
                            + "|anbieten|auskunft|schreiben|erlaubt|in der lage|äußern|mitteilen|durchführen|weitergeben|herausgeben|preisgeben|offenlegen|fortfahren|nennen|verraten)"),
            // French
            phrase(
                    "(?:(?:je suis |nous sommes )?(?:vraiment )?désolée?|je regrette|malheureusement|je m['’]excuse|pardon|excusez-moi"
                            + "|en tant qu['’](?:ia|intelligence|assistant|modèle)[^,.]{0,40})?[,.!:;—– -]*(?:mais )?"
                            + "je (?:ne )?(?:(?:peux|puis|suis|dois|saurais|vais|pourrai)(?: malheureusement)? (?:pas|refuser|décliner)"
                            + "|refuse|décline)[^.!?]{0,60}?(?:\\b(?:aider|assister|fournir|répondre|donner|créer|générer|écrire|rédiger|traiter|satisfaire"
                            + "|accéder|discuter|partager|communiquer|transmettre|divulguer|révéler|donner suite|poursuivre|continuer|commenter|accomplir|proposer|en mesure|autorisée?|capable|faire)|cette demande|votre demande)"),
            phrase("(?:(?:je suis )?désolée?|je regrette|malheureusement|pardon|excusez-moi)?[,.!:;—– -]*(?:mais )?"
                    + "(?:il m['’]est (?:malheureusement )?(?:impossible|interdit)|il ne m['’]est (?:malheureusement )?pas (?:possible|permis)"
                    + "|je (?:suis|me vois) (?:contraint|obligé|dans l['’](?:impossibilité|obligation))"
                    + "|je (?:dois|préfère) [^.!?]{0,20}(?:refuser|décliner|m['’]abstenir)"
                    + "|je n['’]ai (?:malheureusement )?pas (?:le droit|l['’]autorisation))"),
            // Spanish
            phrase(
                    "(?:lo siento|lo lamento|lamento|lamentablemente|disculp[ae]s?|perd[oó]n[ae]?)?(?: mucho)?[,.!:;—– -]*(?:pero )?"
                            + "(?:no (?:me est[áa] permitido|tengo (?:permiso|autorización|permitido))|me (?:resulta|es) imposible"
                            + "|(?:debo|tengo que|prefiero) (?:negarme|rechazar|declinar|abstenerme))"),
            phrase(
                    "(?:lo siento|lo lamento|lamento|lamentablemente|desafortunadamente|disculp[ae]s?|perd[oó]n[ae]?|como (?:ia|modelo|asistente)"
                            + "[^,.]{0,40})?(?: mucho)?[,.!:;—– -]*(?:pero )?(?:no (?:te |le |les |os )?(?:puedo|podr[ée]|me es posible|estoy (?:autorizad[oa]|en condiciones))"
                            + "|debo (?:negarme|rechazar|declinar))[^.!?]{0,60}?(?:ayudar|asistir|proporcionar|responder|dar|crear|generar|escribir|cumplir"
                            + "|ofrecer|revelar|divulgar|comunicar|continuar|procesar|atender|compartir|hablar|realizar|hacer|facilitar|solicitud|petición)"),
            // Italian
            phrase(
                    "(?:mi (?:dispiace|spiace)|spiacente|sono spiacente|purtroppo|mi scuso|scus[ai]|in quanto (?:ia|modello|assistente)[^,.]{0,40})?"
                            + "[,.!:;—– -]*(?:(?:ma|però) )?(?:non (?:ti |vi |le )?(?:posso|sono in grado|mi è (?:possibile|consentito)|sono autorizzat[oa])"
                            + "|devo (?:rifiutare|declinare))[^.!?]{0,60}?(?:aiutar|assister|fornir|risponder|dar|crear|generar|scriver|soddisfar|offrir"
                            + "|elaborar|rivelar|divulgar|comunicar|continuar|condivider|discuter|farlo|fare|eseguir|accontentar|richiesta)"),
            phrase("(?:mi (?:dispiace|spiace)|spiacente|purtroppo|mi scuso)?[,.!:;—– -]*(?:(?:ma|però) )?"
                    + "(?:non (?:mi è (?:consentito|permesso)|ho (?:il permesso|l['’]autorizzazione))|mi è (?:impossibile|vietato)"
                    + "|(?:devo|preferisco) (?:rifiutare|declinare))"),
            // Portuguese
            phrase(
                    "(?:(?:me )?desculp[ea](?:-me)?|sinto muito|lamento|infelizmente|peço desculpas?)?[,.!:;—– -]*(?:mas )?"
                            + "(?:(?:eu )?não (?:tenho (?:permissão|autorização)|me é permitido)|é-me impossível"
                            + "|(?:devo|preciso|tenho de|tenho que|prefiro) (?:recusar|declinar))"),
            phrase(
                    "(?:(?:me )?desculp[ea](?:-me)?|sinto muito|lamento|infelizmente|lamentavelmente|peço desculpas?|como (?:uma )?(?:ia|modelo|assistente)[^,.]{0,40})?"
                            + "[,.!:;—– -]*(?:mas )?(?:(?:eu )?não (?:te |lhe |o )?(?:posso|consigo|poderei|estou autorizad[oa]|sou capaz|me é possível)"
                            + "|(?:preciso|devo|tenho de|tenho que) recusar)[^.!?]{0,60}?(?:ajud|assist|fornec|respond|dar|cri|ger|escrev|cumpr|oferec|process"
                            + "|atend|revel|divulg|comunic|inform|continu|compartilh|partilh|discut|realiz|faz|solicitação|pedido)"),
            // Dutch
            phrase(
                    "(?:sorry|het spijt me|excuses|mijn excuses|helaas|als (?:ai|taalmodel)[^,.]{0,40})?[,.!:;—– -]*(?:maar )?"
                            + "(?:ik (?:kan|mag|zal|ben)|(?:daar|hier)(?:mee|bij|aan|op)? (?:kan|mag) ik|(?:dat|dit) (?:kan|mag) ik|(?:kan|mag) ik|(?:dit|dat|deze|die|aan|met|bij|op) [^.!?,]{0,50}(?:kan|mag) ik)"
                            + "\\b[^.!?]{0,60}(?:niet|geen)\\b[^.!?]{0,60}(?:helpen|helpe|assisteren|geven|verstrekken|beantwoorden|voldoen"
                            + "|maken|schrijven|genereren|verwerken|bieden|ondersteunen|vrijgeven|doorgeven|meedelen|vertellen|doorgaan|delen|doen|bespreken|uitvoeren|in staat)"),
            phrase(
                    "(?:sorry|het spijt me|excuses|helaas)?[,.!:;—– -]*(?:maar )?"
                            + "(?:(?:ik (?:moet|zal)|(?:dit|dat|deze|die)[^.!?,]{0,50} moet ik) [^.!?]{0,60}(?:weigeren|afwijzen)|het is mij niet (?:mogelijk|toegestaan))"),
            // Polish
            phrase(
                    "(?:przykro mi|przepraszam|niestety)?[,.!:;—– -]*(?:ale )?(?:muszę odmówić|odmawiam|nie mam (?:uprawnień|prawa))"),
            phrase(
                    "(?:przykro mi|przepraszam|niestety)?[,.!:;—– -]*(?:ale )?nie (?:mogę|jestem w stanie|wolno mi)[^.!?]{0,60}?"
                            + "(?:pomóc|ujawnić|podać|przekazać|kontynuować|udostępnić|udzielić|odpowiedzieć|spełnić|dostarczyć|napisać|stworzyć|wygenerować|zrealizować)"),
            // Japanese
            phrase(
                    "(?:(?:大変)?(?:申し訳(?:ございません|ありません|ないです)|恐れ入ります|すみません|すいません|ごめんなさい|恐縮です|残念です|残念ながら)"
                            + "[^。]{0,4}[、,。]?(?:が|けど|けれども)?[、,。]?)[^。]{0,80}"
                            + "(?:でき(?:ません|かね|ない)|(?:いた)?しかね|致しかね|お(?:手伝い|答え|応え|力)[^。]{0,10}(?:ません|かね)|お断り|応じ(?:られ|かね)|いただけません)"),
            phrase(
                    "(?:その|この|そのような|このような|ご)[^。]{0,40}(?:には|は)(?:お(?:答え|応え|手伝い)|対応|回答|応じる)[^。]{0,12}(?:でき(?:ません|かね)|しかね|ことはできません)"),
            // Chinese
            phrase("(?:(?:很|非常|十分)?(?:抱歉|对不起|對不起|遗憾|遺憾)|不好意思|作为[^，。]{0,20}|作為[^，。]{0,20})[，,。！ ]*(?:但|但是|不过|可是)?[，, ]*"
                    + "(?:我|本助手|您的请求|这个请求|该请求|我们)?[^。！？]{0,16}(?:无法|無法|不能|不可以|没办法|沒辦法|不便|拒绝|拒絕|不被允许)[^。！？]{0,30}"
                    + "(?:提供|协助|協助|帮|幫|回答|满足|滿足|完成|生成|讨论|討論|处理|處理|回应|回應|支持|请求|請求|执行|參與|参与|编写|撰写|这样做|此类|该)"),
            phrase(
                    "我(?:无法|無法|不能|不可以|没办法)(?:为您|为你|向您|就此|對此|对此|就)?[^。！？]{0,10}(?:提供|协助|協助|帮助|幫助|回答|满足|滿足|生成|讨论|討論|处理|回应|编写|撰写)[^。！？]{0,30}"));

    private RefusalPhrases() {}

    /** Whether the text begins by declining, after white space, a greeting's emoji or Markdown emphasis. */
    static boolean beginWithOne(String text) {
        int from = 0;
        while (from < text.length() && isDecoration(text.charAt(from))) {
            from++;
        }
        String start = text.substring(from, Math.min(text.length(), from + LOOKED_AT))
                .toLowerCase(Locale.ROOT)
                .replace('\n', ' ')
                .replace("*", "");
        for (Pattern phrase : PHRASES) {
            if (phrase.matcher(start).lookingAt()) {
                return true;
            }
        }
        return false;
    }

    /** Quotes are no decoration: a text that begins with a quoted refusal talks about one. */
    private static boolean isDecoration(char c) {
        return Character.isWhitespace(c)
                || c == '*'
                || c == '_'
                || c == '#'
                || c == '>'
                || Character.isSurrogate(c)
                || c == '\uFE0F'
                || c == '⚠';
    }

    private static Pattern phrase(String regex) {
        return Pattern.compile(regex);
    }
}
