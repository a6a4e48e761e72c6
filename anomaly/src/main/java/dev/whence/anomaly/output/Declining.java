package dev.whence.anomaly.output;

/**
 * Tells whether a text begins by declining, or, of JSON, one of its first texts does. What has none of the little words that
 * all refusals have is let through at once; only the rest is compared with {@link RefusalPhrases}.
 */
final class Declining {
    /** Every phrase in Latin script has one of them, as {@link Tokens} part words: "can't" is "can" and "t". */
    private static final IntSet SIGNS =
            signs("t not cannot unable decline refuse sorry apologies programmed prohibited forbidden restricted barred"
                    + " impossible inappropriate prevent prohibit forbid outside beyond against" // English
                    + " nicht kein keine keinen keiner keines keinem ablehnen zurückweisen verweigern untersagt verboten"
                    + " unmöglich" // German
                    + " pas refuser décliner refuse décline interdit contraint obligé obligée impossibilité obligation"
                    + " abstenir" // French
                    + " no negarme rechazar declinar abstenerme imposible non rifiutare declinare impossibile vietato"
                    + " não recusar impossível niet geen weigeren afwijzen nie odmówić odmawiam"); // the others

    /** Texts of a JSON output that are looked at, and the characters below which one declines nothing. */
    private static final int MOST_TEXTS = 6;

    private static final int SHORTEST = 15;
    /** As much is said in so many characters of a script without spaces. */
    private static final int SHORTEST_DENSE = 6;

    private Declining() {}

    private static IntSet signs(String words) {
        String[] all = words.split(" ");
        IntSet signs = new IntSet(all.length);
        for (String word : all) {
            signs.add(Tokens.hash(word));
        }
        return signs;
    }

    static boolean is(Features features) {
        String text = features.text();
        if (!text.startsWith("{") && !text.startsWith("[") && !text.startsWith("```")) {
            return mayDecline(features.tokens(), 0) && RefusalPhrases.beginWithOne(text);
        }
        int from = text.indexOf('"');
        for (int texts = 0; texts < MOST_TEXTS && from >= 0; ) {
            int to = JsonText.endOfString(text, from);
            if (!JsonText.isName(text, to)) {
                texts++;
                if (saysEnough(text, from + 1, to)
                        && mayDecline(features.tokens(), from)
                        && RefusalPhrases.beginWithOne(text.substring(from + 1, to))) {
                    return true;
                }
            }
            from = text.indexOf('"', to + 1);
        }
        return false;
    }

    /** Whether there is a sign of declining soon after a place; other scripts than Latin may have any. */
    private static boolean mayDecline(Tokens tokens, int place) {
        int first = tokens.firstFrom(place);
        for (int i = first;
                i < tokens.count() && tokens.starts[i] - tokens.starts[first] <= RefusalPhrases.LOOKED_AT;
                i++) {
            if (tokens.standsAlone(i) || SIGNS.contains(tokens.hashes[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysEnough(String text, int from, int to) {
        return to - from >= SHORTEST
                || to - from >= SHORTEST_DENSE && Letters.standAlone(Letters.of(text.charAt(from)));
    }
}
