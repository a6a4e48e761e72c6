package dev.whence.anomaly.output;

import dev.whence.model.SensitiveScan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the checks ask of one text, each worked out when first asked for. For one thread. */
final class Features {
    /** About as much is said in so many characters of a script without spaces as in five words. */
    private static final int CHARACTERS = 12;

    private static final int WORDS = 5;
    /** So many lines at the end of a text may tell the language of its end. */
    private static final int LAST_LINES = 6;

    private final String text;
    private final Tokens tokens;
    private final boolean ofCharacters;
    private double repeated = -1;
    private int declines;
    private @Nullable String jsonFault;
    private @Nullable List<SensitiveScan.Found> sensitive;
    private @Nullable Layout layout;
    private @Nullable Tongue tongue;
    private @Nullable Tongue lastTongue;
    private @Nullable Sketch sketch;
    private @Nullable IntSet content;
    private @Nullable IntSet wordShingles;
    private @Nullable IntSet characterShingles;

    Features(String text, Tokens.Reader reader) {
        this.text = text;
        this.tokens = reader.read(text);
        int alone = 0;
        for (int i = 0; i < tokens.count(); i++) {
            alone += tokens.standsAlone(i) ? 1 : 0;
        }
        this.ofCharacters = alone * 2 > tokens.count();
    }

    String text() {
        return text;
    }

    Tokens tokens() {
        return tokens;
    }

    /** How many tokens make a sequence of this text. */
    int shingle() {
        return ofCharacters ? CHARACTERS : WORDS;
    }

    /** Which kind of answer it is, and where its prose stands. */
    Layout layout() {
        if (layout == null) {
            layout = Layout.of(text);
        }
        return layout;
    }

    double repeated() {
        if (repeated < 0) {
            repeated = RepeatedShare.of(this);
        }
        return repeated;
    }

    /** Whether it declines to answer. */
    boolean declines() {
        if (declines == 0) {
            declines = Declining.is(this) ? 1 : -1;
        }
        return declines > 0;
    }

    /** See {@link JsonText#fault}. */
    String jsonFault() {
        if (jsonFault == null) {
            jsonFault = JsonText.fault(text);
        }
        return jsonFault;
    }

    /** What it holds of secrets and personal data. */
    List<SensitiveScan.Found> sensitive(SensitiveScan scan, int most) {
        if (sensitive == null) {
            sensitive = scan.find(text, most);
        }
        return sensitive;
    }

    Tongue tongue() {
        if (tongue == null) {
            tongue = Tongue.of(tokens, 0);
        }
        return tongue;
    }

    /**
     * The language of the last question, where the text tells who speaks; else that of its last lines, as few as tell it: after
     * instructions and documents the question stands there, and is to be answered in its language. That of all when neither tells.
     */
    Tongue lastTongue() {
        if (lastTongue == null) {
            lastTongue = tongueOfLastLines();
        }
        return lastTongue;
    }

    private Tongue tongueOfLastLines() {
        LastQuestion question = LastQuestion.in(text);
        if (!question.isEmpty()) {
            Tongue asked = Tongue.of(tokens, tokens.firstFrom(question.from()), tokens.firstFrom(question.to()));
            if (asked.isKnown()) {
                return asked;
            }
        }
        int end = text.length();
        for (int line = 0; line < LAST_LINES; line++) {
            int newLine = text.lastIndexOf('\n', end - 1);
            int from = newLine < 0 ? 0 : tokens.firstFrom(newLine);
            if (from == 0) {
                return tongue();
            }
            Tongue tongue = Tongue.of(tokens, from);
            if (tongue.isKnown()) {
                return tongue;
            }
            end = newLine;
        }
        return tongue();
    }

    Sketch sketch() {
        if (sketch == null) {
            sketch = Sketch.of(tokens);
        }
        return sketch;
    }

    /** The words and numbers that carry meaning; of a script without spaces, each two characters. */
    private IntSet content() {
        if (content == null) {
            content = new IntSet(tokens.count());
            for (int i = 0; i < tokens.count(); i++) {
                int word = contentAt(i);
                if (word != 0) {
                    content.add(word);
                }
            }
        }
        return content;
    }

    /** What stands at a token that carries meaning; 0 for nothing. */
    private int contentAt(int i) {
        if (tokens.standsAlone(i)) {
            return i + 1 < tokens.count() && tokens.standsAlone(i + 1)
                    ? tokens.hashes[i] * 31 + tokens.hashes[i + 1] | 1
                    : 0;
        }
        return tokens.isContent(i) ? tokens.hashes[i] : 0;
    }

    /** The share of what this text says that also stands in another; NaN when it says too little to tell. */
    double overlapWith(Features other, int fewest) {
        int all = 0;
        int shared = 0;
        IntSet there = other.content();
        for (int i = 0; i < tokens.count(); i++) {
            int word = contentAt(i);
            if (word != 0) {
                all++;
                shared += there.contains(word) ? 1 : 0;
            }
        }
        return all < fewest ? Double.NaN : (double) shared / all;
    }

    /**
     * The share of the words of this text's prose that are neither known nor stand in another text; numbers do not count. Of all its
     * words where the prose has few. NaN when it says too little to tell.
     */
    double newWords(Features other, Vocabulary known, int fewest) {
        int from = tokens.firstFrom(layout().from());
        int to = tokens.firstFrom(layout().to());
        double share = newWords(from, to, other.content(), known, fewest);
        return Double.isNaN(share) ? newWords(0, tokens.count(), other.content(), known, fewest) : share;
    }

    private double newWords(int from, int to, IntSet there, Vocabulary known, int fewest) {
        int all = 0;
        int fresh = 0;
        for (int i = from; i < to; i++) {
            int word = wordAt(i);
            if (word != 0) {
                all++;
                fresh += known.knows(word) || there.contains(word) ? 0 : 1;
            }
        }
        return all < fewest ? Double.NaN : (double) fresh / all;
    }

    /** Makes its words known. */
    void teach(Vocabulary known) {
        for (int i = 0; i < tokens.count(); i++) {
            int word = wordAt(i);
            if (word != 0) {
                known.learn(word);
            }
        }
    }

    /** As {@link #contentAt}, but 0 for what has digits in it. */
    private int wordAt(int i) {
        return tokens.standsAlone(i) || tokens.hashes[i] >= 0 ? contentAt(i) : 0;
    }

    private IntSet shingles(int length) {
        IntSet known = length == WORDS ? wordShingles : characterShingles;
        if (known != null) {
            return known;
        }
        IntSet shingles = new IntSet(tokens.count());
        for (int i = 0; i + length <= tokens.count(); i++) {
            shingles.add(shingleAt(i, length));
        }
        if (length == WORDS) {
            wordShingles = shingles;
        } else {
            characterShingles = shingles;
        }
        return shingles;
    }

    /** A sequence of tokens as one number. */
    int shingleAt(int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ tokens.hashes[i]) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        return hash;
    }

    /** Whether a line ends within these places, in JSON also as it is escaped there. */
    private boolean hasLineBreak(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\\' && text.charAt(i + 1) == 'n') {
                return true;
            }
        }
        return false;
    }

    /** The longest passage of the prose that stands word for word in another text. */
    Passage longestPassageOf(Features other) {
        int length = shingle();
        int from = tokens.firstFrom(layout().from());
        int all = tokens.firstFrom(layout().to()) - from - length + 1;
        if (all < 1 || other.tokens.count() < length) {
            return Passage.NONE;
        }
        IntSet there = other.shingles(length);
        int first = other.shingleAt(0, length);
        int last = other.shingleAt(other.tokens.count() - length, length);
        int run = 0;
        int longest = 0;
        boolean touches = false;
        boolean atAnEnd = false;
        int end = from;
        for (int i = from; i < from + all; i++) {
            int shingle = shingleAt(i, length);
            boolean hit = there.contains(shingle);
            run = hit ? run + 1 : 0;
            touches = hit && (touches || shingle == first || shingle == last);
            if (run > longest || touches && run == longest) {
                longest = run;
                atAnEnd = touches;
                end = i + length;
            }
        }
        if (longest == 0) {
            return Passage.NONE;
        }
        boolean acrossLines = hasLineBreak(tokens.starts[end - length - longest + 1], tokens.starts[end - 1]);
        return new Passage((double) longest / all, longest + length - 1, atAnEnd, acrossLines);
    }

    /**
     * A passage that a text took over from another.
     *
     * @param share of the text's prose, in [0, 1]
     * @param tokens how long it is
     * @param atAnEnd whether the other text begins or ends with it
     * @param acrossLines whether it goes on over the end of a line
     */
    record Passage(double share, int tokens, boolean atAnEnd, boolean acrossLines) {
        static final Passage NONE = new Passage(0, 0, false, false);
    }
}
