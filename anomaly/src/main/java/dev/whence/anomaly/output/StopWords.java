package dev.whence.anomaly.output;

import java.util.List;

/**
 * The commonest little words of languages in Latin script, by which a text's language is told: in running text every second
 * or third word is one of them. A word may belong to several languages. Immutable.
 */
final class StopWords {
    private record Words(String language, String words) {}

    private static final List<Words> LISTS = List.of(
            new Words(
                    "English",
                    "the of and to in is that it for was on are with as at be this have from or had by not but what all were"
                            + " when we there can an your which their said if do will each about how up out them then she many some"
                            + " so these would other into has more her two like him see could no than been its who now my over did"
                            + " you they i he his our should does may only must any why where after also here because a"),
            new Words(
                    "German",
                    "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er"
                            + " hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber"
                            + " vor zur bis mehr durch man sein wurde wenn kann ich du wir ihr mein dein ihre keine kein dieser"
                            + " diese dieses was wer wo warum sowie unter können müssen wieder ohne mir mich uns seit ab wer darf ganze"),
            new Words(
                    "French",
                    "le la les de des du et à en un une que qui dans pour pas sur au aux avec ce il est sont ne plus par se son"
                            + " sa ses nous vous ils elle je tu on mais ou où être cette ces leur leurs été ont avoir comme tout"
                            + " tous si aussi même sans peut fait votre vos notre nos comment pourquoi depuis puis lui cela quand"
                            + " d l s j qu n c y a mes mon ma entre sous"),
            new Words(
                    "Spanish",
                    "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí"
                            + " porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos"
                            + " uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro otras él cuál"
                            + " es son está están fue ser puede pueden cómo quién dónde mi tu solo qué"),
            new Words(
                    "Italian",
                    "di e il la che in un a per è una non sono con del si da come le dei nel alla i anche lo gli ma al delle"
                            + " della più o questo se ha su dal ci ho mi cui dalla essere questa hanno sul degli quando ai nella"
                            + " alle può tra era fra loro solo suo sua tutti tutto cosa perché dove chi dopo senza molto ogni puoi"
                            + " nelle dello sia stato ti"),
            new Words(
                    "Portuguese",
                    "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu"
                            + " sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem"
                            + " mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu às minha têm"
                            + " numa pelos são pode podem onde porque qual você"),
            new Words(
                    "Dutch",
                    "de van een het en in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog wel naar"
                            + " heeft hij ze deze door kan wordt worden over tot was je ik we zo meer die wat dit geen hun moet"
                            + " kunnen haar heb hebben waar wie hoe waarom onder tegen na zonder mijn jouw uw ons onze veel alle"
                            + " moeten zich al daar"),
            new Words(
                    "Polish",
                    "i w z na do się nie to że jest o jak po co tak za od przez dla ma są czy tylko przy był jako oraz ale już"
                            + " lub być może ich jego jej tym tego tej które który która gdy bardzo tylko można nad pod bez więc"
                            + " aby jeśli kiedy gdzie dlaczego ten ta te mnie ja ty my wy oni kto ze został należy"),
            new Words(
                    "Swedish",
                    "och att det i en som på är av för med till den har de inte om ett men var jag sig från vi så kan när nu"
                            + " ska man hur vara eller också efter han hon under där vad mot bara alla mer ut blir skulle sina"
                            + " någon detta denna dem oss utan mycket över kommer finns ni dig mig vem varför"),
            new Words(
                    "Danish",
                    "og at det i en som på er af for med til den har de ikke om et men var jeg sig fra vi så kan når nu skal"
                            + " man hvor være eller også efter han hun under der hvad mod kun alle mere ud bliver ville deres"
                            + " nogen dette denne dem os uden meget over kommer findes dig mig hvem hvorfor hvordan blev"),
            new Words(
                    "Turkish",
                    "ve bir bu da de için ile çok ne daha olarak var olan kadar gibi sonra ama o en mi ki her şey değil ya ben"
                            + " sen biz siz nasıl neden bunu hem veya ise olduğu tarafından göre yok olur olduğunu bütün şu kendi"
                            + " içinde üzerinde ancak diye"),
            new Words(
                    "Czech",
                    "a se v na je že o s z do i to jako za k pro ve po by ale si jsou tak od jeho byl které který která při jak"
                            + " nebo už co aby podle než mezi jen také není více může když jsem jsme být tento tato toto kde proč"
                            + " bez pod nad před už ke ze však"),
            new Words(
                    "Romanian",
                    "și de la a în cu pe o că nu un din este care mai pentru se să sau ca sunt fi prin ce după dar au am fost"
                            + " lui al ale o cum unde când dacă foarte cel cea cei acest această acestea poate între fără despre"
                            + " doar tot toate le îi ne vă"),
            new Words(
                    "Hungarian",
                    "a az és hogy nem is egy ez de van volt meg csak ha mint már még vagy el ki be fel azt kell lehet minden"
                            + " akkor így nagyon ezt után mert pedig aki ami amely között hogyan miért hol mikor sem itt ott"
                            + " alatt szerint által lesz lett"),
            new Words(
                    "Finnish",
                    "ja on ei se että oli hän mutta ovat kun niin myös kuin joka tai sen jos mitä vain ole nyt sitä tämä ne"
                            + " voi olla mukaan sekä jo siitä hänen jotka vielä ollut tämän miten miksi missä kanssa ennen"
                            + " jälkeen ilman kaikki koska minä sinä me te he"),
            new Words(
                    "Indonesian",
                    "yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke karena adalah oleh ada bisa"
                            + " anda kami mereka dia atau sudah telah dapat lebih saat bagi hanya seperti apa bagaimana"
                            + " mengapa harus tersebut agar jika kita sebagai"));

    private static final int SLOTS = 1 << 13;
    private static final int[] KEYS = new int[SLOTS];
    private static final int[] LANGUAGES = new int[SLOTS];

    static {
        for (int i = 0; i < LISTS.size(); i++) {
            for (String word : LISTS.get(i).words().split(" ")) {
                add(Tokens.hash(word), 1 << i);
            }
        }
    }

    private StopWords() {}

    private static void add(int hash, int bit) {
        int slot = slot(hash);
        while (LANGUAGES[slot] != 0 && KEYS[slot] != hash) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        KEYS[slot] = hash;
        LANGUAGES[slot] |= bit;
    }

    private static int slot(int hash) {
        return (hash * 0x9E3779B1) >>> 19;
    }

    /** The languages whose little word this is, one bit each; 0 for none. */
    static int languages(int tokenHash) {
        int slot = slot(tokenHash);
        while (LANGUAGES[slot] != 0) {
            if (KEYS[slot] == tokenHash) {
                return LANGUAGES[slot];
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return 0;
    }

    /** How many languages there are. */
    static int count() {
        return LISTS.size();
    }

    /** The language's English name. */
    static String name(int language) {
        return LISTS.get(language).language();
    }
}
