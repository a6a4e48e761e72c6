package dev.whence.model;

import dev.whence.model.RedactionOptions.PersonalData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The shapes of personal data. Stateless. */
final class PersonalDataRules {
    private PersonalDataRules() {}

    static List<SensitiveText.Rule> of(Set<PersonalData> kinds) {
        List<SensitiveText.Rule> rules = new ArrayList<>();
        if (kinds.contains(PersonalData.EMAIL)) {
            rules.add(new Email());
        }
        if (kinds.contains(PersonalData.IBAN)) {
            rules.add(new Iban());
        }
        if (kinds.contains(PersonalData.CARD)) {
            rules.add(new Card());
        }
        if (kinds.contains(PersonalData.PHONE)) {
            rules.add(new Phone());
        }
        return rules;
    }

    /** Found by its sign, from where the name before and the host after it are read. */
    private record Email() implements SensitiveText.Rule {
        private static final int MAX_NAME = 64;
        private static final int MAX_HOST = 253;

        @Override
        public String starts() {
            return "@";
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            int start = at;
            while (start > 0 && at - start < MAX_NAME && isName(text.charAt(start - 1))) {
                start--;
            }
            int end = at + 1;
            int lastDot = -1;
            while (end < text.length() && end - at < MAX_HOST && isHost(text.charAt(end))) {
                if (text.charAt(end) == '.') {
                    lastDot = end;
                }
                end++;
            }
            if (lastDot == end - 1 && lastDot > 0) { // the end of a sentence
                end--;
                lastDot = text.lastIndexOf('.', end - 1);
            }
            return start < at && lastDot > at + 1 && end - lastDot > 2 && find.set(start, end, "email");
        }

        private static boolean isName(char c) {
            return isHost(c) || c == '_' || c == '+' || c == '%' || c == '\'';
        }

        private static boolean isHost(char c) {
            return SensitiveText.isWord(c) || c == '.' || c == '-';
        }
    }

    /** 13 to 19 digits, in groups or not, with the check digit of Luhn's algorithm. */
    private record Card() implements SensitiveText.Rule {
        @Override
        public String starts() {
            return "23456";
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            StringBuilder digits = new StringBuilder();
            int end = digits(text, at, " -", digits);
            return digits.length() >= 13 && digits.length() <= 19 && hasCheckDigit(digits) && find.set(at, end, "card");
        }

        private static boolean hasCheckDigit(CharSequence digits) {
            int sum = 0;
            for (int i = 0; i < digits.length(); i++) {
                int digit = digits.charAt(digits.length() - 1 - i) - '0';
                int weighted = i % 2 == 0 ? digit : 2 * digit;
                sum += weighted > 9 ? weighted - 9 : weighted;
            }
            return sum % 10 == 0;
        }
    }

    /** International with its sign, or the ten digits of North America in groups of 3, 3 and 4. */
    private record Phone() implements SensitiveText.Rule {
        @Override
        public String starts() {
            return "+(23456789";
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            StringBuilder digits = new StringBuilder();
            if (text.charAt(at) == '+') {
                int end = digits(text, at + 1, " -().", digits);
                return digits.length() >= 8 && digits.length() <= 15 && find.set(at, end, "phone");
            }
            int end = digits(text, at, " -().", digits);
            return digits.length() == 10 && isGrouped(text, at, end) && find.set(at, end, "phone");
        }

        private static boolean isGrouped(String text, int from, int to) {
            List<Integer> groups = new ArrayList<>();
            int length = 0;
            for (int i = from; i <= to; i++) {
                if (i < to && Character.isDigit(text.charAt(i))) {
                    length++;
                } else if (length > 0) {
                    groups.add(length);
                    length = 0;
                }
            }
            return groups.equals(List.of(3, 3, 4));
        }
    }

    /** Two letters of a country, two check digits, and up to 30 more letters and digits. */
    private record Iban() implements SensitiveText.Rule {
        @Override
        public String starts() {
            return "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            if (at + 15 > text.length() || !isUpper(text.charAt(at + 1)) || !isDigit(text.charAt(at + 2))) {
                return false;
            }
            StringBuilder iban = new StringBuilder();
            int end = at;
            for (int i = at; i < text.length() && iban.length() < 34; i++) {
                char c = text.charAt(i);
                if (isUpper(c) || isDigit(c)) {
                    iban.append(c);
                    end = i + 1;
                    if (iban.length() >= 15
                            && (i + 1 == text.length() || !SensitiveText.isWord(text.charAt(i + 1)))
                            && isValid(iban)) {
                        return find.set(at, end, "iban");
                    }
                } else if (c != ' ' || end < i) {
                    break;
                }
            }
            return false;
        }

        /** ISO 7064 with the modulus 97, the first four characters moved to the end. */
        private static boolean isValid(CharSequence iban) {
            int rest = 0;
            for (int i = 0; i < iban.length(); i++) {
                char c = iban.charAt((i + 4) % iban.length());
                int value = isDigit(c) ? c - '0' : c - 'A' + 10;
                rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
            }
            return rest == 1;
        }

        private static boolean isUpper(char c) {
            return c >= 'A' && c <= 'Z';
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Gathers up to 20 digits that single separators, or a bracket and a space, part; answers where the last one ends. */
    private static int digits(String text, int from, String separators, StringBuilder into) {
        int end = from;
        int gap = 0;
        for (int i = from; i < text.length() && into.length() < 20 && gap <= 2; i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                into.append(c);
                end = i + 1;
                gap = 0;
            } else if (separators.indexOf(c) >= 0) {
                gap++;
            } else {
                return SensitiveText.isWord(c) && end == i ? none(into, from) : end;
            }
        }
        return end;
    }

    /** Digits that letters follow are part of an identifier. */
    private static int none(StringBuilder digits, int from) {
        digits.setLength(0);
        return from;
    }
}
