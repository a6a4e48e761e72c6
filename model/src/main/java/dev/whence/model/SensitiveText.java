package dev.whence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets and personal data in texts in one pass: at each place only the rules are tried that can start with the
 * character found there, and most of them only at the start of a word. Immutable and safe for any thread.
 */
final class SensitiveText {
    /** What stands in place of a find, followed by its kind and a bracket. */
    static final String MARK = "[redacted:";

    /** What a rule found: characters from start to end, to be replaced; mutable, for one thread. */
    static final class Find {
        int start;
        int end;
        String kind = "";

        boolean set(int start, int end, String kind) {
            this.start = start;
            this.end = end;
            this.kind = kind;
            return true;
        }
    }

    /** Looks whether something starts at a place; linear in what it looks at. */
    interface Rule {
        /** The characters it can start with. */
        String starts();

        /**
         * Tells whether there is a find.
         *
         * @param at where the text has one of {@link #starts}; for a letter or digit, also the start of a word
         */
        boolean find(String text, int at, Find find);
    }

    private final @Nullable List<Rule>[] rulesByStart;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
    SensitiveText(boolean secrets, Set<RedactionOptions.PersonalData> personalData) {
        this.rulesByStart = new List[128];
        List<Rule> rules = new ArrayList<>();
        if (secrets) {
            rules.addAll(SecretRules.all());
        }
        rules.addAll(PersonalDataRules.of(personalData));
        for (Rule rule : rules) {
            for (char start : rule.starts().toCharArray()) {
                List<Rule> there = rulesByStart[start];
                if (there == null) {
                    there = new ArrayList<>();
                    rulesByStart[start] = there;
                }
                there.add(rule);
            }
        }
    }

    /** The text with all finds replaced; the same one when there are none. */
    String redact(String text, LongAdder count) {
        StringBuilder redacted = null;
        Find find = null;
        int copied = 0;
        boolean inWord = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean word = isWord(c);
            List<Rule> rules = c < 128 && !(word && inWord && !isEscape(text, at)) ? rulesByStart[c] : null;
            inWord = word;
            if (rules == null) {
                continue;
            }
            find = find == null ? new Find() : find;
            for (Rule rule : rules) {
                if (rule.find(text, at, find) && find.start >= copied && !text.startsWith(MARK, find.start)) {
                    redacted = redacted == null ? new StringBuilder(text.length()) : redacted;
                    redacted.append(text, copied, find.start)
                            .append(MARK)
                            .append(find.kind)
                            .append(']');
                    count.increment();
                    copied = find.end;
                    at = Math.max(at, copied - 1);
                    inWord = false;
                    break;
                }
            }
        }
        return redacted == null
                ? text
                : redacted.append(text, copied, text.length()).toString();
    }

    /** The first find from a place on that is not redacted already; null when there is none. */
    @Nullable
    Find first(String text, int from) {
        Find find = null;
        boolean inWord = false;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean word = isWord(c);
            List<Rule> rules = c < 128 && !(word && inWord && !isEscape(text, at)) ? rulesByStart[c] : null;
            inWord = word;
            if (rules == null) {
                continue;
            }
            find = find == null ? new Find() : find;
            for (Rule rule : rules) {
                if (rule.find(text, at, find) && find.start >= from && !text.startsWith(MARK, find.start)) {
                    return find;
                }
            }
        }
        return null;
    }

    static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** In JSON within a text a word may stand right after the letter of {@code \n}. */
    private static boolean isEscape(String text, int at) {
        return at >= 2 && text.charAt(at - 2) == '\\' && "nrt".indexOf(text.charAt(at - 1)) >= 0;
    }
}
